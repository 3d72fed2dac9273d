// Keeps what is typed on a page of questions: at the house a second after the last key,
// and in this tab while there is no network. Nothing here is needed to send the page.
const form = document.querySelector("form[data-keep]");

if (form) {
  const said = document.getElementById("keep-said");
  const place = "typed " + location.pathname;
  const typed = () => new URLSearchParams([...new FormData(form)].filter(([, v]) => typeof v === "string")).toString();
  let timer;
  let kept = typed();

  // What could not be sent the last time stands here again, unless something newer was kept.
  const left = JSON.parse(sessionStorage.getItem(place) || "null");
  if (left && left.stamp === form.dataset.keep && left.body !== kept) {
    const values = new URLSearchParams(left.body);
    for (const e of form.elements) {
      if (!e.name || e.type === "hidden" || e.type === "file" || e.tagName === "BUTTON") continue;
      if (e.type === "radio" || e.type === "checkbox") e.checked = values.getAll(e.name).includes(e.value);
      else if (values.has(e.name)) e.value = values.get(e.name);
    }
  }

  async function keep() {
    const body = typed();
    if (body === kept) return;
    sessionStorage.setItem(place, JSON.stringify({ stamp: form.dataset.keep, body }));
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(body), headers: { "X-Keep": "1" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      kept = body;
      form.dataset.keep = answer.headers.get("X-Keep-Stamp");
      sessionStorage.removeItem(place);
      said.textContent = await answer.text();
    } catch {
      said.textContent = form.dataset.keepHere;
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 1000);
  });
  addEventListener("online", keep);
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (navigator.onLine) return;
    event.preventDefault();
    keep();
  });
  keep();
}
