// Keys for officials with many cases. The page says which key does what; a key does
// nothing while somebody types, composes Chinese, or holds a modifier.
const keys = Object.fromEntries((document.body.dataset.keys || "").split(" ").map((x) => [x.slice(0, x.indexOf(":")), x.slice(x.indexOf(":") + 1)]));
const rows = [...document.querySelectorAll(".worklist tbody tr")];
let at = -1;
const go = (step) => {
  if (!rows.length) return;
  rows[at]?.classList.remove("worklist__current");
  at = Math.min(rows.length - 1, Math.max(0, at + step));
  rows[at].classList.add("worklist__current");
  rows[at].querySelector("a")?.focus();
};
const open = (selector) => document.querySelector(selector)?.click();
const does = {
  down: () => go(1),
  up: () => go(-1),
  pick: () => rows[at]?.querySelector("input[type=checkbox]")?.click(),
  open: () => rows[at]?.querySelector("a")?.click(),
  act: () => {
    const form = document.querySelector("form[id][action*='/do/']");
    const field = form?.querySelector("input:not([type=hidden]), select, textarea");
    if (field) field.focus();
  },
  assign: () => open("a[href$='/do/assign']") ?? document.getElementById("bulk-verb")?.focus(),
  find: () => document.querySelector("input[type=search]")?.focus(),
  worklist: () => location.assign("/office"),
  help: () => location.assign("/office/keys"),
};
for (const command of ["turn", "larger", "smaller", "next"]) does[command] = () => open(`[data-key="${command}"]`);
document.addEventListener("focusin", (event) => {
  const row = rows.indexOf(event.target.closest("tr"));
  if (row >= 0 && row !== at) {
    rows[at]?.classList.remove("worklist__current");
    at = row;
    rows[at].classList.add("worklist__current");
  }
});
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  if (typing || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return;
  const command = does[keys[event.key.toLowerCase()]];
  if (!command) return;
  event.preventDefault();
  command();
});
