/** A choice of one among several: a menu, or segments side by side; and a button that counts. */

import { htmlNode, keyedParts, setAttributes, setText, svgNode } from "../shared/dom.js";
import { makeIcon } from "../shared/icons.js";
import { drawHead, drawHelp, makeHead, makeHelp } from "./head.js";

/** @import { Choice, Control, Counter, Hand, Option, Value, View } from "./types.d.ts" */

/** @param {Choice} choice @param {Hand} hand @returns {View} */
export function makeSelect({ name }, hand) {
  const node = htmlNode("div", { class: "control", "data-testid": "control" });
  const head = makeHead(node, name, "label");
  const box = htmlNode("div", { class: "box" }, node);
  const select = htmlNode("select", { id: name }, box);
  svgNode("path", { d: "M4 6l4 4 4-4" }, svgNode("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, box));
  /** @type {Option[]} */
  let options = [];
  select.addEventListener("change", () => hand.set(name, options[select.selectedIndex].value));
  /** @param {Control} control @param {Value} value */
  const draw = (control, value) => {
    options = /** @type {Choice} */ (control).options;
    drawHead(head, control);
    const keys = options.map((option) => option.value);
    const nodes = keyedParts(select, keys, (key) => ({ node: htmlNode("option", { value: String(key) }) }));
    nodes.forEach((each, i) => setText(each.node, options[i].text));
    setAttributes(select, { "aria-label": control.label, "aria-describedby": head.help.words.id });
    select.disabled = control.locked !== "";
    const at = keys.indexOf(value);
    if (select.selectedIndex !== at) select.selectedIndex = at;
  };
  return { node, draw };
}

/** @param {Choice} choice @param {Hand} hand @returns {View} */
export function makeSegments({ name }, hand) {
  const node = htmlNode("div", { class: "control", "data-testid": "control" });
  const head = makeHead(node, name, "span");
  const row = htmlNode("div", { class: "segments", role: "radiogroup" }, node);
  /** @param {Control} control @param {Value} value */
  const draw = (control, value) => {
    const { options } = /** @type {Choice} */ (control);
    drawHead(head, control);
    setAttributes(row, { "aria-label": control.label, "aria-describedby": head.help.words.id });
    const keys = options.map((option) => option.value);
    const segments = keyedParts(row, keys, (key) => makeSegment(name, () => hand.set(name, key)));
    segments.forEach(({ input, text }, i) => {
      setText(text, options[i].text);
      input.checked = options[i].value === value;
      input.disabled = control.locked !== "";
    });
  };
  return { node, draw };
}

/** @param {string} name @param {() => void} choose */
function makeSegment(name, choose) {
  const node = htmlNode("label", { class: "segment" });
  const input = htmlNode("input", { type: "radio", name }, node);
  const text = htmlNode("span", {}, node);
  input.addEventListener("change", choose);
  return { node, input, text };
}

/** @param {Counter} counter @param {Hand} hand @returns {View} */
export function makeCounter({ name }, hand) {
  const node = htmlNode("div", { class: "control counter", "data-testid": "control" });
  const button = htmlNode("button", { type: "button" }, node);
  makeIcon(button, "dice");
  const text = htmlNode("span", {}, button);
  const help = makeHelp(node, name);
  let next = 0;
  button.addEventListener("click", () => hand.set(name, next));
  /** @param {Control} control @param {Value} value */
  const draw = (control, value) => {
    next = (Number(value) + 1) % /** @type {Counter} */ (control).end;
    setText(text, control.label);
    drawHelp(help, control);
    setAttributes(button, { "aria-describedby": help.words.id });
    button.disabled = control.locked !== "";
  };
  return { node, draw };
}
