// An open page learns that its token was ended, as Rocket.Chat's closed websocket tells it.

let question = new AbortController();

export function stopWatching() {
  question.abort();
}

/** Runs `ended` once the token is no longer good; without a token, the cookie's. */
export async function watch(token, ended) {
  stopWatching();
  question = new AbortController();
  const { signal } = question;
  while (!signal.aborted) {
    if (await ask(token, signal)) {
      if (!signal.aborted) {
        ended();
      }
      return;
    }
  }
}

async function ask(token, signal) {
  try {
    const response = await fetch("/emulator/session-ended", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token }),
      signal,
    });
    if (response.ok) {
      return (await response.json()).ended;
    }
  } catch {
    // The stand-in is away, or the page is leaving.
  }
  await pause();
  return false;
}

/** Before something is tried again. */
export function pause() {
  return new Promise((resolve) => setTimeout(resolve, 500));
}
