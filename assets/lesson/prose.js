/** The words of a step as nodes: its links act on the chart while they are pointed at, focused or pressed. */

import { htmlNode } from "../shared/dom.js";
import { tellChart } from "../shared/lesson.js";
import { setMarkedText } from "../shared/marked.js";

/** @import { Block, Changes, Piece } from "./types.d.ts" */

/**
 * @param {HTMLElement} parent
 * @param {Block[]} blocks
 * @param {Record<string, Changes>} links
 */
export function drawProse(parent, blocks, links) {
  /** @type {HTMLElement | null} */
  let list = null;
  for (const [form, pieces] of blocks) {
    list = form === "li" ? (list ?? htmlNode("ul", {}, parent)) : null;
    const block = htmlNode(form, {}, list ?? parent);
    for (const piece of pieces) drawPiece(block, piece, links);
  }
}

/** @param {HTMLElement} block @param {Piece} piece @param {Record<string, Changes>} links */
function drawPiece(block, [text, look, target], links) {
  if (target.startsWith("#")) makeMark(block, text, target.slice(1));
  else if (target in links) makeScene(block, text, target.slice(1), links[target]);
  else if (look) htmlNode(look, { text }, block);
  else setMarkedText(htmlNode("span", {}, block), text);
}

/** A name of something in the chart. @param {HTMLElement} block @param {string} text @param {string} mark */
function makeMark(block, text, mark) {
  const node = htmlNode("button", { type: "button", class: "mark", text, "data-mark": mark }, block);
  attend(
    node,
    () => tellChart({ mark }),
    () => tellChart({ mark: null }),
  );
  node.addEventListener("click", () => tellChart({ mark }));
}

/** A name of another scene. @param {HTMLElement} block @param {string} text @param {string} link @param {Changes} changes */
function makeScene(block, text, link, changes) {
  const node = htmlNode("button", { type: "button", class: "act", text, "data-link": link }, block);
  attend(
    node,
    () => tellChart({ preview: changes }),
    () => tellChart({ preview: null }),
  );
  node.addEventListener("click", () => tellChart({ preview: null, open: { link, changes } }));
}

/** A finger has no place where it merely points. @param {HTMLElement} node @param {() => void} begin @param {() => void} end */
function attend(node, begin, end) {
  node.addEventListener("pointerenter", ({ pointerType }) => pointerType === "mouse" && begin());
  node.addEventListener("pointerleave", end);
  node.addEventListener("focus", () => node.matches(":focus-visible") && begin());
  node.addEventListener("blur", end);
}
