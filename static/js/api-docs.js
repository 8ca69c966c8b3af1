// Draws the description of the REST API into its page, in the theme that was chosen or is the system's.
const place = document.getElementById("api-docs");
const isDark = window.matchMedia("(prefers-color-scheme: dark)");

function followTheme() {
  const chosen = document.documentElement.dataset.theme;
  document.documentElement.classList.toggle("dark-mode", chosen ? chosen === "dark" : isDark.matches);
}

followTheme();
isDark.addEventListener("change", followTheme);

window.SwaggerUIBundle({
  domNode: place,
  url: place.dataset.schema,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: -1,
  displayRequestDuration: true,
  persistAuthorization: false,
  syntaxHighlight: { activated: false },
  validatorUrl: null,
});
