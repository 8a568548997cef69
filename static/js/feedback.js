// What people must know at once: a request that failed, a form sent twice, a toast that can go.
// What a page fetches by itself, it fetches again by itself: nobody has done anything that they could try again.
function failed({ target }) {
  if (/from:body|every \d/.test(target.getAttribute("hx-trigger"))) return;
  document.getElementById("toasts").append(document.getElementById("toast-failed").content.cloneNode(true));
}
["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach((failure) => document.addEventListener(failure, failed));
// A session that ended answers with the sign-in page: never swap that into a corner of this one.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!detail.xhr.responseURL.includes(document.body.dataset.login)) return;
  detail.shouldSwap = false;
  location.reload();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
  setTimeout(release, 5000, form); // a download leaves the page as it is
});
function release(form) {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
}
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

// The first wrong field gets the focus, on a full page and after a swap.
const focusFirstError = (part) => part.querySelector?.("[aria-invalid=true]:not(fieldset)")?.focus();
focusFirstError(document);
document.addEventListener("htmx:afterSwap", (event) => focusFirstError(event.target));
