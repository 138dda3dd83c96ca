// The request to the API URL, in the way of each release. An answer is a list of credentials, one for each login to run.

export const config = document.getElementById("iframe-client").dataset;

/** The API URL said no, or nothing that can be understood. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

// Rocket.Chat mounts one hook twice in the listener, and one in the login page.
const CALLS = { xhr: [1, 0, 1], typed: [3, 2, 2], plain: [3, 2, 2] };

/** How many calls a page makes: signed out, signed in, and when the stored token disappears. */
export function callsWhen(occasion) {
  const [signedOut, signedIn, tokenGone] = CALLS[config.dialect];
  return { signedOut, signedIn, tokenGone }[occasion];
}

export function askApi() {
  return config.dialect === "xhr" ? askByXhr() : askByFetch();
}

async function askByFetch() {
  const request = { method: config.apiMethod, credentials: "include" };
  if (config.dialect === "typed") {
    request.headers = { "Content-Type": "application/json" };
  }
  let response;
  try {
    response = await fetch(config.apiUrl, request);
  } catch {
    throw new Refused(0, "The API URL did not answer");
  }
  if (response.status !== 200) {
    throw new Refused(response.status, `The API URL answered ${response.status}`);
  }
  const body = await response.json().catch(() => null);
  if (typeof body === "string") {
    return [{ iframe: true, token: body }];
  }
  return answered(200, [
    body?.token && { iframe: true, token: body.token },
    body?.loginToken && { resume: body.loginToken },
  ]);
}

function askByXhr() {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(config.apiMethod, config.apiUrl);
    request.withCredentials = true;
    request.onerror = () => reject(new Refused(0, "The API URL did not answer"));
    request.onload = () => {
      try {
        resolve(readXhr(request));
      } catch (refused) {
        reject(refused);
      }
    };
    request.send();
  });
}

function readXhr({ status, responseText }) {
  if (status < 200 || status > 299) {
    throw new Refused(status, `The API URL answered ${status}`);
  }
  let body = null;
  try {
    body = JSON.parse(responseText);
  } catch {
    // Not JSON: no token in it.
  }
  // The later key wins.
  const both = [body?.token && { iframe: true, token: body.token }, body?.loginToken && { resume: body.loginToken }];
  return answered(status, both).slice(-1);
}

function answered(status, found) {
  const credentials = found.filter(Boolean);
  if (credentials.length === 0) {
    throw new Refused(status, "The API URL answered without a token");
  }
  return credentials;
}
