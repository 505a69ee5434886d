/** A truth table whose cells are clicked, with a menu of named functions and the number of inputs above it. */

import { worded } from "../shared/format.js";
import { focusedIn, htmlNode, keyedParts, setAttributes, setText, svgNode } from "../shared/dom.js";
import { makeIcon } from "../shared/icons.js";
import { drawHead, makeHead } from "./head.js";
import {
  cellAfter,
  cornerOf,
  drawn,
  flipped,
  halved,
  inputsOf,
  layoutOf,
  namesOf,
  presetOf,
  resized,
  signsOf,
} from "./table.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Control, Hand, Truth, Value, View } from "./types.d.ts" */
/** @typedef {ReturnType<typeof makeTruthParts>} TruthParts */
/** @typedef {TruthParts & { truth: Truth, table: string, at: number }} ShownTruth */

const YOURS = -1; // of the menu's entries: a function without a name

/** @param {Truth} truth @param {Hand} hand @returns {View} */
export function makeTruth(truth, hand) {
  const parts = makeTruthParts(truth);
  /** @type {ShownTruth} */
  const shown = { ...parts, truth, table: String(truth.value), at: 0 };
  /** @param {string} table */
  const set = (table) => hand.set(truth.name, table);
  parts.menu.addEventListener("change", () => {
    const chosen = presetsOf(shown)[Number(parts.menu.value)];
    if (chosen) set(chosen.value);
  });
  parts.dice.addEventListener("click", () => {
    set((shown.truth.outputs ? halved : drawn)(shown.table.length, Math.random));
  });
  parts.cells.addEventListener("keydown", (event) => onTruthKey(event, shown, set));
  return {
    node: parts.node,
    draw: (control, value) => {
      Object.assign(shown, { truth: control, table: String(value) });
      drawTruth(shown, set);
    },
  };
}

/** @param {Truth} truth */
function makeTruthParts({ name, outputs }) {
  const node = htmlNode("div", { class: "control truth", "data-testid": "control" });
  const sizes = htmlNode("div", { class: "segments", role: "radiogroup", "aria-label": WORDS.truth.count }, node);
  const row = htmlNode("div", { class: "presets" }, node);
  const box = htmlNode("div", { class: "box" }, row);
  const menu = htmlNode("select", { "aria-label": outputs ? WORDS.truth.choices : WORDS.truth.functions }, box);
  svgNode("path", { d: "M4 6l4 4 4-4" }, svgNode("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, box));
  const dice = htmlNode(
    "button",
    { type: "button", class: "dice", "aria-label": outputs ? WORDS.truth.half : WORDS.truth.draw },
    row,
  );
  makeIcon(dice, "dice");
  htmlNode("span", { text: WORDS.truth.random }, dice);
  const head = makeHead(node, name, "span");
  const cells = htmlNode("div", { class: "cells", role: "group" }, node);
  return { node, sizes, menu, dice, head, cells };
}

/** @param {ShownTruth} shown */
function presetsOf({ truth, table }) {
  return truth.sizes.find(({ inputs }) => inputs === inputsOf(table))?.presets ?? [];
}

/** @param {ShownTruth} shown @param {(table: string) => void} set */
function drawTruth(shown, set) {
  const { truth, table, sizes, menu, dice, head } = shown;
  const count = inputsOf(table);
  drawHead(head, truth);
  const counts = truth.sizes.map(({ inputs }) => inputs);
  sizes.hidden = counts.length < 2;
  const choices = keyedParts(sizes, counts, (inputs) => makeSize(truth.name, () => set(resized(shown.table, inputs))));
  choices.forEach(({ input, text }, i) => {
    setText(text, worded(WORDS.truth.inputs, { count: counts[i] }));
    input.checked = counts[i] === count;
    input.disabled = truth.locked !== "";
  });
  const presets = presetsOf(shown);
  const options = [{ text: truth.outputs ? WORDS.truth.own_choice : WORDS.truth.own_function }, ...presets];
  const keys = options.map((_, i) => `${i + YOURS}`);
  const nodes = keyedParts(menu, keys, (key) => ({ node: htmlNode("option", { value: key }) }));
  nodes.forEach(({ node }, i) => setText(node, options[i].text));
  const chosen = String(presetOf(presets, table));
  if (menu.value !== chosen) menu.value = chosen;
  menu.disabled = dice.disabled = truth.locked !== "";
  drawCells(shown, count, set);
}

/** @param {string} name @param {() => void} choose */
function makeSize(name, choose) {
  const node = htmlNode("label", { class: "segment" });
  const input = htmlNode("input", { type: "radio", name: `${name}-inputs` }, node);
  input.addEventListener("change", choose);
  return { node, input, text: htmlNode("span", {}, node) };
}

/** @param {ShownTruth} shown @param {number} count @param {(table: string) => void} set */
function drawCells(shown, count, set) {
  const { cells, table, truth } = shown;
  const { across, down, columns, rows } = layoutOf(count);
  if (shown.at >= table.length) shown.at = 0;
  setAttributes(cells, { "aria-label": truth.label, "aria-describedby": shown.head.help.words.id });
  cells.style.gridTemplateColumns = `auto repeat(${columns}, minmax(0, 1fr))`;
  /** @type {string[]} */
  const keys = ["corner", ...Array.from({ length: columns }, (_, i) => `column ${i} of ${columns}`)];
  for (let row = 0; row < rows; row += 1) {
    keys.push(`row ${row} of ${rows}`, ...Array.from({ length: columns }, (_, i) => `cell ${row * columns + i}`));
  }
  const parts = keyedParts(cells, keys, (key) => {
    const [sort, at] = key.split(" ");
    if (sort !== "cell") return { node: htmlNode("span", { class: `label ${sort}`, "aria-hidden": "true" }) };
    const node = htmlNode("button", { type: "button", class: "cell", "data-testid": `cell-${at}` });
    node.addEventListener("click", () => {
      shown.at = Number(at);
      set(flipped(shown.table, shown.at));
    });
    return { node };
  });
  parts.forEach(({ node }, i) => {
    const [sort, text] = keys[i].split(" ");
    const at = Number(text);
    if (sort === "corner") setText(node, `${namesOf(across)} →\n${namesOf(down)} ↓`);
    else if (sort === "column") setText(node, signsOf(at, across.length));
    else if (sort === "row") setText(node, signsOf(at, down.length));
    else drawCell(/** @type {HTMLButtonElement} */ (node), shown, at);
  });
}

/** @param {HTMLButtonElement} node @param {ShownTruth} shown @param {number} at */
function drawCell(node, { table, truth, at: current }, at) {
  const corner = cornerOf(at, inputsOf(table));
  const on = table[at] === "1";
  const output = truth.outputs ? (on ? truth.outputs[at] : "?") : table[at];
  const shown = truth.outputs ? WORDS.truth.shown : WORDS.truth.output;
  const told = truth.outputs && !on ? WORDS.truth.hidden : worded(shown, { output });
  setText(node, output);
  setAttributes(node, { "aria-label": `${corner}: ${told}`, tabindex: at === current ? 0 : -1 });
  node.classList.toggle("on", on);
  node.disabled = truth.locked !== "";
}

/** @param {KeyboardEvent} event @param {ShownTruth} shown @param {(table: string) => void} set */
function onTruthKey(event, shown, set) {
  const { key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const focused = /** @type {HTMLElement | null} */ (focusedIn(shown.cells));
  const at = Number(focused?.dataset.testid?.slice("cell-".length) ?? shown.at);
  const next = cellAfter(key, at, inputsOf(shown.table));
  if (key === "0" || key === "1") {
    if (shown.table[at] !== key) set(flipped(shown.table, at));
  } else if (next === null) return;
  else {
    shown.at = next;
    drawTruth(shown, set);
    /** @type {HTMLElement | null} */ (shown.cells.querySelector(`[data-testid=cell-${next}]`))?.focus();
  }
  event.preventDefault();
}
