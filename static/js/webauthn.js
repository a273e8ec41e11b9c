// Security keys: the form carries the server's challenge in a data block and sends the answer in its hidden field.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list) => (list || []).map((item) => ({ ...item, id: bytes(item.id) }));

function creation(options) {
    return {
        ...options,
        challenge: bytes(options.challenge),
        user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: known(options.excludeCredentials),
    };
}

function request(options) {
    return { ...options, challenge: bytes(options.challenge), allowCredentials: known(options.allowCredentials) };
}

function answer(credential) {
    const response = { clientDataJSON: text(credential.response.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
        if (credential.response[part]) response[part] = text(credential.response[part]);
    }
    return {
        id: credential.id,
        rawId: text(credential.rawId),
        type: credential.type,
        response,
        clientExtensionResults: credential.getClientExtensionResults(),
    };
}

async function perform(form) {
    const given = JSON.parse(form.querySelector("script[type='application/json']").textContent);
    const create = form.dataset.webauthn === "create";
    const publicKey = create ? creation(given.creation_options.publicKey) : request(given.request_options.publicKey);
    const credential = create
        ? await navigator.credentials.create({ publicKey })
        : await navigator.credentials.get({ publicKey });
    form.querySelector("[name=credential]").value = JSON.stringify(answer(credential));
    form.submit();
}

// The button waits for this script: without it the form would be sent without an answer.
for (const form of document.querySelectorAll("form[data-webauthn]")) {
    form.querySelector("button[type=submit]").disabled = false;
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        perform(form).catch(() => {
            const problem = form.querySelector("[data-problem]");
            problem.textContent = form.dataset.failed;
            problem.hidden = false;
        });
    });
}
