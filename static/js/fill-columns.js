// Cells copied from a spreadsheet fill the rows below and the columns beside: <table data-fill-columns data-most="200">.
// Select lists take a code or the words that are shown. Rows that are missing are added, up to data-most; words that
// find no place are shown in [data-unplaced] of the same form, so that none of them is lost.

/** Put words into a field; whether they fit. */
function put(field, words) {
  const typed = words.trim();
  if (field.tagName !== "SELECT") {
    field.value = typed;
  } else {
    const wanted = typed.toLocaleLowerCase();
    const found = [...field.options].find(
      (option) => option.value === typed || option.text.trim().toLocaleLowerCase() === wanted,
    );
    if (!found) return !typed;
    field.value = found.value;
  }
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

const cells = (row) => [...row.querySelectorAll("[data-cell]")];

/** One row more, like the last one and empty. */
function grow(body) {
  const last = body.rows[body.rows.length - 1];
  const number = Number(last.cells[0].textContent);
  const row = last.cloneNode(true);
  row.cells[0].textContent = number + 1;
  for (const field of cells(row)) {
    field.name = field.name.replace(`row-${number}-`, `row-${number + 1}-`);
    field.id = field.id.replace(`row-${number}-`, `row-${number + 1}-`);
    field.setAttribute("aria-label", field.getAttribute("aria-label").replace(/\d+$/, number + 1));
    field.removeAttribute("aria-invalid");
    field.value = "";
  }
  body.append(row);
}

function spread(table, cell, lines) {
  const body = table.tBodies[0];
  const top = [...body.rows].findIndex((row) => row.contains(cell));
  const left = cells(body.rows[top]).indexOf(cell);
  const most = Number(table.dataset.most);
  const unplaced = [];
  lines.forEach((line, down) => {
    while (body.rows.length <= top + down && body.rows.length < most) grow(body);
    const row = body.rows[top + down];
    line.split("\t").forEach((words, right) => {
      const field = row && cells(row)[left + right];
      if (words.trim() && !(field && put(field, words))) unplaced.push(`${top + down + 1}: ${words.trim()}`);
    });
  });
  return unplaced;
}

/** Lets a paste into a cell of the table spread over as many cells as it has. */
export function fillColumns(piece) {
  for (const table of piece.querySelectorAll("table[data-fill-columns]")) {
    table.addEventListener("paste", (event) => {
      const lines = (event.clipboardData?.getData("text") ?? "").replace(/\r?\n$/, "").split(/\r?\n/);
      const cell = event.target.closest("[data-cell]");
      if (!cell || (lines.length === 1 && !lines[0].includes("\t"))) return;
      event.preventDefault();
      const unplaced = spread(table, cell, lines);
      const told = table.closest("form").querySelector("[data-unplaced]");
      told.hidden = !unplaced.length;
      told.querySelector("ul").replaceChildren(
        ...unplaced.map((words) => Object.assign(document.createElement("li"), { textContent: words })),
      );
    });
  }
}
