// What people must know at once: a request that failed, a form sent twice, a toast that can go.
const toasts = () => document.getElementById("toasts");

function failed() {
  toasts().append(document.getElementById("toast-failed").content.cloneNode(true));
}
document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:sendError", failed);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  });
});

// The first wrong field gets the focus, on a full page and after a swap.
const focusFirstError = (part) => part.querySelector?.("[aria-invalid=true]:not(fieldset)")?.focus();
focusFirstError(document);
document.addEventListener("htmx:afterSwap", (event) => focusFirstError(event.target));
