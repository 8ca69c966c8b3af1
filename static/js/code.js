// [data-copy="id"] copies the text of that element and says so.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  await navigator.clipboard.writeText((source.value ?? source.textContent).trim());
  const label = button.querySelector("[data-label]");
  const before = label.textContent;
  label.textContent = button.dataset.done;
  button.dataset.copied = "";
  setTimeout(() => {
    label.textContent = before;
    delete button.dataset.copied;
  }, 2000);
});
