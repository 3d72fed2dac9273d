// Locks a page that nobody touched for a while: what was typed is kept first, then only a
// proof of who it is opens it again, at the same place. A button does the same by hand.
let last = Date.now();
for (const kind of ["keydown", "pointerdown", "input", "scroll"]) addEventListener(kind, () => { last = Date.now(); }, { passive: true });
const timer = setInterval(async () => {
  if (Date.now() - last < Number(document.body.dataset.lock) * 1000) return;
  clearInterval(timer);
  const kept = [];
  document.dispatchEvent(new CustomEvent("keep", { detail: kept }));
  await Promise.all(kept);
  await fetch("/office/lock", { method: "POST", redirect: "manual" }).catch(() => null);
  document.querySelector("main").hidden = true;
  location.assign("/sign-in/again?to=" + encodeURIComponent(location.pathname + location.search));
}, 1000);
