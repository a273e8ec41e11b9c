// Saves a form as it is typed, as a draft kept sealed on the server: <form data-autosave="address">.
// Nothing is ever written to this browser's storage.

const PAUSE = 800;
const LONGEST_WAIT = 30000;
const drafts = new Set();

/** Sends what is not saved yet and settles when it has arrived or cannot. */
export function saveDraftsNow() {
  return Promise.allSettled([...drafts].map((draft) => draft.save({ leaving: true })));
}

/** True while something typed here has not reached the server. */
export function isAnythingUnsaved() {
  return [...drafts].some((draft) => draft.isUnsaved);
}

/** A sign-in in another window made the tokens of this page's forms old: puts the new one in. True when it could. */
async function renewTokens() {
  const { stay } = document.body.dataset;
  if (!stay) return false;
  const answer = await fetch(stay, { credentials: "same-origin", redirect: "manual", cache: "no-store" });
  const token = answer.ok && answer.headers.get("X-Form-Token");
  if (!token) return false;
  for (const field of document.querySelectorAll("input[name='csrfmiddlewaretoken']")) field.value = token;
  return true;
}

class Draft {
  constructor(form) {
    this.form = form;
    this.place = form.querySelector("[data-save-state]") ?? document.querySelector("[data-save-state]");
    this.changes = 0; // since the page opened
    this.saved = 0; // as many of them as the server has
    this.wait = PAUSE;
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", (event) => this.submitted(event));
  }

  /**
   * A form leaves this page only when what was typed has reached the server: somebody signed out meanwhile
   * keeps it on the screen, signs in again in another window, and presses the button once more.
   */
  async submitted(event) {
    if (event.defaultPrevented) return;
    if (!this.isUnsaved) {
      this.stop();
      return;
    }
    event.preventDefault();
    const button = event.submitter;
    clearTimeout(this.timer);
    await this.save({ atOnce: true });
    // A server that only fails to keep drafts must not hold the form for ever: the second press goes through.
    if (this.isUnsaved && (this.place?.dataset.state === "refused" || !this.insisted)) {
      this.insisted = true;
      this.place?.scrollIntoView({ block: "center" });
      return;
    }
    this.stop();
    this.form.requestSubmit(button);
  }

  get isUnsaved() {
    return !this.stopped && this.changes > this.saved;
  }

  changed() {
    this.changes += 1;
    this.stopped = false;
    this.later(PAUSE);
  }

  later(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), milliseconds);
  }

  /** The form itself is on its way: a late draft must not come after it. */
  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    this.request?.abort();
  }

  body() {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) {
      // The form's own key is used up by the real submission, not by a draft; it tells a late draft from a new one.
      if (typeof value === "string") data.append(name === "submission_key" ? "form_of" : name, value);
    }
    return data;
  }

  async save({ leaving = false, atOnce = leaving } = {}) {
    if (!this.isUnsaved || (this.request && !atOnce)) return;
    const upTo = this.changes;
    this.request = new AbortController();
    this.say("saving");
    try {
      let answer = await this.send(leaving);
      if (answer.status === 403 && (await renewTokens())) answer = await this.send(leaving);
      if (answer.ok) this.arrived(upTo);
      else if (answer.type === "opaqueredirect" || (answer.status >= 400 && answer.status < 500)) this.say("refused");
      else this.again();
    } catch (problem) {
      if (problem.name !== "AbortError") this.again();
    } finally {
      this.request = undefined;
      if (this.isUnsaved && this.place?.dataset.state === "saved") this.later(PAUSE);
    }
  }

  send(leaving) {
    return fetch(this.form.dataset.autosave, {
      method: "POST",
      body: this.body(),
      headers: { "X-CSRFToken": this.form.elements.csrfmiddlewaretoken?.value ?? "", "X-Requested-With": "fetch" },
      credentials: "same-origin",
      redirect: "manual",
      keepalive: leaving,
      signal: this.request.signal,
    });
  }

  arrived(upTo) {
    this.saved = Math.max(this.saved, upTo);
    this.wait = PAUSE;
    this.say("saved");
    document.dispatchEvent(new CustomEvent("wayhome:alive"));
  }

  again() {
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    this.say("failed");
    this.later(this.wait);
  }

  say(state) {
    if (!this.place) return;
    // Between two tries the warning stays, so that it is not read out again and again.
    if (state === "saving" && this.place.dataset.state === "failed") return;
    const time = new Date().toLocaleTimeString(document.documentElement.lang, {
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    const sentence = this.place.dataset[state] ?? "";
    this.place.dataset.state = state;
    this.place.textContent = state === "saved" ? `${sentence} ${time}` : sentence;
  }
}

export function watchDrafts(piece) {
  for (const form of piece.querySelectorAll("form[data-autosave]")) {
    if (form.dataset.draft) continue;
    form.dataset.draft = "on";
    drafts.add(new Draft(form));
  }
}

document.addEventListener("submit", (event) => {
  // What is thrown away must not be saved on the way out.
  if ("discardsDraft" in event.target.dataset) drafts.forEach((draft) => draft.stop());
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") saveDraftsNow();
});
window.addEventListener("pagehide", () => saveDraftsNow());
window.addEventListener("online", () => drafts.forEach((draft) => draft.save()));
window.addEventListener("beforeunload", (event) => {
  const failed = [...drafts].some((draft) => draft.isUnsaved && draft.place?.dataset.state === "failed");
  if (failed && !document.documentElement.classList.contains("wh-leaving")) event.preventDefault();
});
