// <a href="#id" data-dialog="id"> opens <dialog id> as a modal; without this file the link shows it as a part of the page.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.dialog)?.showModal();
  }
  const dialog = event.target.closest("dialog");
  if (dialog?.open && (event.target.closest("[data-close]") || event.target === dialog)) {
    event.preventDefault();
    dialog.close();
  }
  event.target.closest("[data-dismiss]")?.closest(".toast").remove();
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// A dialog whose form came back with errors stays open.
document.querySelector("dialog.modal:has([aria-invalid=true], .form-errors):not([open])")?.showModal();
