/** The two lines right under the plot: what the lines and bands are, and whether the numbers can be trusted. */

import { htmlNode, keyedChildren, keyedParts, setAttributes, setText } from "../shared/dom.js";
import { setMarkedText } from "../shared/marked.js";
import { noiseText } from "../shared/units.js";
import WORDS from "./words.json" with { type: "json" };

/** @type {Record<string, string>} */
export const HEALTH_LEVELS = { good: WORDS.footer.good, fair: WORDS.footer.fair, poor: WORDS.footer.poor };

/** @import { Actions, Answer, Distribution, Health, Units } from "./types.d.ts" */
/** @typedef {ReturnType<typeof makeFooter>} Footer */

/** An empty legend, and the lamp of numerical health. @param {Element} parent @param {Actions} actions */
export function makeFooter(parent, actions) {
  const legend = htmlNode("ul", { class: "legend", "aria-label": WORDS.footer.legend }, parent);
  const health = htmlNode("div", { class: "health", "data-testid": "health" }, parent);
  htmlNode("span", { class: "lamp", "aria-hidden": "true" }, health);
  const level = htmlNode("b", {}, health);
  const summary = htmlNode("span", { class: "quiet" }, health);
  const offer = htmlNode("button", { type: "button", class: "small offer", "data-testid": "offer" }, health);
  offer.addEventListener("click", () => actions.request("noise", { noise_std: Number(offer.dataset.noise) }));
  const messages = htmlNode("ul", { class: "messages" }, health);
  return { legend, health, level, summary, offer, messages };
}

/**
 * Names what is drawn: `words` are Python's names under the distribution chosen; the mean is dashed if jitter decides;
 * `ghost` names the dashed curves of what is pinned, "" if there are none.
 *
 * @param {Footer} view
 * @param {Answer["words"]} words
 * @param {Distribution} distribution
 * @param {boolean} jitterDecides
 * @param {string} ghost
 */
export function drawLegend(view, words, distribution, jitterDecides, ghost) {
  const { band, samples } = words.legends[distribution];
  const entries = Object.entries({
    mean: jitterDecides ? words.dashed : words.mean,
    band,
    sample: samples,
    density: WORDS.footer.density,
    point: WORDS.footer.data,
    label: WORDS.footer.candidate,
    ...(ghost && { ghost }),
  });
  const keys = entries.map(([name]) => name);
  const items = keyedParts(view.legend, keys, (name) => {
    const node = htmlNode("li");
    const swatch = htmlNode("span", { class: `swatch ${name}`, "aria-hidden": "true" }, node);
    return { node, swatch, text: htmlNode("span", {}, node) };
  });
  items.forEach(({ swatch, text }, i) => {
    setMarkedText(text, entries[i][1]);
    swatch.classList.toggle("uncertain", jitterDecides && keys[i] === "mean");
  });
}

/**
 * `remedy` is the label noise that would help, null if none is needed or none does.
 *
 * @param {Footer} view
 * @param {Health} health
 * @param {number | null} remedy
 * @param {Record<string, string>} words
 * @param {Units} units
 */
export function drawHealth(view, { level, summary, messages }, remedy, words, units) {
  setAttributes(view.health, { "data-level": level });
  setText(view.level, HEALTH_LEVELS[level]);
  setMarkedText(view.summary, summary);
  view.offer.hidden = remedy === null;
  setAttributes(view.offer, { "data-noise": remedy });
  setText(view.offer, remedy === null ? "" : words.button.replace("{noise}", noiseText(units.y, remedy)));
  const keys = messages.map((_, i) => i);
  const nodes = keyedChildren(view.messages, keys, () => htmlNode("li"));
  messages.forEach((message, i) => setMarkedText(nodes[i], message));
}
