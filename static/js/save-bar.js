// form[data-save] with a save bar: the bar appears when something differs from what was loaded; leaving then asks.
for (const form of document.querySelectorAll("form[data-save]:has([data-save-bar])")) {
  watch(form);
}

function watch(form) {
  const bar = form.querySelector("[data-save-bar]");
  const asLoaded = snapshot(form);
  const startsChanged = form.dataset.save === "changed";
  let isSaving = false;
  const isChanged = () => !isSaving && (startsChanged || snapshot(form) !== asLoaded);
  const refresh = () => bar.toggleAttribute("data-changed", isChanged());

  form.addEventListener("input", refresh);
  form.addEventListener("reset", () => setTimeout(refresh));
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
