/** Terms explained where they stand: a press, the pointer or the keyboard's focus shows a short text beside the term. */

import { explain } from "./notes.js";
import TERMS from "../terms.json" with { type: "json" };

/** @import { Explained } from "./notes.js" */
/** @typedef {Record<string, { match: string[], name: string, words: string }>} Terms */

/** @type {Terms} */
const ALL = TERMS;
const TERM = "[data-term], a[href^='#term-']";

/**
 * The term that `node` is or stands in, with its explanation; null for any other node.
 *
 * @param {EventTarget | null} node
 * @returns {Explained | null}
 */
function termOf(node) {
  const term = node instanceof Element ? /** @type {HTMLElement | null} */ (node.closest(TERM)) : null;
  const key = term?.dataset.term ?? term?.getAttribute("href")?.slice("#term-".length) ?? "";
  return term && Object.hasOwn(ALL, key) ? { node: term, content: () => explanation(ALL[key]) } : null;
}

/** @param {Terms[string]} term */
function explanation({ name, words }) {
  const head = document.createElement("b");
  head.textContent = name;
  return [head, words];
}

/**
 * `text` in pieces: { text } and { text, key } by turns, each term marked where it first stands.
 *
 * @param {string} text
 */
export function splitTerms(text, { terms = ALL } = {}) {
  /** @type {Map<string, string>} */
  const keys = new Map();
  for (const [key, { match }] of Object.entries(terms)) match.forEach((name) => keys.set(name.toLowerCase(), key));
  const names = [...keys.keys()].sort((a, b) => b.length - a.length).map((name) => name.replace(/[()|]/g, "\\$&"));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${names.join("|")})(?![\\p{L}\\p{N}_])`, "giu");
  /** @type {{ text: string, key?: string }[]} */
  const pieces = [];
  const marked = new Set();
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    const key = keys.get(match[0].toLowerCase());
    if (marked.has(key)) continue;
    marked.add(key);
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push({ text: match[0], key });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

/**
 * Explains all terms inside `root`, now and later; the text stands in `home`. Returns a function that ends it.
 *
 * @param {HTMLElement} root
 * @param {HTMLElement} home
 */
export function explainTerms(root, home) {
  return explain(root, home, termOf);
}
