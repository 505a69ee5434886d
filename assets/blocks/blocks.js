/** The editor of a network's blocks: a list in which they are added, removed, moved and set, by pointer or keys. */

import { worded } from "../shared/format.js";
import { htmlNode, keyedParts, setText } from "../shared/dom.js";
import { mounting } from "../shared/mounted.js";
import { makeExchange, put, receive, release, valueOf } from "../controls/exchange.js";
import { asRows, inserted, landing, lanesOf, moved, removed, withValue } from "./order.js";
import { drawRow, makeRow } from "./row.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Message } from "../controls/types.d.ts" */
/** @import { Block, Editor, Row } from "./types.d.ts" */
/** @import { Actions, RowParts } from "./row.js" */
/** @typedef {ReturnType<typeof makeEditor>} Shown */

const NAME = "blocks";
const editorIn = mounting(makeEditor, () => undefined);

/**
 * Shows the data, JSON as bytes; called with every change of them.
 *
 * @param {{ parentElement: HTMLElement, data: Uint8Array, setStateValue(name: string, value: unknown): void }} component
 */
export default function (component) {
  /** @type {Editor} */
  const editor = JSON.parse(new TextDecoder().decode(component.data));
  const { mounted: shown, cleanup } = editorIn(component.parentElement, editor);
  const { exchange } = shown;
  /** @param {Message[]} list */
  exchange.post = (list) => component.setStateValue("events", { session: exchange.session, list });
  shown.editor = editor;
  receive(exchange, editor, () => shown.drag !== null);
  takeIn(shown);
  drawEditor(shown);
  return cleanup;
}

/** @param {HTMLElement} parent @param {Editor} editor */
function makeEditor(parent, editor) {
  const root = htmlNode("section", { class: "ntk blocks", "data-testid": "blocks", "aria-label": WORDS.blocks }, parent); // prettier-ignore
  const menu = htmlNode("select", { class: "presets", "aria-label": WORDS.presets }, root);
  const list = htmlNode("ol", {}, root);
  const note = htmlNode("p", { class: "note", "aria-live": "polite" }, root);
  const adding = htmlNode("div", { class: "adding", role: "group", "aria-label": WORDS.add }, root);
  /** @type {{ rows: Row[], chosen: number, drag: { id: number, from: number, start: number, to: number } | null, count: number }} */
  const state = { rows: [], chosen: -1, drag: null, count: 0 };
  const shown = { root, menu, list, note, adding, editor, exchange: makeExchange(editor), ...state };
  menu.addEventListener("change", () => {
    const preset = editor.presets[Number(menu.value)];
    if (preset)
      commit(
        shown,
        asRows(shown.rows, preset.blocks, () => (shown.count += 1)),
      );
  });
  for (const [sort, { label, fields }] of Object.entries(editor.sorts)) {
    const button = htmlNode("button", { type: "button", text: `+ ${label}`, "data-testid": `add-${sort}` }, adding);
    button.addEventListener("click", () => add(shown, [sort, fields.map(({ value }) => value)]));
  }
  return shown;
}

/** The rows follow what Python, or the person, has set last. @param {Shown} shown */
function takeIn(shown) {
  const blocks = /** @type {Block[]} */ (JSON.parse(String(valueOf(shown.exchange, NAME))));
  shown.rows = asRows(shown.rows, blocks, () => (shown.count += 1));
  if (shown.chosen < 0) shown.chosen = shown.rows.at(-2)?.id ?? shown.rows.at(-1)?.id ?? -1;
}

/** @param {Shown} shown @param {Row[]} rows */
function commit(shown, rows) {
  if (lockOf(shown)) return;
  shown.rows = rows;
  put(shown.exchange, NAME, JSON.stringify(rows.map(({ block }) => block)));
  drawEditor(shown);
  release(shown.exchange, NAME);
}

/** @param {Shown} shown @param {Block} block */
function add(shown, block) {
  if (shown.rows.length >= shown.editor.most) return;
  const at = indexOf(shown, shown.chosen) + 1;
  const row = { id: (shown.count += 1), block };
  shown.chosen = row.id;
  commit(shown, inserted(shown.rows, at || shown.rows.length, row));
}

/** The reason why the link keeps the blocks as they are, "" if it does not. @param {Shown} shown */
function lockOf({ editor }) {
  return editor.controls[0].locked;
}

/** @param {Shown} shown @param {number} id */
function indexOf(shown, id) {
  return shown.rows.findIndex((row) => row.id === id);
}

/** @param {Shown} shown @returns {Actions} */
function actionsOf(shown) {
  return {
    move: (id, by) => {
      const from = indexOf(shown, id);
      const focused = /** @type {HTMLElement | null} */ (
        /** @type {ShadowRoot} */ (shown.root.getRootNode()).activeElement
      );
      commit(shown, moved(shown.rows, from, from + by));
      focused?.focus(); // a node that is moved loses the focus
    },
    remove: (id) => {
      if (shown.rows.length === 1) return;
      const at = indexOf(shown, id);
      const rows = removed(shown.rows, at);
      shown.chosen = rows[Math.min(at, rows.length - 1)]?.id ?? -1;
      commit(shown, rows);
      /** @type {HTMLElement | null} */ (shown.list.querySelector(".chosen .handle"))?.focus();
    },
    set: (id, field, value) =>
      commit(
        shown,
        shown.rows.map((row) => (row.id === id ? { ...row, block: withValue(row.block, field, value) } : row)),
      ),
    choose: (id) => {
      if (shown.chosen === id) return;
      shown.chosen = id;
      drawEditor(shown);
    },
    hold: (id, event) => hold(shown, id, event),
  };
}

/** A row follows the pointer until it is let go; Escape leaves it where it was. @param {Shown} shown @param {number} id @param {PointerEvent} event */
function hold(shown, id, event) {
  if (event.button !== 0 || lockOf(shown)) return;
  const handle = /** @type {HTMLElement} */ (event.currentTarget);
  const row = /** @type {HTMLElement} */ (handle.closest("li"));
  const middles = [...shown.list.children].map((node) => {
    const { top, height } = node.getBoundingClientRect();
    return top + height / 2;
  });
  const from = indexOf(shown, id);
  shown.drag = { id, from, start: event.clientY, to: from };
  const ending = new AbortController();
  const { signal } = ending;
  /** @param {boolean} isMoved */
  const end = (isMoved) => {
    const to = shown.drag?.to ?? from;
    shown.drag = null;
    ending.abort();
    row.style.transform = "";
    row.classList.remove("held");
    if (isMoved && to !== from) commit(shown, moved(shown.rows, from, to));
    else drawEditor(shown);
    handle.focus();
  };
  handle.setPointerCapture(event.pointerId);
  row.classList.add("held");
  handle.addEventListener("pointermove", ({ clientY }) => {
    if (!shown.drag) return;
    row.style.transform = `translateY(${clientY - shown.drag.start}px)`;
    shown.drag.to = landing(middles, from, clientY - shown.drag.start);
    drawEditor(shown);
  }, { signal }); // prettier-ignore
  handle.addEventListener("pointerup", () => end(true), { signal });
  handle.addEventListener("pointercancel", () => end(false), { signal });
  handle.addEventListener("keydown", ({ key }) => key === "Escape" && end(false), { signal });
}

/** @param {Shown} shown */
function drawEditor(shown) {
  const { editor, rows, chosen, drag, list, note, adding, menu, exchange } = shown;
  const blocks = rows.map(({ block }) => block);
  const lanes = lanesOf(blocks);
  const isAnswered = JSON.stringify(blocks) === exchange.values[NAME];
  const actions = actionsOf(shown);
  const parts = keyedParts(list, rows.map(({ id }) => id), (id) => makeRow(id, actions)); // prettier-ignore
  parts.forEach((each, at) => {
    const reason = isAnswered && editor.fault?.at === at ? editor.fault.reason : "";
    const situation = { at, count: rows.length, lanes: lanes[at], chosen: rows[at].id === chosen, reason };
    drawRow(each, blocks[at], editor.sorts[blocks[at][0]], situation, actions);
    each.node.classList.toggle("above", drag !== null && drag.to === at && drag.to < drag.from);
    each.node.classList.toggle("below", drag !== null && drag.to === at && drag.to > drag.from);
  });
  const lock = lockOf(shown);
  const isFull = rows.length >= editor.most;
  const at = indexOf(shown, chosen) + 1 || rows.length;
  const inputs = /** @type {NodeListOf<HTMLButtonElement>} */ (list.querySelectorAll("button, input, select"));
  if (lock) for (const input of inputs) input.disabled = true;
  menu.disabled = lock !== "";
  setText(
    note,
    lock ? lock : isFull ? worded(WORDS.most, { count: editor.most }) : at ? worded(WORDS.below, { at }) : "",
  );
  for (const button of adding.querySelectorAll("button")) button.disabled = isFull || lock !== "";
  const options = [{ text: WORDS.start }, ...editor.presets];
  const nodes = keyedParts(menu, options.map((_, i) => `${i - 1}`), (value) => ({ node: htmlNode("option", { value }) })); // prettier-ignore
  nodes.forEach(({ node }, i) => setText(node, options[i].text));
  menu.value = `${editor.presets.findIndex((preset) => JSON.stringify(preset.blocks) === JSON.stringify(blocks))}`;
}
