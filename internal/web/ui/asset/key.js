// Makes a key for a licence on this device and sends its public half, so that the
// licence is bound to it. Without a place for keys the button stays away.
import { make } from "./holder.js";

const form = document.querySelector("[data-own-key]");
if (form && globalThis.crypto?.subtle && globalThis.indexedDB) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    form.elements.key.value = JSON.stringify(await make(form.dataset.ownKey));
    form.submit();
  });
}
