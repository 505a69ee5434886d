/** The controls beside and above the figures: native inputs that answer at once and tell Python when they rest. */

import { htmlNode, keyedParts } from "../shared/dom.js";
import { followView } from "../page/view.js";
import { mounting } from "../shared/mounted.js";
import { tellMoved } from "../shared/moved.js";
import { explain } from "../shared/notes.js";
import { makeCounter, makeSegments, makeSelect } from "./choice.js";
import { makeExchange, move, put, receive, release, valueOf } from "./exchange.js";
import { helpOf } from "./head.js";
import { makeSlider } from "./slider.js";
import { makeTruth } from "./truth.js";

/** @import { Control, Exchange, Hand, Message, Sent, Value, View } from "./types.d.ts" */
/** @typedef {ReturnType<typeof makeBox>} Box */

const KEYS_PAUSE_MS = 200; // ten presses of an arrow key are one message

const boxIn = mounting(makeBox, endBox);

/**
 * Shows the data, JSON as bytes; called with every change of them.
 *
 * @param {{ parentElement: HTMLElement, data: Uint8Array, setStateValue(name: string, value: unknown): void }} component
 */
export default function (component) {
  /** @type {Sent} */
  const sent = JSON.parse(new TextDecoder().decode(component.data));
  const { mounted: box, cleanup } = boxIn(component.parentElement, sent);
  const { exchange } = box;
  /** @param {Message[]} list */
  exchange.post = (list) => component.setStateValue("events", { session: exchange.session, list });
  exchange.announce = sent.scene ? tellMoved : () => {};
  box.sent = sent;
  if (sent.scene) followView();
  receive(exchange, sent, (name) => name === box.held || box.moving.has(name));
  draw(box);
  return cleanup;
}

/** @param {HTMLElement} parent @param {Sent} sent */
function makeBox(parent, sent) {
  const root = htmlNode("div", { class: "ntk controls", "data-testid": "controls" }, parent);
  const list = htmlNode("div", { class: "list" }, root);
  const exchange = makeExchange(sent);
  const stopExplaining = explain(root, root, helpOf);
  /** @type {{ held: string | null, moving: Set<string>, timers: Map<string, number> }} */
  const state = { held: null, moving: new Set(), timers: new Map() };
  return { root, list, exchange, sent, stopExplaining, ...state };
}

/** @param {Box} box */
function endBox(box) {
  settleAll(box);
  box.stopExplaining();
}

/** @param {Box} box */
function draw(box) {
  const { list, exchange, sent } = box;
  const shown = sent.controls.filter(({ when }) =>
    Object.entries(when).every(([name, value]) => valueOf(exchange, name) === value),
  );
  const byKey = new Map(shown.map((control) => [`${control.type} ${control.name}`, control]));
  const keys = [...byKey.keys()];
  const hand = makeHand(box);
  const views = keyedParts(list, keys, (key) => makeView(/** @type {Control} */ (byKey.get(key)), hand));
  views.forEach((view, i) => view.draw(shown[i], valueOf(exchange, shown[i].name)));
}

/** @param {Control} control @param {Hand} hand @returns {View} */
function makeView(control, hand) {
  if (control.type === "slider") return makeSlider(control, hand);
  if (control.type === "counter") return makeCounter(control, hand);
  if (control.type === "truth") return makeTruth(control, hand);
  return control.type === "select" ? makeSelect(control, hand) : makeSegments(control, hand);
}

/** @param {Box} box @returns {Hand} */
function makeHand(box) {
  const { exchange, moving, timers } = box;
  /** @param {string} name @param {Value} value */
  const moveTo = (name, value) => {
    moving.add(name);
    move(exchange, name, value);
    draw(box);
  };
  return {
    move: moveTo,
    moveByKey: (name, value) => {
      moveTo(name, value);
      clearTimeout(timers.get(name));
      const timer = setTimeout(() => settle(box, name), KEYS_PAUSE_MS);
      timers.set(name, timer);
    },
    set: (name, value) => {
      moving.add(name);
      put(exchange, name, value); // told once, at rest: the chart eases in what one press has chosen
      draw(box);
      settle(box, name);
    },
    hold: (name) => {
      box.held = name;
    },
    leave: (name) => {
      if (box.held === name) box.held = null;
      settle(box, name);
    },
    drop: () => {
      box.held = null;
      settleAll(box);
    },
  };
}

/** What has moved is at rest. @param {Box} box @param {string} name */
function settle({ exchange, moving, timers }, name) {
  clearTimeout(timers.get(name));
  timers.delete(name);
  if (moving.delete(name)) release(exchange, name);
}

/** @param {Box} box */
function settleAll(box) {
  for (const name of [...box.moving]) settle(box, name);
}
