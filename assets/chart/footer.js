/** The two lines right under the plot: what the lines and bands are, and whether the numbers can be trusted. */

import { htmlNode, keyedChildren, setAttributes, setText } from "./dom.js";
import { setMarkedText } from "./marked.js";

export function makeFooter(parent) {
  const legend = htmlNode("ul", { class: "legend", "aria-label": "Legend" }, parent);
  const health = htmlNode("div", { class: "health", "data-testid": "health" }, parent);
  htmlNode("span", { class: "lamp", "aria-hidden": "true" }, health);
  htmlNode("b", {}, health);
  htmlNode("span", { class: "quiet" }, health);
  const messages = htmlNode("ul", { class: "messages" }, health);
  return { legend, health, messages };
}

/** `words` are Python's names for what is drawn under the distribution chosen. */
export function drawLegend(view, words) {
  const entries = {
    mean: words.mean,
    band: words.band,
    sample: words.samples,
    density: "p(y | data)",
    point: "training point",
    label: "candidate label",
  };
  const nodes = keyedChildren(view.legend, Object.keys(entries), (kind) => {
    const item = htmlNode("li");
    htmlNode("span", { class: `swatch ${kind}`, "aria-hidden": "true" }, item);
    htmlNode("span", {}, item);
    return item;
  });
  Object.values(entries).forEach((text, i) => setMarkedText(nodes[i].lastChild, text));
}

export function drawHealth(view, { level, summary, messages }) {
  const [, word, line] = view.health.children;
  setAttributes(view.health, { "data-level": level });
  setText(word, level);
  setMarkedText(line, summary);
  const keys = messages.map((_, i) => i);
  const nodes = keyedChildren(view.messages, keys, () => htmlNode("li"));
  messages.forEach((message, i) => setMarkedText(nodes[i], message));
}
