/** Texts of the chart in which terms are explained where they stand. */

import { splitTerms } from "./terms.js";
import { hasChanged, htmlNode } from "./dom.js";

/**
 * Writes `text` into `node`, each term as a button; a button that is still wanted is kept, and with it its open note.
 *
 * @param {Element} node
 * @param {string} text
 */
export function setMarkedText(node, text) {
  if (!hasChanged(node, text)) return node;
  const buttons = /** @type {HTMLCollectionOf<HTMLButtonElement>} */ (node.children); // the terms, and nothing else
  const kept = new Map([...buttons].map((button) => [button.dataset.term, button]));
  const pieces = splitTerms(text).map((piece) => (piece.key ? termButton(kept.get(piece.key), piece) : piece.text));
  node.replaceChildren(...pieces);
  return node;
}

/** @param {HTMLButtonElement | undefined} kept @param {{ text: string, key?: string }} piece */
function termButton(kept, { text, key }) {
  const button = kept ?? htmlNode("button", { type: "button", class: "term", "data-term": key });
  button.textContent = text;
  return button;
}
