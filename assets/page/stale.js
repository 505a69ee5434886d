/**
 * What shows another network than the controls is dimmed: from when a hand begins to move a setting until the server has
 * answered after the release. Figures that follow the hand stay as they are, and so does the Playground, where all does.
 */

import { onMoved } from "../shared/moved.js";

const OF_A_NETWORK = ["activation", "hidden_layers", "weight_std", "bias_std", "skip", "norm", "noise_std"];

/** From now on, on all pages. @param {Element} app whose script state says when the server has answered */
export function dimStale(app) {
  const { dataset } = document.documentElement;
  let released = false;
  onMoved(({ values, moving }) => {
    if (!OF_A_NETWORK.some((name) => name in values)) return;
    dataset.ntkStale = "";
    released = !moving;
  });
  new MutationObserver(() => {
    if (released && app.getAttribute("data-test-script-state") === "notRunning") delete dataset.ntkStale;
  }).observe(app, { attributeFilter: ["data-test-script-state"] });
}
