// Light, dark or as the device says; kept in a cookie so that the server writes the attribute before the first paint.
const root = document.documentElement;
const buttons = document.querySelectorAll("[data-theme-set]");

const isDark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

function show() {
  buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.themeSet === (root.dataset.theme ?? "auto"))));
}

function choose(theme) {
  if (theme === "toggle") theme = isDark() ? "light" : "dark";
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  const age = theme === "auto" ? 0 : 31536000;
  document.cookie = `theme=${theme}; path=/; max-age=${age}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  show();
}

buttons.forEach((button) => button.addEventListener("click", () => choose(button.dataset.themeSet)));
document.querySelectorAll("[data-themes]").forEach((group) => (group.hidden = false));
show(); navigator.serviceWorker?.register("/service-worker.js"); // keeps the page for days without a network
