// Questions that are asked only when earlier answers call for them:
// data-show-when="field=value|value2"; an empty value stands for no answer yet, "field=*" for any answer.
// "field=>0" stands for a number above none, "field=!other" for another answer than to `other` where both are answered;
// a semicolon parts conditions of which one is enough. The server decides what counts.

function answers(form, name) {
  const controls = form.elements.namedItem(name);
  if (!controls) return [];
  const list = controls instanceof RadioNodeList ? [...controls] : [controls];
  return list.flatMap((control) => {
    if (control.type === "radio" || control.type === "checkbox") return control.checked ? [control.value] : [];
    if (control instanceof HTMLSelectElement) return [...control.selectedOptions].map((option) => option.value);
    return [control.value];
  });
}

function isAsked(form, conditions) {
  return conditions.split(";").some((condition) => holds(form, condition));
}

function holds(form, condition) {
  const [name, wanted = "*"] = condition.split("=", 2);
  const given = answers(form, name.trim()).filter((value) => value !== "");
  if (wanted === "*") return given.length > 0;
  if (wanted === ">0") return given.some((value) => Number(value) > 0);
  if (wanted.startsWith("!")) {
    const others = answers(form, wanted.slice(1)).filter((value) => value !== "");
    return given.length > 0 && others.length > 0 && given.join() !== others.join();
  }
  const accepted = wanted.split("|").map((value) => value.trim());
  return given.length ? given.some((value) => accepted.includes(value)) : accepted.includes("");
}

function refresh(form) {
  for (const question of form.querySelectorAll("[data-show-when]")) {
    const parent = question.parentElement.closest("[data-show-when]");
    question.hidden = Boolean(parent?.hidden) || !isAsked(form, question.dataset.showWhen);
  }
}

export function watchConditions(piece) {
  const forms = new Set([...piece.querySelectorAll("[data-show-when]")].map((question) => question.closest("form")));
  for (const form of forms) {
    if (!form) continue;
    refresh(form);
    if (form.dataset.conditions) continue;
    form.dataset.conditions = "on";
    form.addEventListener("change", () => refresh(form));
    form.addEventListener("input", () => refresh(form));
  }
}
