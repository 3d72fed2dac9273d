// Reads the page aloud where the device can. The button is there only then.
const button = document.querySelector("[data-speak]");

if (button && "speechSynthesis" in window) {
  const start = button.textContent;
  let reading = false;
  const show = (on) => {
    reading = on;
    button.textContent = on ? button.dataset.speak : start;
    button.setAttribute("aria-pressed", String(on));
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    speechSynthesis.cancel();
    if (reading) return show(false);
    // Line by line: some devices stop in the middle of a long text.
    const lines = document.getElementById("main").innerText.split("\n").filter((line) => line.trim());
    show(true);
    lines.forEach((line, i) => {
      const words = new SpeechSynthesisUtterance(line);
      words.lang = document.documentElement.lang;
      words.rate = 0.9;
      if (i === lines.length - 1) words.onend = () => show(false);
      speechSynthesis.speak(words);
    });
  });
  addEventListener("pagehide", () => speechSynthesis.cancel());
}
