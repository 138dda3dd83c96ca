// Messages of the framed page. As in Rocket.Chat neither origin nor source is checked.

import { note } from "./journal.js";
import { callApi, logInByMessage } from "./login.js";

const ACTS = {
  "try-iframe-login": () => callApi(1),
  "login-with-token": logInByMessage,
};

export function listen() {
  window.addEventListener("message", async ({ data, origin, source }) => {
    const act = Object.hasOwn(ACTS, data?.event ?? "") ? ACTS[data.event] : null;
    if (!act) {
      return;
    }
    note("message", { detail: data.event });
    try {
      await act(data);
    } catch (error) {
      note("login-error", { detail: error.message });
      source?.postMessage({ event: "login-error", response: error.message }, origin);
    }
  });
}
