// Calls of the API URL and the logins that follow from them.

import { askApi, callsWhen } from "./api.js";
import { count, note, setStatus } from "./journal.js";
import * as screen from "./screen.js";
import { enter, forget, logIn, storedToken } from "./session.js";

const SLOW_DOWN = "Error, too many requests. Please slow down.";
// Where Rocket.Chat's limit for logins stops a page that cancels its own.
const CANCELLED_AT_MOST = 5;

let cancelled = 0;

/** Near-simultaneous calls as of several mounted hooks; fails with the last refusal if none signed anybody in. */
export async function callApi(times) {
  const round = { tokens: new Map(), cancelled: false };
  const results = await Promise.allSettled(Array.from({ length: times }, () => callOnce(round)));
  if (round.cancelled) {
    return startAgain();
  }
  const refused = results.findLast(({ status }) => status === "rejected");
  const anySignedIn = results.some(({ status }) => status === "fulfilled");
  if (refused && !anySignedIn) {
    throw refused.reason;
  }
  return undefined;
}

async function callOnce(round) {
  count("iframeApiCalls");
  try {
    const credentials = await askApi();
    const found = credentials.map((one) => (one.resume ? "loginToken" : "token")).join(" ");
    note("api-call", { status: 200, detail: found });
    document.body.dataset.iframeLastAnswer = "200";
    await Promise.all(credentials.map((one) => logInWithin(round, one)));
  } catch (error) {
    if (error.status !== undefined) {
      note("api-call", { status: error.status });
      document.body.dataset.iframeLastAnswer = String(error.status);
    }
    if (!round.cancelled) {
      screen.showFrame();
    }
    throw error;
  } finally {
    count("iframeApiAnswers");
  }
}

// Two different tokens in one round cancel each other: whoever is in is thrown out again.
async function logInWithin(round, credentials) {
  const kind = credentials.resume ? "loginToken" : "token";
  const token = credentials.resume ?? credentials.token;
  const earlier = round.tokens.get(kind) ?? token;
  round.tokens.set(kind, earlier);
  if (earlier !== token) {
    round.cancelled = true;
  }
  if (round.cancelled) {
    throw cancel(kind);
  }
  const session = await attempt(credentials, kind);
  if (round.cancelled) {
    throw cancel(kind);
  }
  await enter(session);
}

function cancel(kind) {
  count("iframeCancelled");
  note("login", { detail: `${kind} cancelled` });
  return new Error("The login was cancelled by another");
}

async function attempt(credentials, kind) {
  try {
    const session = await logIn(credentials);
    count("iframeLogins");
    note("login", { detail: `${kind} ${session.username}` });
    return session;
  } catch (error) {
    count("iframeLoginErrors");
    note("login", { detail: `${kind} refused` });
    throw error;
  }
}

// The stored token is gone, so every hook asks again, until the limit for logins.
async function startAgain() {
  cancelled += 1;
  await forget();
  screen.showSignedOut();
  if (cancelled >= CANCELLED_AT_MOST) {
    note("rate-limited");
    screen.showFrame();
    screen.showError(SLOW_DOWN);
    setStatus("rate-limited");
    throw new Error(SLOW_DOWN);
  }
  return callApi(callsWhen("tokenGone"));
}

/** A login with a token that came in a message. */
export async function logInByMessage({ loginToken, token }) {
  const credentials = loginToken ? { resume: loginToken } : { iframe: true, token };
  await enter(await attempt(credentials, loginToken ? "loginToken" : "token"));
}

/** Meteor's resume at the start of a page; false if the stored token is no longer good. */
export async function resumeStored() {
  const token = storedToken();
  try {
    await enter(await logIn({ resume: token }));
    note("login", { detail: "stored" });
    return true;
  } catch {
    note("login", { detail: "stored refused" });
    // Another login may have stored its own token in the meantime.
    return storedToken() !== token;
  }
}
