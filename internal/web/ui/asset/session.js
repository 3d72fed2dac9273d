// Asks before a session ends, five minutes ahead, so that there is time to answer.
// The same is said in a line of the page where scripts do not run.
// What could not be sent yet from this tab is not left to whoever sits down here next. But
// it goes only with the session: without a network nobody is signed out and nothing is
// forgotten, and who may still save it is told so once.
const out = document.querySelector("form[action='/sign-out'][data-unsaved]");
const left = () => Object.keys(sessionStorage).filter((key) => key.startsWith("typed "));
let told = false;
out?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const said = out.querySelector("[role=status]");
  if (navigator.onLine && left().length && !told) {
    told = true;
    const page = document.createElement("a");
    page.className = "govuk-link";
    page.href = left()[0].slice("typed ".length);
    page.textContent = out.dataset.open;
    said.replaceChildren(out.dataset.unsaved + " ", page);
    return;
  }
  const answer = await fetch(out.action, { method: "POST" }).catch(() => null);
  if (!answer?.redirected) {
    said.textContent = out.dataset.stays;
    return;
  }
  left().forEach((key) => sessionStorage.removeItem(key));
  location.assign(answer.url);
});

const ask = document.querySelector("dialog[data-session-left]");

if (ask) {
  const ahead = 5 * 60;
  let timer;
  // Sleeping machines stop timers: the end is a moment, not a count of ticks.
  const wait = (left) => {
    const end = Date.now() + left * 1000;
    clearInterval(timer);
    timer = setInterval(() => {
      if (end - Date.now() > ahead * 1000) return;
      clearInterval(timer);
      ask.showModal();
    }, 1000);
  };
  wait(Number(ask.dataset.sessionLeft));
  ask.querySelector("[data-session-no]").addEventListener("click", () => ask.close());
  ask.querySelector("[data-session-yes]")?.addEventListener("click", async () => {
    ask.close();
    const answer = await fetch(ask.dataset.sessionStay, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.ok && !answer.redirected) wait((await answer.json()).left);
    else ask.showModal();
  });
}
