// Forms without drafts: what was typed is kept, sealed, on the server when time is about to run out, and offered again
// after signing in. Nothing is ever written to this browser's storage.

const dirty = new Set();
let kept; // where the server keeps it

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.method === "post" && !form.dataset.autosave && !("exit" in form.dataset)) dirty.add(form);
});

/** Sends the form that was typed in last; the server leaves out passwords, codes and files. */
export async function keepTyped() {
  const form = [...dirty].filter((one) => one.isConnected).pop();
  const { keep } = document.body.dataset;
  if (!form || !keep) return;
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const secret = form.elements.namedItem(name)?.type === "password";
    if (typeof value === "string" && !secret) fields.append(name, value);
  }
  const path = new URL(form.action || window.location.href).pathname;
  try {
    const answer = await fetch(`${keep}?path=${encodeURIComponent(path)}`, {
      method: "POST",
      body: fields,
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken?.value ?? "", "X-Requested-With": "fetch" },
      credentials: "same-origin",
      redirect: "manual",
    });
    if (answer.status === 201) kept = answer.headers.get("Location");
  } catch {
    // No line: the page goes at the end of the session, as it must.
  }
}

/** Leaves for the sign-in page, which leads back to what was kept, or to this page. */
export function leaveFor(signIn) {
  if (!kept || !signIn) {
    window.location.reload();
    return;
  }
  window.location.replace(`${signIn}?next=${encodeURIComponent(kept)}&ended=idle`);
}
