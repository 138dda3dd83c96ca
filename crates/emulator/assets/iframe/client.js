// The iframe client of Rocket.Chat's web client: what happens when a page opens, and when its token disappears.

import { callsWhen, config } from "./api.js";
import { note, setStatus } from "./journal.js";
import { callApi, resumeStored } from "./login.js";
import { listen } from "./messages.js";
import { inject, isApp } from "./mobile.js";
import * as screen from "./screen.js";
import { end, forget, onTokenChange, storedToken } from "./session.js";

// A refusal shows itself: the framed page.
function callInBackground(times) {
  callApi(times).catch(() => {});
}

let leaving = false;

async function sessionEnded() {
  if (!leaving && !screen.isSignedOut()) {
    note("session-ended");
    await signOutHere();
  }
}

async function signOutHere() {
  leaving = true;
  // Another page of this browser may have cleaned up already.
  if (storedToken() !== null) {
    await forget();
  }
  screen.showSignedOut();
  leaving = false;
  callInBackground(callsWhen("tokenGone"));
}

// Rocket.Chat ends its token and asks the API URL again at the same time as the administrator's script runs.
async function logOut() {
  leaving = true;
  note("logout");
  await end();
  screen.showSignedOut();
  leaving = false;
  callInBackground(callsWhen("tokenGone"));
  runLogoutScript(config.logoutScript.trim());
}

function runLogoutScript(text) {
  if (/^https?:\/\/\S+$/.test(text)) {
    window.location.assign(text);
  } else if (text) {
    const script = document.createElement("script");
    script.textContent = text;
    document.head.append(script);
  }
}

function open() {
  const known = storedToken() !== null || config.signedIn === "true";
  callInBackground(callsWhen(known ? "signedIn" : "signedOut"));
  if (storedToken() !== null) {
    resumeStored().then((good) => good || signOutHere());
  } else {
    setStatus(known ? "signed-in" : "signed-out");
  }
}

onTokenChange({ tokenGone: sessionEnded, tokenCame: () => screen.isSignedOut() && resumeStored() });
listen();
if (isApp()) {
  inject();
}
document.addEventListener("submit", (event) => {
  if (event.target.getAttribute("action") === "/logout" && storedToken() !== null) {
    event.preventDefault();
    logOut();
  }
});
open();
