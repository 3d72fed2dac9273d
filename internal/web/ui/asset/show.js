// Renews the code that shows a licence before its life is over, as long as the page is
// looked at. Where the network is gone it says so, and takes away what has run out.
const box = document.querySelector("[data-show]");
const life = Number(box?.dataset.show) * 1000;
const part = "[data-code]";
let made = Date.now();

async function renew() {
  let fresh;
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    fresh = answer.ok && !answer.redirected && page.querySelector(part);
  } catch {
    fresh = null;
  }
  if (fresh) {
    box.querySelector(part).replaceWith(fresh);
    made = Date.now();
  }
  box.querySelector("[data-lost]").hidden = Boolean(fresh);
  if (!fresh && Date.now() - made > life) box.querySelector(part).replaceChildren();
}

if (box) {
  setInterval(() => document.hidden || Date.now() - made < life - 10000 || renew(), 2000);
  document.addEventListener("visibilitychange", () => document.hidden || Date.now() - made < life / 2 || renew());
}
