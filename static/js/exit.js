// "Exit this page": the screen is empty at once, what was typed is saved, the session ends on the server,
// and a harmless page takes this one's place. Also by Shift or Escape, three times within five seconds.
import { announce } from "./announce.js";
import { saveDraftsNow } from "./autosave.js";
import { keepTyped } from "./keep.js";

const PRESSES = 3;
const WITHIN = 5000;
const PATIENCE = 300; // for a draft that is still being typed

async function leave(form) {
  document.documentElement.classList.add("wh-leaving");
  document.title = " ";
  const harmless = form.dataset.harmless;
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  await Promise.race([Promise.all([saveDraftsNow(), keepTyped()]), patience]);
  fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    credentials: "same-origin",
    redirect: "manual",
    keepalive: true,
  }).catch(() => {});
  window.location.replace(harmless);
}

function countPresses(form) {
  let presses = 0;
  let clean = true; // no other key was pressed along with it
  let timer;
  const lights = Array.from({ length: PRESSES }, () => document.createElement("i"));
  form.querySelector("[data-lights]").append(...lights);

  function show() {
    form.classList.toggle("wh-exit--counting", presses > 0);
    lights.forEach((light, index) => light.classList.toggle("on", index < presses));
  }
  function forget() {
    presses = 0;
    show();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift" && event.key !== "Escape") {
      clean = false;
      forget();
    }
  });
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" && event.key !== "Escape") {
      clean = !event.shiftKey;
      return;
    }
    if (!clean || event.repeat) {
      clean = true;
      return;
    }
    presses += 1;
    show();
    clearTimeout(timer);
    timer = setTimeout(forget, WITHIN);
    if (presses >= PRESSES) {
      announce(form.dataset.leaving);
      leave(form);
    } else {
      announce(presses === 1 ? form.dataset.twoMore : form.dataset.oneMore);
    }
  });
}

export function watchExit() {
  const form = document.querySelector("form[data-exit]");
  if (!form) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    leave(form);
  });
  countPresses(form);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
}
