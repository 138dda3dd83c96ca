// Passkeys: the form says what to ask the browser for, and posts the answer in a hidden field.
// Without this script, or in a browser without passkeys, the buttons stay hidden.

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const named = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

function creation({ publicKey }) {
  return {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    user: { ...publicKey.user, id: bytes(publicKey.user.id) },
    excludeCredentials: named(publicKey.excludeCredentials),
  };
}

function request({ publicKey }) {
  return {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    allowCredentials: named(publicKey.allowCredentials),
  };
}

function answered({ id, rawId, type, response }) {
  const told = { clientDataJSON: text(response.clientDataJSON) };
  if (response.attestationObject) {
    told.attestationObject = text(response.attestationObject);
    told.transports = response.getTransports?.() ?? [];
  } else {
    told.authenticatorData = text(response.authenticatorData);
    told.signature = text(response.signature);
    told.userHandle = response.userHandle ? text(response.userHandle) : null;
  }
  return JSON.stringify({ id, rawId: text(rawId), type, response: told, extensions: {} });
}

function post(form, credential, question) {
  const field = (name) => form.querySelector(`input[name="${name}"]`);
  if (question) field("question").value = question;
  field("answer").value = answered(credential);
  form.submit();
}

async function asked(form) {
  if (form.dataset.options) return { options: form.dataset.options };
  const answer = await fetch(form.dataset.ask, { method: "POST" });
  if (!answer.ok) throw new Error("no question");
  return answer.json();
}

let waiting = new AbortController();

async function show(form, mediation) {
  const { options, question } = await asked(form);
  const parsed = JSON.parse(options);
  waiting.abort();
  waiting = new AbortController();
  const { signal } = waiting;
  const credential =
    form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey: creation(parsed), signal })
      : await navigator.credentials.get({ publicKey: request(parsed), mediation, signal });
  post(form, credential, question);
}

async function offer(form) {
  const button = form.querySelector("button[type=button]");
  const problem = form.querySelector("[data-passkey-problem]");
  const absent = form.querySelector("[data-passkey-absent]");
  if (absent) absent.hidden = true;
  button.hidden = false;
  button.addEventListener("click", async () => {
    problem.hidden = true;
    try {
      await show(form, "optional");
    } catch {
      problem.textContent = button.dataset.failed;
      problem.hidden = false;
    }
  });
  // The browser lists passkeys beside the names that it knows.
  if (!form.dataset.ask) return;
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  show(form, "conditional").catch(() => {});
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) offer(form);
}
