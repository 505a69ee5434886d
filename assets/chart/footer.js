/** The two lines right under the plot: what the lines and bands are, and whether the numbers can be trusted. */

import { htmlNode, keyedChildren, setAttributes, setText } from "../shared/dom.js";
import { setMarkedText } from "../shared/marked.js";
import { noiseText } from "../shared/units.js";

/** `chart` is told when the offered noise is taken. */
export function makeFooter(parent, chart) {
  const legend = htmlNode("ul", { class: "legend", "aria-label": "Legend" }, parent);
  const health = htmlNode("div", { class: "health", "data-testid": "health" }, parent);
  htmlNode("span", { class: "lamp", "aria-hidden": "true" }, health);
  htmlNode("b", {}, health);
  htmlNode("span", { class: "quiet" }, health);
  const offer = htmlNode("button", { type: "button", class: "small offer", "data-testid": "offer" }, health);
  offer.addEventListener("click", () => chart.request("noise", { noise_std: Number(offer.dataset.noise) }));
  const messages = htmlNode("ul", { class: "messages" }, health);
  return { legend, health, offer, messages };
}

/** `words` are Python's names for what is drawn under the distribution chosen; the mean is dashed if jitter decides. */
export function drawLegend(view, words, jitterDecides) {
  const entries = {
    mean: jitterDecides ? words.dashed : words.mean,
    band: words.band,
    sample: words.samples,
    density: "plausibility",
    point: "data",
    label: "a value you ask about",
  };
  const nodes = keyedChildren(view.legend, Object.keys(entries), (kind) => {
    const item = htmlNode("li");
    htmlNode("span", { class: `swatch ${kind}`, "aria-hidden": "true" }, item);
    htmlNode("span", {}, item);
    return item;
  });
  nodes[0].firstChild.classList.toggle("uncertain", jitterDecides);
  Object.values(entries).forEach((text, i) => setMarkedText(nodes[i].lastChild, text));
}

/** `remedy` is the label noise that would help, null if none is needed or none does. */
export function drawHealth(view, { level, summary, messages }, remedy, words, units) {
  const [, word, line] = view.health.children;
  setAttributes(view.health, { "data-level": level });
  setText(word, level);
  setMarkedText(line, summary);
  view.offer.hidden = remedy === null;
  setAttributes(view.offer, { "data-noise": remedy });
  setText(view.offer, remedy === null ? "" : words.button.replace("{noise}", noiseText(units.y, remedy)));
  const keys = messages.map((_, i) => i);
  const nodes = keyedChildren(view.messages, keys, () => htmlNode("li"));
  messages.forEach((message, i) => setMarkedText(nodes[i], message));
}
