// One place for what goes wrong with a request, and for focus that a swap would lose.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status === 422 || xhr.status === 409) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

for (const type of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(type, () => {
    const text = document.querySelector("[data-toasts]")?.dataset.failed;
    document.dispatchEvent(new CustomEvent("toast", { detail: { text, tone: "bad" } }));
  });
}
