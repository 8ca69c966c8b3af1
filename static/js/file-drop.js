// [data-file-drop] shows that a file is over it and names what was chosen.
for (const type of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(type, (event) => {
    const drop = event.target instanceof Element && event.target.closest("[data-file-drop]");
    if (drop) drop.toggleAttribute("data-over", type === "dragenter" || type === "dragover");
  });
}

document.addEventListener("change", (event) => {
  const drop = event.target.closest("[data-file-drop]");
  const name = drop?.querySelector("[data-file-name]");
  const file = event.target.files?.[0];
  if (!name || !file) return;
  const size = new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit",
    unit: "kilobyte",
    maximumFractionDigits: 0,
  }).format(Math.max(1, file.size / 1000));
  name.textContent = `${file.name} · ${size}`;
});
