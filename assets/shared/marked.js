/** Texts of the chart in which terms are explained where they stand. */

import { splitTerms } from "./terms.js";
import { hasChanged, htmlNode } from "./dom.js";

/** Writes `text` into `node`, each term as a button; a button that is still wanted is kept, and with it its open note. */
export function setMarkedText(node, text) {
  if (!hasChanged(node, text)) return node;
  const kept = new Map([...node.children].map((button) => [button.dataset.term, button]));
  const pieces = splitTerms(text).map(({ text: words, key }) => (key ? termButton(kept.get(key), key, words) : words));
  node.replaceChildren(...pieces);
  return node;
}

function termButton(button, key, words) {
  const term = button ?? htmlNode("button", { type: "button", class: "term", "data-term": key });
  term.textContent = words;
  return term;
}
