// form[data-save] with a save bar: the bar appears when something differs from what was loaded; leaving then asks.
for (const form of document.querySelectorAll("form[data-save]:has([data-save-bar])")) {
  watch(form);
}

function watch(form) {
  const bar = form.querySelector("[data-save-bar]");
  const asLoaded = snapshot(form);
  const startsChanged = form.dataset.save === "changed";
  let isSaving = false;
  let hasNewFields = false;
  const isChanged = () => !isSaving && (startsChanged || snapshot(form) !== asLoaded);
  const refresh = () => bar.toggleAttribute("data-changed", isChanged());

  form.addEventListener("input", refresh);
  // Fields that came since the page was loaded do not go by a reset, and what came back with errors is not what is saved.
  form.addEventListener("reset", () => {
    if (startsChanged || hasNewFields) {
      isSaving = true;
      location.assign(location.pathname);
    }
    setTimeout(refresh);
  });
  form.addEventListener("htmx:afterSettle", () => {
    hasNewFields = true;
    refresh();
  });
  form.addEventListener("submit", () => {
    isSaving = true;
  });
  globalThis.addEventListener("beforeunload", (event) => {
    if (isChanged()) event.preventDefault();
  });
  refresh();
}

function snapshot(form) {
  const entries = [...new FormData(form)].map(([name, value]) => [name, value instanceof File ? value.name : value]);
  return JSON.stringify(entries.filter(([name]) => name !== "csrfmiddlewaretoken"));
}
