/**
 * Plotly rejects, without a reason, the promise of an animation that "Pause" interrupts, and gives nobody a chance to
 * catch it: what is as it should be would be reported as an error of the page.
 */
function forgive(event) {
  if (event.reason === undefined) event.preventDefault();
}

export default function () {
  globalThis.addEventListener("unhandledrejection", forgive);
  return () => globalThis.removeEventListener("unhandledrejection", forgive);
}
