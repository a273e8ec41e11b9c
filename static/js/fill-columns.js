// Cells copied from a spreadsheet fill the rows below and the columns beside: <table data-fill-columns>.
// Select lists take a code or the words that are shown.

function put(field, words) {
  const typed = words.trim();
  if (field.tagName !== "SELECT") {
    field.value = typed;
  } else {
    const wanted = typed.toLocaleLowerCase();
    const found = [...field.options].find(
      (option) => option.value === typed || option.text.trim().toLocaleLowerCase() === wanted,
    );
    if (found) field.value = found.value;
  }
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Lets a paste into a cell of the table spread over as many cells as it has. */
export function fillColumns(piece) {
  for (const table of piece.querySelectorAll("table[data-fill-columns]")) {
    table.addEventListener("paste", (event) => {
      const lines = (event.clipboardData?.getData("text") ?? "").replace(/\r?\n$/, "").split(/\r?\n/);
      const cell = event.target.closest("[data-cell]");
      if (!cell || (lines.length === 1 && !lines[0].includes("\t"))) return;
      event.preventDefault();
      const rows = [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("[data-cell]")]);
      const top = rows.findIndex((row) => row.includes(cell));
      const left = rows[top].indexOf(cell);
      lines.forEach((line, down) => {
        line.split("\t").forEach((words, right) => {
          const field = rows[top + down]?.[left + right];
          if (field) put(field, words);
        });
      });
    });
  }
}
