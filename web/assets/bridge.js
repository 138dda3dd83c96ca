// The page that Rocket.Chat frames, and the window in which people sign in for it.

// After so many milliseconds without an answer a person may try again.
const PATIENCE = 10_000;
const bridge = document.getElementById("bridge");
const bridgeWindow = document.getElementById("bridge-window");

// The window: tells whoever opened it, which is the framed page or nobody, and goes.
if (bridgeWindow) {
  const { code, chat } = bridgeWindow.dataset;
  if (window.opener) {
    window.opener.postMessage({ gantry: "signed-in", code }, location.origin);
    window.close();
  } else {
    location.replace(chat);
  }
}

if (bridge) {
  const { origin, base } = bridge.dataset;
  const framed = window.parent !== window;
  let opened = null;

  const show = (id, visible = true) => {
    const element = document.getElementById(id);
    if (element) element.hidden = !visible;
  };
  const tell = (message) => window.parent.postMessage(message, origin);
  const post = (path, body) => fetch(base + path, { method: "POST", body });

  const wait = () => {
    show("bridge-ask", false);
    show("bridge-failed", false);
    show("bridge-busy");
    for (const id of ["continue", "again", "switch"]) show(`bridge-${id}`, false);
    setTimeout(() => show("bridge-again"), PATIENCE);
  };
  const fail = (words = "") => {
    document.getElementById("bridge-words")?.replaceChildren(words);
    show("bridge-ask", false);
    show("bridge-continue", false);
    show("bridge-busy", false);
    show("bridge-failed");
    show("bridge-again");
    show("bridge-switch");
    explain().catch(() => {});
  };
  // Our own server may know why, and says it in the reader's language.
  const explain = async () => {
    const answer = await fetch(`${base}/login?tried=yes`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const problem = page.getElementById("problem");
    const reason = document.getElementById("bridge-reason");
    if (problem) reason.replaceWith(document.adoptNode(problem));
  };

  // Rocket.Chat's app hears of a sign-in only by this message; the token is used there and here.
  const handOver = async () => {
    const answer = await post("/token");
    if (answer.status !== 200) return fail();
    const { loginToken } = await answer.json();
    return tell({ event: "login-with-token", loginToken });
  };
  const enter = () => {
    wait();
    if (!bridge.hasAttribute("data-phone")) return tell({ event: "try-iframe-login" });
    return handOver().catch(() => fail());
  };

  const signedIn = async (code) => {
    if (code) {
      const answer = await post("/redeem", new URLSearchParams({ code }));
      if (!answer.ok) return fail();
    }
    return enter();
  };

  window.addEventListener("message", (message) => {
    const data = message.data ?? {};
    if (message.origin === origin && message.source === window.parent) {
      if (data.event === "login-error") fail(String(data.response ?? ""));
    } else if (message.origin === location.origin && opened && message.source === opened) {
      if (data.gantry === "signed-in") signedIn(String(data.code ?? "")).catch(() => fail());
    }
  });

  // A window of its own, if there can be one; otherwise the link leads the whole window there.
  const open = (event, address) => {
    if (!framed || bridge.hasAttribute("data-top")) return;
    opened = window.open(address, "gantry-sign-in", "popup,width=520,height=720");
    if (opened) event.preventDefault();
  };
  const ask = bridge.dataset.window;
  document.getElementById("bridge-continue").addEventListener("click", (event) => open(event, ask));
  document.getElementById("bridge-switch").addEventListener("click", (event) => open(event, `${ask}&switch=yes`));
  document.getElementById("bridge-again").addEventListener("click", () => location.reload());

  if (bridge.dataset.task !== "wait") {
    if (framed) enter();
    else show("bridge-continue");
  }
}
