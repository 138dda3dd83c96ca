// Names of groups as one types one: the list of groups is asked for those that begin like it.

for (const input of document.querySelectorAll("input[data-names]")) {
  const offered = document.getElementById(input.getAttribute("list"));
  let waiting;
  let latest = 0;
  let asked;

  const offer = async () => {
    const typed = input.value.trim();
    if (!offered || typed === asked) return;
    asked = typed;
    const mine = ++latest;
    const query = new URLSearchParams({ q: typed });
    const answer = await fetch(`${input.dataset.names}?${query}`, { headers: { accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== latest) return;
    const names = [...page.querySelectorAll("[data-name]")].map((one) => one.textContent);
    offered.replaceChildren(...names.map((name) => new Option(name, name)));
  };

  input.addEventListener("focus", offer);
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(offer, 150);
  });
}
