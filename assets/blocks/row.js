/** One block of the editor: its handle, its settings, and the buttons that move and remove it. */

import { worded } from "../shared/format.js";
import { htmlNode, keyedParts, setAttributes, setText } from "../shared/dom.js";
import { arrowOf, isKey } from "../shared/keys.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Block, Field, Row, Sort } from "./types.d.ts" */
/** @typedef {{ move(id: number, by: number): void, remove(id: number): void, set(id: number, field: number, value: string | number): void, choose(id: number): void, hold(id: number, event: PointerEvent): void }} Actions */
/** @typedef {ReturnType<typeof makeRow>} RowParts */

const DIGITS = 4; // of a number on screen

/** @param {number} id @param {Actions} actions */
export function makeRow(id, actions) {
  const node = htmlNode("li", { class: "block", "data-testid": "block" });
  const lanes = htmlNode("span", { class: "lanes", "aria-hidden": "true" }, node);
  const handle = htmlNode("button", { type: "button", class: "handle" }, node);
  const name = htmlNode("span", { class: "name" }, node);
  const fields = htmlNode("span", { class: "fields" }, node);
  const tools = htmlNode("span", { class: "tools" }, node);
  const up = toolOf(tools, "↑", () => actions.move(id, -1));
  const down = toolOf(tools, "↓", () => actions.move(id, 1));
  const remove = toolOf(tools, "×", () => actions.remove(id));
  const reason = htmlNode("p", { class: "reason" }, node);
  node.addEventListener("focusin", () => actions.choose(id));
  node.addEventListener("pointerdown", () => actions.choose(id));
  handle.addEventListener("pointerdown", (event) => actions.hold(id, event));
  handle.addEventListener("keydown", (event) => {
    const up = arrowOf(event)?.[1];
    if (up) actions.move(id, -up);
    else if (isKey(event, "removeBlock")) actions.remove(id);
    else return;
    event.preventDefault();
  });
  return { node, id, lanes, handle, name, fields, up, down, remove, reason };
}

/** @param {Element} parent @param {string} text @param {() => void} press */
function toolOf(parent, text, press) {
  const button = htmlNode("button", { type: "button", text }, parent);
  button.addEventListener("click", press);
  return button;
}

/**
 * @param {RowParts} parts
 * @param {Block} block
 * @param {Sort} sort
 * @param {{ at: number, count: number, lanes: string[], chosen: boolean, reason: string }} situation
 * @param {Actions} actions
 */
export function drawRow(parts, [, values], sort, { at, count, lanes, chosen, reason }, actions) {
  const title = worded(WORDS.block, { number: at + 1, name: sort.label });
  setText(parts.handle, `${at + 1}`);
  setText(parts.name, sort.label);
  setAttributes(parts.handle, {
    "aria-label": worded(WORDS.handle, { title }),
    "aria-current": chosen ? "true" : null,
  });
  const does = [WORDS.up, WORDS.down, WORDS.remove];
  [parts.up, parts.down, parts.remove].forEach((button, i) =>
    setAttributes(button, { "aria-label": worded(does[i], { title }) }),
  );
  parts.up.disabled = at === 0;
  parts.down.disabled = at === count - 1;
  parts.remove.disabled = count === 1;
  parts.node.classList.toggle("chosen", chosen);
  parts.node.classList.toggle("fault", reason !== "");
  parts.node.classList.toggle("short", sort.fields.length < 2);
  setText(parts.reason, reason);
  const bars = keyedParts(parts.lanes, lanes.map((_, i) => i), () => ({ node: htmlNode("i") })); // prettier-ignore
  bars.forEach(({ node }, i) => setAttributes(node, { class: lanes[i] }));
  const inputs = keyedParts(parts.fields, sort.fields.map((field) => field.name), (field) => {
    const index = sort.fields.findIndex((each) => each.name === field);
    return makeField(sort.fields[index], (value) => actions.set(parts.id, index, value));
  }); // prettier-ignore
  inputs.forEach(({ input }, i) => {
    setAttributes(input, { "aria-label": worded(WORDS.field, { name: sort.fields[i].spoken, number: at + 1 }) });
    const shown = typeof values[i] === "number" ? String(Number(values[i].toPrecision(DIGITS))) : String(values[i]);
    if (input.value !== shown && !input.matches(":focus:not(select)")) input.value = shown;
  });
}

/** @param {Field} field @param {(value: string | number) => void} set */
function makeField(field, set) {
  const node = htmlNode("label", { class: "field" });
  htmlNode("span", { text: field.label, "aria-hidden": "true" }, node);
  if (field.options) {
    const input = htmlNode("select", {}, node);
    field.options.forEach(({ value, text }) => htmlNode("option", { value, text }, input));
    input.addEventListener("change", () => set(input.value));
    return { node, input };
  }
  const { low, high, step } = field;
  const input = htmlNode("input", { type: "number", min: low, max: high, step, inputmode: "decimal" }, node);
  input.addEventListener("change", () => {
    const value = Number.isNaN(input.valueAsNumber) ? Number(field.value) : input.valueAsNumber;
    const within = Math.min(Math.max(value, low), high);
    input.value = String(within);
    set(within);
  });
  return { node, input };
}
