// <div data-combobox> with a text input (hx-get of options into the list), <ul role="listbox"> and a hidden input:
// arrow keys, Enter and Escape as in the ARIA pattern. An option is <li role="option" id data-value>text</li>.
const options = (box) => [...box.querySelectorAll("[role=option]")];
const input = (box) => box.querySelector("[role=combobox]");
const hidden = (box) => box.querySelector("input[type=hidden]");

function mark(box, option) {
  options(box).forEach((other) => other.setAttribute("aria-selected", String(other === option)));
  input(box).setAttribute("aria-activedescendant", option?.id ?? "");
  option?.scrollIntoView({ block: "nearest" });
}

function close(box) {
  box.querySelector("[role=listbox]").replaceChildren();
  input(box).setAttribute("aria-expanded", "false");
  mark(box, null);
}

function choose(box, option) {
  input(box).value = option.dataset.label ?? option.textContent.trim();
  if (hidden(box)) hidden(box).value = option.dataset.value;
  (hidden(box) ?? input(box)).dispatchEvent(new Event("change", { bubbles: true }));
  close(box);
}

document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.("[data-combobox]");
  const list = box ? options(box) : [];
  if (!list.length) return;
  const at = list.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") mark(box, list[(at + 1) % list.length]);
  else if (event.key === "ArrowUp") mark(box, list.at(at <= 0 ? -1 : at - 1));
  else if (event.key === "Enter" && at >= 0) choose(box, list[at]);
  else if (event.key === "Escape") close(box);
  else return;
  event.preventDefault();
});
document.addEventListener("input", (event) => {
  const box = event.target.closest?.("[data-combobox]");
  if (box && hidden(box)) hidden(box).value = "";
});
document.addEventListener("click", (event) => {
  const option = event.target.closest("[data-combobox] [role=option]");
  if (option) choose(option.closest("[data-combobox]"), option);
});
document.addEventListener("htmx:afterSwap", (event) => {
  const box = event.target.closest?.("[data-combobox]");
  if (box) input(box).setAttribute("aria-expanded", String(options(box).length > 0));
});
document.addEventListener("focusout", (event) => {
  const box = event.target.closest?.("[data-combobox]");
  if (box) setTimeout(() => box.contains(document.activeElement) || close(box), 150);
});
