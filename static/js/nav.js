// On a phone the navigation is a drawer: opened by [data-nav-open], closed by its button, Escape or the veil.
const nav = document.querySelector("[data-nav]");
const opener = document.querySelector("[data-nav-open]");
const veil = document.querySelector("[data-nav-veil]");

function show(isOpen) {
  nav.toggleAttribute("data-open", isOpen);
  veil.hidden = !isOpen;
  opener.setAttribute("aria-expanded", String(isOpen));
  (isOpen ? nav.querySelector("a, button") : opener).focus();
  document.getElementById("page").inert = isOpen;
}

if (nav && opener) {
  opener.addEventListener("click", () => show(true));
  veil.addEventListener("click", () => show(false));
  nav.querySelector("[data-nav-close]").addEventListener("click", () => show(false));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && nav.hasAttribute("data-open")) show(false);
  });
}
