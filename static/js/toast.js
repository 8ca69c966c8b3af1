// Toasts: dismissed by their button; a good one leaves by itself unless someone is reading it.
const STAYS = 8000;
const region = document.querySelector("[data-toasts]");
const template = document.querySelector("template[data-toast]");

region?.addEventListener("click", (event) => {
  if (event.target.closest("[data-dismiss]")) event.target.closest(".toast").remove();
});

document.addEventListener("toast", ({ detail }) => {
  if (!region || !template || !detail?.text) return;
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.dataset.tone = detail.tone ?? "good";
  toast.querySelector("p").textContent = detail.text;
  region.append(toast);
  leaveLater(toast);
});

function leaveLater(toast) {
  if (toast.dataset.tone !== "good") return;
  setTimeout(() => {
    if (toast.matches(":hover, :focus-within")) leaveLater(toast);
    else toast.remove();
  }, STAYS);
}

region?.querySelectorAll(".toast").forEach(leaveLater);
