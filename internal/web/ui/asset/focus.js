// After a failed submission the first thing to read is what went wrong: move the
// keyboard there, and from each line to the field it speaks of.
const summary = document.querySelector(".govuk-error-summary");
if (summary) {
  summary.setAttribute("tabindex", "-1");
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    const group = field.closest(".govuk-form-group");
    if (group) group.scrollIntoView();
    field.focus({ preventScroll: true });
  });
}
