"use strict";

// The legacy login of the web client: the browser builds the authorization request and comes back with a credential pair.

const SECRET_PREFIX = "Meteor.oauth.credentialSecret-";
const PENDING = "emulator.oauth.credentialToken";
const received = new Map();

// Called by the popup's last page.
window.receiveCredentialSecret = (token, secret) => received.set(token, secret);

function randomToken() {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const bytes = crypto.getRandomValues(new Uint8Array(43));
  return Array.from(bytes, (byte) => letters[byte % letters.length]).join("");
}

function hasSessionStorage() {
  try {
    sessionStorage.setItem("emulator.probe", "1");
    sessionStorage.removeItem("emulator.probe");
    return true;
  } catch {
    return false;
  }
}

function authorizeAddress(service, state) {
  const url = service.authorizeUrl;
  return url + (url.includes("?") ? "&" : "?") +
    "client_id=" + service.clientId +
    "&redirect_uri=" + encodeURIComponent(service.redirectUri) +
    "&response_type=code" +
    "&state=" + encodeURIComponent(btoa(JSON.stringify(state))) +
    "&scope=" + encodeURIComponent(service.scope);
}

function begin(service) {
  const style = service.loginStyle === "redirect" && hasSessionStorage() ? "redirect" : "popup";
  const state = { loginStyle: style, credentialToken: randomToken(), isCordova: false };
  if (style === "redirect") {
    state.redirectUrl = window.location.href;
    sessionStorage.setItem(PENDING, state.credentialToken);
    window.location.assign(authorizeAddress(service, state));
    return;
  }
  openPopup(authorizeAddress(service, state), state.credentialToken);
}

function openPopup(address, token) {
  const left = window.screenX + Math.max(0, (window.outerWidth - 900) / 2);
  const top = window.screenY + Math.max(0, (window.outerHeight - 450) / 2);
  const popup = window.open(address, "Login", `width=900,height=450,left=${left},top=${top},scrollbars=yes`);
  if (!popup) {
    show("The login popup was blocked");
    return;
  }
  const watch = setInterval(() => {
    if (popup.closed) {
      clearInterval(watch);
      login(token, received.get(token) ?? takeStored(localStorage, token));
    }
  }, 100);
}

function takeStored(storage, token) {
  const secret = storage.getItem(SECRET_PREFIX + token);
  storage.removeItem(SECRET_PREFIX + token);
  return secret;
}

async function login(credentialToken, credentialSecret) {
  const response = await fetch("/emulator/login", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ credentialToken, credentialSecret }),
  });
  if (response.ok) {
    window.location.assign("/account");
    return;
  }
  const answer = await response.json();
  if (!answer.silent) {
    show(answer.error);
  }
}

function show(message) {
  const place = document.getElementById("login-error");
  place.textContent = message;
  place.hidden = false;
}

for (const button of document.querySelectorAll("button[data-authorize-url]")) {
  button.addEventListener("click", () => begin(button.dataset));
}

const pending = hasSessionStorage() ? sessionStorage.getItem(PENDING) : null;
if (pending) {
  sessionStorage.removeItem(PENDING);
  login(pending, takeStored(sessionStorage, pending));
}
