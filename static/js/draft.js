// <form data-draft="key"> keeps what is typed in this browser until it is sent; files and passwords are never kept.
const skip = new Set(["password", "file", "hidden", "submit"]);
const fields = (form) => [...form.elements].filter((field) => field.name && !skip.has(field.type));
const name = (form) => `draft:${form.dataset.draft}`;
const chosen = (field) => (["checkbox", "radio"].includes(field.type) ? field.checked : field.value);

const say = (form, word) => form.querySelectorAll("[data-draft-state]").forEach((state) => (state.textContent = state.dataset[word] ?? ""));

function restore(form) {
  const saved = JSON.parse(localStorage.getItem(name(form)) ?? "null");
  if (!saved || form.querySelector("[aria-invalid=true]")) return;
  fields(form).forEach((field, index) => {
    const value = saved[`${field.name}:${index}`];
    if (value === undefined || value === chosen(field)) return;
    if (typeof value === "boolean") field.checked = value;
    else field.value = value;
  });
  say(form, "restored");
}

function keep(form) {
  const values = Object.fromEntries(fields(form).map((field, index) => [`${field.name}:${index}`, chosen(field)]));
  try {
    localStorage.setItem(name(form), JSON.stringify(values));
    say(form, "kept");
  } catch {
    say(form, "lost");
  }
}

// What was sent is forgotten only when another page of ours has come: a lost connection loses nothing.
const forms = [...document.querySelectorAll("form[data-draft]")];
const sent = sessionStorage.getItem("draft:sent");
if (sent && !forms.some((form) => name(form) === sent)) localStorage.removeItem(sent);
sessionStorage.removeItem("draft:sent");

forms.forEach((form) => {
  let timer;
  restore(form);
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      keep(form);
      form.dispatchEvent(new CustomEvent("draft", { bubbles: true }));
    }, 800);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    keep(form);
    sessionStorage.setItem("draft:sent", name(form));
  });
});
