// Signing on the screen with mouse, pen or finger. Who cannot or does not want to draw types a name instead.

function position(pad, event) {
  const box = pad.getBoundingClientRect();
  return [((event.clientX - box.left) * pad.width) / box.width, ((event.clientY - box.top) * pad.height) / box.height];
}

function blank(pad) {
  const pen = pad.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, pad.width, pad.height);
  pen.strokeStyle = "#000";
  pen.lineWidth = 4;
  pen.lineCap = pen.lineJoin = "round";
  return pen;
}

function sign(holder) {
  const pad = holder.querySelector("canvas");
  const kept = holder.querySelector("input[type='hidden']");
  const said = holder.querySelector("[data-signature-state]");
  const pen = blank(pad);
  let drawing = false;
  holder.hidden = false;
  pad.addEventListener("pointerdown", (event) => {
    drawing = true;
    pad.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...position(pad, event));
    event.preventDefault();
  });
  pad.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen.lineTo(...position(pad, event));
    pen.stroke();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    pad.addEventListener(end, () => {
      if (!drawing) return;
      drawing = false;
      kept.value = pad.toDataURL("image/png");
      said.textContent = said.dataset.signed;
    });
  }
  holder.querySelector("button").addEventListener("click", () => {
    blank(pad);
    kept.value = "";
    said.textContent = said.dataset.cleared;
  });
}

export function watchSignatures(piece) {
  for (const holder of piece.querySelectorAll("[data-signature]")) sign(holder);
}
