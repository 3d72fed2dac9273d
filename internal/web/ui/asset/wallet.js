// Lets the wallet and the guides be read without the network: the worker keeps what was opened.
if (navigator.serviceWorker) navigator.serviceWorker.register("/worker.js");
