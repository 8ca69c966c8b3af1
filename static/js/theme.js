// The theme switch works as a form; with script it changes at once and the page stays.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-theme-switch]");
  const chosen = event.submitter;
  if (!form || !chosen) return;
  event.preventDefault();
  const data = new FormData(form, chosen);
  if (chosen.value) document.documentElement.dataset.theme = chosen.value;
  else delete document.documentElement.dataset.theme;
  for (const button of form.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button === chosen));
  }
  await fetch(form.action, { method: "POST", body: data, redirect: "manual" });
});
