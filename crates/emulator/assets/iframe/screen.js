// What the person sees: the account, the empty login page, or the framed page over everything.

import { config } from "./api.js";
import { note, setStatus } from "./journal.js";

const main = document.querySelector("main");
// Whose account is shown.
let shown = document.getElementById("chat-id")?.textContent ?? null;
let showing = Promise.resolve();

/** The account page in place of whatever is there, without leaving the document. */
export async function showAccount(userId) {
  removeFrame();
  if (shown !== userId) {
    shown = userId;
    showing = putAccount(userId);
  }
  await showing;
  if (shown === userId) {
    setStatus("signed-in");
  }
}

async function putAccount(userId) {
  const response = await fetch("/account");
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (shown === userId) {
    main.replaceChildren(...page.querySelector("main").childNodes);
    goTo("/account");
  }
}

export function isSignedOut() {
  return shown === null;
}

export function showSignedOut() {
  shown = null;
  const empty = document.getElementById("signed-out");
  main.replaceChildren(empty.content.cloneNode(true));
  goTo("/home");
  setStatus(document.getElementById("iframe-login") ? "framed" : "signed-out");
}

/** Whoever is signed in keeps the chat. */
export function showFrame() {
  if (shown !== null || document.getElementById("iframe-login")) {
    return;
  }
  const frame = document.createElement("iframe");
  frame.id = "iframe-login";
  frame.title = "Login";
  frame.src = config.iframeUrl;
  document.body.append(frame);
  setStatus("framed");
  note("framed");
}

export function showError(message) {
  const place = document.getElementById("login-error");
  if (place) {
    place.textContent = message;
    place.hidden = false;
  }
}

function removeFrame() {
  document.getElementById("iframe-login")?.remove();
}

function goTo(path) {
  const { search, hash } = window.location;
  history.replaceState(null, "", path + search + hash);
}
