// Search as you type: the list is fetched as the page would show it, and its parts are put in place
// of the old ones. And a file chosen for an import is read into the field whose text is sent.

for (const form of document.querySelectorAll("form[data-live]")) {
  const parts = form.dataset.live.split(" ");
  let waiting;
  let latest = 0;

  const stop = () => {
    clearTimeout(waiting);
    return ++latest;
  };

  const refresh = async () => {
    const mine = stop();
    const query = new URLSearchParams(new FormData(form)).toString();
    const address = form.getAttribute("action") + (query && `?${query}`);
    const answer = await fetch(address, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== latest) return;
    if (!answer.ok || answer.redirected) return form.requestSubmit();
    for (const part of parts) {
      const fresh = page.getElementById(part)?.childNodes ?? [];
      document.getElementById(part)?.replaceChildren(...fresh);
    }
    history.replaceState(null, "", address);
  };

  // What was left empty makes no part of the address.
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (!value) formData.delete(name);
  });
  form.addEventListener("submit", stop);
  // Without an answer the button still works.
  const later = () => {
    stop();
    waiting = setTimeout(() => refresh().catch(() => {}), 200);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", ({ target }) => {
    if (target.matches("select")) later();
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
