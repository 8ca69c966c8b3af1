// `/` goes to the search field, `g` and a letter go somewhere, `?` shows them all.
const PATIENCE = 1500;
let waitsUntil = 0;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "/") {
    const field = document.querySelector("[data-search]");
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  } else if (event.key === "?") {
    document.querySelector("[data-keys]")?.showModal();
  } else if (Date.now() < waitsUntil) {
    waitsUntil = 0;
    document.querySelector(`[data-go="${CSS.escape(event.key)}"]`)?.click();
  } else if (event.key === "g") {
    waitsUntil = Date.now() + PATIENCE;
  }
});

function isTyping(target) {
  return target instanceof Element && target.closest("input, select, textarea, [contenteditable]");
}
