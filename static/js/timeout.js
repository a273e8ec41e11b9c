// Two minutes before an idle session ends the page says so. Typing counts as being there.

import { isAnythingUnsaved } from "./autosave.js";
import { keepTyped, leaveFor } from "./keep.js";

const WARNING = 120000;
const PING_AT_MOST = 60000;

export function watchTime() {
  const { idleSeconds, stay } = document.body.dataset;
  const dialog = document.getElementById("time-out");
  if (!idleSeconds || !stay || !dialog) return;

  const idle = Number(idleSeconds) * 1000;
  const otherPages = "BroadcastChannel" in window ? new BroadcastChannel("wayhome") : undefined;
  const counter = dialog.querySelector("[data-countdown]");
  let ends = Date.now() + idle;
  let pinged = Date.now();

  function alive({ tell = true } = {}) {
    ends = Date.now() + idle;
    pinged = Date.now();
    if (dialog.open) dialog.close();
    if (tell) otherPages?.postMessage("alive");
  }

  async function ping() {
    pinged = Date.now();
    try {
      const answer = await fetch(stay, { credentials: "same-origin", redirect: "manual", cache: "no-store" });
      if (answer.ok) alive();
      // Somebody is typing: what is on the page is all there is of it, so the page stays.
      else if ((answer.type === "opaqueredirect" || answer.status === 403) && !isAnythingUnsaved()) window.location.reload();
    } catch {
      // No line just now: the clock goes on, and the next press tries again.
    }
  }

  function look() {
    const left = ends - Date.now();
    if (left <= 0) {
      // What was typed is saved as a draft or kept by now; the screen must not stay readable.
      leaveFor(document.body.dataset.signIn);
      return;
    }
    if (left > WARNING) return;
    if (!dialog.open) {
      dialog.showModal();
      keepTyped();
    }
    const minutes = Math.ceil(left / 60000);
    counter.textContent =
      left > 60000 ? `${counter.dataset.minutes} ${minutes}` : `${counter.dataset.seconds} ${Math.ceil(left / 1000)}`;
  }

  dialog.querySelector("[data-stay-here]").addEventListener("click", ping);
  dialog.addEventListener("cancel", ping);
  document.addEventListener("input", () => {
    if (Date.now() - pinged > PING_AT_MOST) ping();
  });
  document.addEventListener("wayhome:alive", () => alive());
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) alive();
  });
  otherPages?.addEventListener("message", () => alive({ tell: false }));
  setInterval(look, 1000);
}
