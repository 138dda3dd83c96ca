// The page after sign-out: goes on as soon as the applications that it frames are loaded, or when
// one of them takes too long. A plain script, so that simple browsers run it too.
const PATIENCE = 5000;
const goOn = () => {
  const onward = document.getElementById("logged-out-onward");
  if (onward) location.replace(onward.href);
};
addEventListener("load", goOn);
setTimeout(goOn, PATIENCE);
