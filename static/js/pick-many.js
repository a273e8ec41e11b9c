// Several of a long list (countries, languages): a box to filter and pick from, over the plain
// <select multiple> that stays in the form and works without this file. A row of drop-downs that share a
// name ([data-repeat]) is drawn together into such a list first.
// Pattern: combobox with a listbox, WAI-ARIA Authoring Practices.

const plain = (text) => text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLocaleLowerCase();

class PickMany {
  constructor(select) {
    this.select = select;
    this.name = `${select.id}-list`;
    this.at = -1;
    this.build();
    this.drawChosen();
  }

  build() {
    const box = document.createElement("div");
    box.className = "wh-pick";
    this.chosen = document.createElement("ul");
    this.chosen.className = "wh-pick__chosen";
    this.input = document.createElement("input");
    this.input.className = "govuk-input";
    this.input.type = "text";
    this.input.autocomplete = "off";
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-expanded": "false",
      "aria-autocomplete": "list",
      "aria-controls": this.name,
    }))
      this.input.setAttribute(name, value);
    const described = this.select.getAttribute("aria-describedby");
    if (described) this.input.setAttribute("aria-describedby", described);
    this.list = document.createElement("ul");
    this.list.className = "wh-pick__list";
    this.list.id = this.name;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-multiselectable", "true");
    const name = this.question();
    this.list.setAttribute("aria-label", name);
    if (!this.select.labels.length) this.input.setAttribute("aria-label", name);
    this.list.hidden = true;
    box.append(this.chosen, this.input, this.list);
    // The label and the links of the error summary lead to what is visible.
    this.input.id = this.select.id;
    this.select.id = `${this.select.id}-select`;
    this.select.hidden = true;
    this.select.after(box);
    this.listen(box);
  }

  /** The words of the question: its label, or the legend of its group. */
  question() {
    const words = this.select.labels[0] ?? this.select.closest("fieldset")?.querySelector("legend");
    return words?.textContent.trim().replace(/\s+/g, " ") ?? "";
  }

  listen(box) {
    this.input.addEventListener("input", () => this.open());
    this.input.addEventListener("click", () => this.open());
    this.input.addEventListener("keydown", (event) => this.key(event));
    // What is typed here only filters: it is no answer.
    this.input.addEventListener("input", (event) => event.stopPropagation());
    this.input.addEventListener("change", (event) => event.stopPropagation());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const row = event.target.closest("[role='option']");
      if (row) this.toggle(this.shown[[...this.list.children].indexOf(row)]);
    });
    box.addEventListener("focusout", (event) => {
      if (!box.contains(event.relatedTarget)) this.close();
    });
  }

  open() {
    const wanted = plain(this.input.value.trim());
    const options = [...this.select.options].filter((option) => option.value && plain(option.text).includes(wanted));
    // Names that begin with what was typed come first.
    this.shown = options.sort((a, b) => plain(b.text).startsWith(wanted) - plain(a.text).startsWith(wanted));
    this.at = -1;
    this.list.replaceChildren(
      ...this.shown.map((option, index) => {
        const row = document.createElement("li");
        row.className = "wh-pick__option";
        row.id = `${this.name}-${index}`;
        row.setAttribute("role", "option");
        row.setAttribute("aria-selected", String(option.selected));
        row.textContent = option.text;
        return row;
      }),
    );
    this.list.hidden = this.shown.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    this.list.hidden = true;
    this.input.value = "";
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.key === "Escape" && !this.list.hidden) this.close();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) this.open();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !this.list.hidden) {
      event.preventDefault();
      this.toggle(this.shown[Math.max(this.at, 0)]);
    } else if (event.key === "Backspace" && !this.input.value && this.select.selectedOptions.length) {
      this.toggle([...this.select.selectedOptions].at(-1));
    }
  }

  move(step) {
    if (!this.shown.length) return;
    this.list.children[this.at]?.classList.remove("wh-pick__option--at");
    this.at = (this.at + step + this.shown.length) % this.shown.length;
    const row = this.list.children[this.at];
    row.classList.add("wh-pick__option--at");
    row.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", row.id);
  }

  toggle(option) {
    if (!option) return;
    option.selected = !option.selected;
    this.drawChosen();
    this.close();
    this.input.focus();
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  drawChosen() {
    const remove = this.select.closest("[data-remove-word]")?.dataset.removeWord ?? "";
    this.chosen.replaceChildren(
      ...[...this.select.selectedOptions].map((option) => {
        const item = document.createElement("li");
        const chip = document.createElement("button");
        chip.type = "button";
        chip.className = "wh-pick__chip";
        chip.setAttribute("aria-label", `${remove} ${option.text}`.trim());
        const text = document.createElement("bdi");
        text.textContent = option.text;
        chip.append(text);
        chip.addEventListener("click", () => this.toggle(option));
        item.append(chip);
        return item;
      }),
    );
    this.chosen.hidden = this.select.selectedOptions.length === 0;
  }
}

function drawTogether(group) {
  const rows = [...group.querySelectorAll("select")];
  const list = document.createElement("select");
  list.multiple = true;
  list.name = rows[0].name;
  list.id = group.id ? `${group.id}_0` : `${list.name}-rows`;
  const chosen = new Set(rows.map((row) => row.value));
  for (const option of rows[0].options) {
    if (option.value) list.append(new Option(option.text, option.value, false, chosen.has(option.value)));
  }
  group.replaceChildren(list);
  group.dataset.pickMany = "";
  delete group.dataset.repeat;
}

export function pickMany(piece) {
  for (const group of piece.querySelectorAll("[data-repeat]")) drawTogether(group);
  for (const select of piece.querySelectorAll("[data-pick-many] select[multiple]:not([hidden])")) new PickMany(select);
}
