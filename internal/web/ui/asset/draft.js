// Keeps what is typed into the form of an act on the server while it is typed, so that a
// lost session or a closed window loses nothing. Without it the button does the same.
for (const form of document.querySelectorAll("form[data-draft]")) {
  const said = form.querySelector("[role=status]");
  let typed = 0, kept = 0, timer, sending = false;
  const keep = async (last) => {
    clearTimeout(timer);
    if (typed === kept) return;
    const at = typed;
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
    body.set("act-go", "draft");
    const answer = await fetch(form.action, { method: "POST", body, keepalive: last === true, headers: { Accept: "application/json" } }).catch(() => null);
    const ok = answer?.status === 204;
    if (ok) kept = at;
    if (said) said.textContent = ok ? form.dataset.draft : form.dataset.draftFailed;
    if (!ok && !last) timer = setTimeout(keep, 15000);
  };
  form.addEventListener("input", () => {
    typed++;
    clearTimeout(timer);
    timer = setTimeout(keep, 1500);
  });
  form.addEventListener("submit", () => {
    sending = true;
    clearTimeout(timer);
  });
  document.addEventListener("keep", (event) => event.detail.push(keep()));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && !sending) keep(true);
  });
  addEventListener("beforeunload", (event) => {
    if (typed !== kept && !sending) event.preventDefault();
  });
}
