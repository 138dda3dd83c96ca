// Search as you type: the list is fetched as the page would show it, and put in place of the old
// one. And a file chosen for an import is read into the field whose text is sent.

for (const form of document.querySelectorAll("form[data-live]")) {
  let waiting;
  let latest = 0;

  const refresh = async () => {
    const mine = ++latest;
    const query = new URLSearchParams(new FormData(form));
    for (const [name, value] of [...query]) if (!value) query.delete(name);
    const address = `${form.getAttribute("action")}?${query}`;
    const answer = await fetch(address, { headers: { accept: "text/html" } });
    if (!answer.ok || answer.redirected) return form.submit();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(form.dataset.live);
    const shown = document.getElementById(form.dataset.live);
    if (mine !== latest || !fresh || !shown) return;
    shown.replaceChildren(...fresh.childNodes);
    history.replaceState(null, "", address);
  };

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 200);
  });
}

for (const box of document.querySelectorAll("[data-file-for]")) {
  const text = document.getElementById(box.dataset.fileFor);
  const file = box.querySelector("input[type=file]");
  if (!text || !file) continue;
  box.hidden = false;
  file.addEventListener("change", async () => {
    if (file.files.length > 0) text.value = await file.files[0].text();
  });
}
