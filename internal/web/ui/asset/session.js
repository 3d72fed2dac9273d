// Asks before a session ends, five minutes ahead, so that there is time to answer.
// The same is said in a line of the page where scripts do not run.
// What could not be sent yet from this tab is not left to whoever sits down here next.
document.querySelector("form[action='/sign-out']")?.addEventListener("submit", () => {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith("typed ")) sessionStorage.removeItem(key);
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
