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

// A question is kept for five minutes; a page that offers passkeys by itself asks again before.
const AGAIN = 240_000;
let waiting = new AbortController();

async function show(form, mediation) {
  waiting.abort();
  waiting = new AbortController();
  const { signal } = waiting;
  const { options, question } = await asked(form);
  signal.throwIfAborted();
  const parsed = JSON.parse(options);
  const credential =
    form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey: creation(parsed), signal })
      : await navigator.credentials.get({ publicKey: request(parsed), mediation, signal });
  post(form, credential, question);
}

function words({ failed, taken }, { name }) {
  return name === "InvalidStateError" && taken ? taken : failed;
}

async function offer(form) {
  const button = form.querySelector("button[type=button]");
  const problem = form.querySelector("[data-passkey-problem]");
  const absent = form.querySelector("[data-passkey-absent]");
  let busy = false;
  let listen = () => {};
  if (absent) absent.hidden = true;
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (busy) return;
    busy = true;
    problem.hidden = true;
    try {
      await show(form, "optional");
    } catch (error) {
      problem.textContent = words(button.dataset, error);
      problem.hidden = false;
      listen();
    } finally {
      busy = false;
    }
  });
  // The browser lists passkeys beside the names that it knows.
  if (!form.dataset.ask) return;
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  listen = () => show(form, "conditional").catch(() => {});
  if (!busy) listen();
  setInterval(() => busy || document.hidden || listen(), AGAIN);
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) offer(form);
}
