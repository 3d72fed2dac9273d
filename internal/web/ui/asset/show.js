// Renews the code that shows a licence before its life is over, as long as the page is
// looked at. Where this device has the key that the licence is bound to, it signs itself,
// with or without a network. Where it cannot and the network is gone it says so, and
// takes away what has run out.
import { code } from "./qr.js";
import { base64url } from "./bytes.js";
import { digits, show } from "./holder.js";

const box = document.querySelector("[data-show]");
const life = Number(box?.dataset.show) * 1000;
const part = "[data-code]";
let made = Date.now();
let busy = false;

// fresh is the page's next code, as the server makes it; null without a network.
async function fresh() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return answer.ok && !answer.redirected ? page.querySelector(part) : null;
  } catch {
    return null;
  }
}

// sign puts a code of this device's own in the place of what stands there.
async function sign(place, number) {
  const { licence, credential, site } = box.dataset;
  if (!credential) return false;
  const names = Array.from(document.querySelectorAll("input[name=show]:checked"), (x) => x.value);
  const text = await show(licence, credential, names, number, site + "/verify");
  if (!text) return false;
  const { size, path } = code(site + "/verify#", await digits(text));
  const svg = document.querySelector("[data-qr]").content.firstElementChild.cloneNode(true);
  svg.setAttribute("viewBox", `-4 -4 ${size + 8} ${size + 8}`);
  svg.querySelector("path").setAttribute("d", path);
  const said = document.querySelector("[data-signed]").content.cloneNode(true);
  place.replaceChildren(svg, said);
  place.dataset.by = "holder";
  return true;
}

async function renew() {
  if (busy) return;
  busy = true;
  const next = await fresh();
  const place = next || box.querySelector(part);
  const number = next?.dataset.code || base64url(crypto.getRandomValues(new Uint8Array(16)));
  const signed = await sign(place, number).catch(() => false);
  if (next) box.querySelector(part).replaceWith(next);
  if (next || signed) made = Date.now();
  box.querySelector("[data-lost]").hidden = Boolean(next || signed);
  if (!next && !signed && Date.now() - made > life) place.replaceChildren();
  busy = false;
}

if (box) {
  setInterval(() => document.hidden || Date.now() - made < life - 10000 || renew(), 2000);
  document.addEventListener("visibilitychange", () => document.hidden || Date.now() - made < life / 2 || renew());
  const place = box.querySelector(part);
  if (box.dataset.credential) sign(place, place.dataset.code).catch(() => {});
  // A page out of the device's own store is old: its code has run out.
  if (document.querySelector("[data-offline]:not([hidden])")) {
    made = 0;
    renew();
  }
}
