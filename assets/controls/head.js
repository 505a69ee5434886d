/** The line above a control: its name, and a question mark that explains it. */

import { worded } from "../shared/format.js";
import { htmlNode, setAttributes, setText, stressed } from "../shared/dom.js";
import { makeIcon } from "../shared/icons.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Explained } from "../shared/notes.js" */
/** @import { Control } from "./types.d.ts" */
/** @typedef {ReturnType<typeof makeHead>} Head */
/** @typedef {ReturnType<typeof makeHelp>} Help */

/** @param {Element} parent @param {string} name @param {"label" | "span"} tag */
export function makeHead(parent, name, tag) {
  const node = htmlNode("div", { class: "head" }, parent);
  const label = htmlNode(tag, { class: "label", for: tag === "label" ? name : null }, node);
  return { node, label, help: makeHelp(node, name) };
}

/** @param {Head} head @param {Control} control */
export function drawHead({ node, label, help }, control) {
  setText(label, control.label);
  node.classList.toggle("unseen", control.hide_label);
  drawHelp(help, control);
}

/** A question mark, or a lock, and the explanation for those who cannot see it. @param {Element} parent @param {string} name */
export function makeHelp(parent, name) {
  const button = htmlNode("button", { type: "button", class: "help" }, parent);
  htmlNode("span", { text: "?" }, button);
  makeIcon(button, "lock");
  const words = htmlNode("span", { class: "unseen", id: `${name}-help` }, parent);
  return { button, words };
}

/** @param {Help} help @param {Control} control */
export function drawHelp({ button, words }, { help, label, locked, hide_label }) {
  const explanation = [locked, help].filter(Boolean).join(" ");
  button.hidden = explanation === "" || hide_label;
  button.classList.toggle("locked", locked !== "");
  setAttributes(button, { "aria-label": worded(WORDS.help, { label }), "data-help": explanation });
  setText(words, explanation.replaceAll("**", ""));
}

/** The explanation that a button offers. @param {EventTarget | null} target @returns {Explained | null} */
export function helpOf(target) {
  const node = target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest("[data-help]")) : null;
  return node && { node, content: () => stressed(node.dataset.help ?? "") };
}
