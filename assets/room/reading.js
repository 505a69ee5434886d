/** The words of a lesson's step as a room shows them; its links, which act on the chart of a lesson, are plain words here. */

import { hasChanged, htmlNode } from "../shared/dom.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Block } from "./types.d.ts" */

/** Writes the blocks into `parent`, unless they are there. @param {HTMLElement} parent @param {Block[]} blocks */
export function setReading(parent, blocks) {
  if (!hasChanged(parent, JSON.stringify(blocks))) return;
  parent.replaceChildren();
  /** @type {HTMLElement | null} */
  let list = null;
  for (const [form, pieces] of blocks) {
    list = form === "li" ? (list ?? htmlNode("ul", { class: "listed" }, parent)) : null;
    const block = htmlNode(form, {}, list ?? parent);
    for (const [text, look] of pieces) look ? htmlNode(look, { text }, block) : block.append(text);
  }
}

/** Blocks of plain sentences, each an item of a list or a paragraph. @param {Block[0]} form @param {string[]} texts @returns {Block[]} */
export function plainBlocks(form, texts) {
  return texts.filter(Boolean).map((text) => [form, [[text, ""]]]);
}

/**
 * What everybody reads of a step: its words, what to try, and once the answer is shown what stands after it.
 *
 * @param {{ words: Block[], tries: string[], after: Block[] }} step
 * @returns {Block[]}
 */
export function readingOf({ words, tries, after }) {
  const tried = tries.length > 0 ? plainBlocks("p", [WORDS.reading.tries]) : [];
  return [...words, ...tried, ...plainBlocks("li", tries), ...after];
}
