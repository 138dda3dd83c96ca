// What this page did: counted on the body, reported to the stand-in. Never a token.

const page = crypto.getRandomValues(new Uint32Array(2)).join("");

export function note(event, { status, detail } = {}) {
  fetch("/emulator/iframe-journal", {
    method: "POST",
    keepalive: true,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ page, event, status, detail }),
  }).catch(() => {});
}

export function count(name) {
  const { dataset } = document.body;
  dataset[name] = Number(dataset[name] ?? 0) + 1;
}

export function setStatus(status) {
  document.body.dataset.iframeStatus = status;
}

for (const name of ["iframeApiCalls", "iframeApiAnswers", "iframeLogins", "iframeLoginErrors", "iframeCancelled"]) {
  document.body.dataset[name] = 0;
}
setStatus("starting");
