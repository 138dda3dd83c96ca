// The script that the mobile app puts into its WebView, and the app that reads what it leaves in the address.

import { config } from "./api.js";
import { note } from "./journal.js";

// Three seconds in the app.
const DELAY = 300;

/** Whether this is the app's WebView, which brings its script into every page that it goes to. */
export function isApp() {
  if (config.mobile === "true") {
    sessionStorage.setItem("emulate", "mobile");
  }
  return sessionStorage.getItem("emulate") === "mobile";
}

export function inject() {
  if (!document.getElementById("app-user")) {
    const line = document.createElement("p");
    line.className = "app";
    line.innerHTML = 'The app: <output id="app-user"></output>';
    document.body.append(line);
  }
  window.addEventListener("message", ({ data }) => {
    if (data?.event === "try-iframe-login" || data?.event === "login-with-token") {
      window.location.hash = encodeURIComponent(JSON.stringify(data));
    }
  });
  window.addEventListener("hashchange", readAddress);
}

function readAddress() {
  let message;
  try {
    message = JSON.parse(decodeURIComponent(window.location.hash.slice(1)));
  } catch {
    return;
  }
  if (message.event === "try-iframe-login") {
    setTimeout(askWithoutCookies, DELAY);
  } else if (message.event === "login-with-token") {
    setTimeout(() => logInApp(message.token || message.loginToken), DELAY);
  }
}

// The app asks by itself and has nobody's cookies.
async function askWithoutCookies() {
  try {
    const response = await fetch(config.apiUrl, { method: config.apiMethod, credentials: "omit" });
    const answer = await response.json();
    await logInApp(answer.token || answer.loginToken);
  } catch {
    note("app-login", { detail: "refused" });
    document.body.dataset.appStatus = "refused";
  }
}

// The app is a program: it logs in over REST.
async function logInApp(token) {
  const response = await fetch("/api/v1/login", {
    method: "POST",
    credentials: "omit",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ resume: token }),
  });
  const answer = await response.json();
  const username = answer.data?.me?.username;
  document.body.dataset.appStatus = username ? "signed-in" : "refused";
  document.getElementById("app-user").textContent = username ?? "";
  note("app-login", { detail: username ?? "refused" });
}
