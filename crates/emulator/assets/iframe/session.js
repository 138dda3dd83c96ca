// The login token in this browser: stored as Rocket.Chat does, with the stand-in's cookie beside it.

import { showAccount } from "./screen.js";
import { pause, stopWatching, watch } from "./watch.js";

const TOKEN = "Meteor.loginToken";
const USER = "Meteor.userId";

let tokenGone = () => {};
let tokenCame = () => {};

/** What to do when somebody else ended the session, and when another page signed in. */
export function onTokenChange(acts) {
  ({ tokenGone, tokenCame } = acts);
}

export const storedToken = () => localStorage.getItem(TOKEN);

/** A login; fails with the message that Rocket.Chat would show. While nobody answers it waits, as a websocket does. */
export async function logIn(credentials) {
  const response = await tell("/emulator/iframe-login", credentials).catch(() => null);
  if (response?.ok) {
    return response.json();
  }
  if (response?.status === 401) {
    throw new Error((await response.json()).message);
  }
  await pause();
  return logIn(credentials);
}

export async function enter({ token, userId }) {
  localStorage.setItem(TOKEN, token);
  localStorage.setItem(USER, userId);
  await keepCookie(token);
  await showAccount(userId);
  watch(token, () => endedElsewhere(token));
}

/** Takes the token out of this browser; the stand-in still knows it. */
export async function forget() {
  stopWatching();
  localStorage.removeItem(TOKEN);
  localStorage.removeItem(USER);
  await keepCookie(null);
}

/** Ends the token at Rocket.Chat, then forgets it. */
export async function end() {
  stopWatching();
  await tell("/emulator/iframe-logout", { token: storedToken() });
  await forget();
}

function keepCookie(token) {
  return tell("/emulator/iframe-session", { token });
}

function tell(address, body) {
  return fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

function endedElsewhere(token) {
  if (storedToken() === token || storedToken() === null) {
    tokenGone();
  }
}

// Another page of this browser signed out, or in.
window.addEventListener("storage", ({ key }) => {
  if (key === TOKEN && storedToken() === null) {
    tokenGone();
  } else if (key === TOKEN) {
    tokenCame();
  }
});
