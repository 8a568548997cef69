// <fieldset data-formset="prefix"> with <template data-empty> and <button data-add>: one more row without a round trip.
document.addEventListener("click", (event) => {
  const add = event.target.closest("[data-add]");
  const remove = event.target.closest("[data-remove]");
  if (add) addRow(add.closest("[data-formset]"));
  if (remove) removeRow(remove.closest("[data-row]"));
});

function addRow(set) {
  const total = set.querySelector(`[name="${set.dataset.formset}-TOTAL_FORMS"]`);
  const holder = document.createElement("template");
  holder.innerHTML = set.querySelector("template[data-empty]").innerHTML.replaceAll("__prefix__", total.value);
  const row = holder.content.firstElementChild;
  set.querySelector("[data-rows]").append(row);
  total.value = Number(total.value) + 1;
  window.htmx?.process(row);
  row.dispatchEvent(new CustomEvent("row:added", { bubbles: true }));
  row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

function removeRow(row) {
  const set = row.closest("[data-formset]");
  const flag = row.querySelector('[name$="-DELETE"]');
  if (flag) flag.checked = true;
  row.hidden = true;
  row.dispatchEvent(new Event("input", { bubbles: true }));
  set.querySelector("[data-add]")?.focus();
}

document.querySelectorAll("[data-formset] [data-add], [data-formset] [data-remove]").forEach((button) => (button.hidden = false));
