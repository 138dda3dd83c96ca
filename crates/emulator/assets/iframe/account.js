// The signed-in page without iframe mode: an ended session leads back to the login page.

import { stopWatching, watch } from "./watch.js";

// Leaving by the button has an address of its own.
document.addEventListener("submit", stopWatching);
window.addEventListener("pagehide", stopWatching);
watch(null, () => window.location.assign("/home"));
