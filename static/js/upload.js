// A form with a file: shows how far it is. The answer takes the place of the page's main part, as a page would.

function show(form, answer, address) {
  const fresh = new DOMParser().parseFromString(answer, "text/html");
  const main = fresh.querySelector("main");
  if (!main) {
    window.location.assign(form.action);
    return;
  }
  document.title = fresh.title;
  document.querySelector("main").replaceWith(document.adoptNode(main));
  if (address && address !== window.location.href) window.history.replaceState(null, "", address);
  document.dispatchEvent(new CustomEvent("wayhome:replaced", { detail: { piece: main } }));
  window.scrollTo(0, 0);
}

function send(form, holder) {
  const bar = holder.querySelector("progress");
  const label = holder.querySelector("[data-cleaning]");
  const request = new XMLHttpRequest();
  holder.hidden = false;
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = Math.round((100 * event.loaded) / event.total);
  });
  request.upload.addEventListener("load", () => {
    bar.removeAttribute("value"); // how long cleaning takes is not known
    label.textContent = label.dataset.cleaning;
  });
  request.addEventListener("load", () => show(form, request.responseText, request.responseURL));
  // Without an answer the browser sends it the ordinary way, and shows what is wrong.
  request.addEventListener("error", () => form.submit());
  request.open("POST", form.action);
  request.send(new FormData(form));
}

export function watchUploads(piece) {
  for (const form of piece.querySelectorAll("form[data-upload]")) {
    form.addEventListener("submit", (event) => {
      const holder = form.querySelector("[data-upload-progress]");
      const chosen = form.querySelector("input[type='file']")?.files.length;
      if (event.defaultPrevented || !holder || !chosen) return;
      event.preventDefault();
      for (const button of form.querySelectorAll("button[type='submit']")) button.disabled = true;
      send(form, holder);
    });
  }
}
