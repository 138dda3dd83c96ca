// Copy buttons; without this script they stay hidden and the values can be selected by hand.

function selectText(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

// The clipboard needs https or localhost; elsewhere the older command still copies a selection.
async function copyText(element) {
  try {
    await navigator.clipboard.writeText(element.textContent);
    return true;
  } catch {
    selectText(element);
    return document.execCommand("copy");
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  const word = button.querySelector("span");
  if (!source || !word) continue;
  const before = word.textContent;
  word.setAttribute("aria-live", "polite");
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (!(await copyText(source))) return;
    word.textContent = button.dataset.done;
    setTimeout(() => {
      word.textContent = before;
    }, 2000);
  });
}
