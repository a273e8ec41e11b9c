// One press, one submission: the server keeps a key per form as well, this only spares the wait.

const DOWNLOAD_TAKES = 8000; // an answer that is a file leaves the page standing

function release(form) {
  delete form.dataset.submitted;
  for (const button of form.querySelectorAll("[data-held]")) {
    button.disabled = false;
    delete button.dataset.held;
  }
}

export function submitOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.target || "exit" in form.dataset) return;
    if (form.dataset.submitted) {
      event.preventDefault();
      return;
    }
    form.dataset.submitted = "yes";
    // After this turn, so that the pressed button's own name and value still travel.
    setTimeout(() => {
      for (const button of form.querySelectorAll("button[type='submit']:not(:disabled)")) {
        button.disabled = true;
        button.dataset.held = "yes";
      }
    });
    setTimeout(() => release(form), DOWNLOAD_TAKES);
  });
  window.addEventListener("pageshow", (event) => {
    document.querySelectorAll("form[data-submitted]").forEach(release);
    if (!event.persisted) return;
    // Back from the next page: a form sent from here again is another one, not the first a second time.
    for (const field of document.querySelectorAll("input[name='submission_key']")) field.value = crypto.randomUUID();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form");
    if (form) release(form);
  });
}

/** <form data-confirm="sentence">: asks before a step that cannot be undone. */
export function askFirst() {
  document.addEventListener(
    "submit",
    (event) => {
      const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
      if (question && !window.confirm(question)) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    },
    true,
  );
}
