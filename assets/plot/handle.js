/** A mark in a figure that sets two numbers at once: dragged with a pointer or a finger, or moved by arrow keys. */

import { worded } from "../shared/format.js";
import { makeExchange, move, receive, release, valueOf } from "../controls/exchange.js";
import { htmlNode, setAttributes, setText } from "../shared/dom.js";
import { arrowOf } from "../shared/keys.js";
import { onMoved, tellMoved } from "../shared/moved.js";
import { voice } from "../shared/voice.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Exchange, Message, Sent, Slider } from "../controls/types.d.ts" */
/** @import { Layout } from "./numbers.js" */
/** @typedef {{ range: [number, number] }} Axis */
/** @typedef {{ l: number, t: number, w: number, h: number }} Box left and top edge, width and height of the axes */
/** @typedef {{ id: number, offset: [number, number] }} Grip the pointer that holds the mark, and where it took it */
/** @typedef {ReturnType<typeof makeHandle>} HandleView */

const LARGE = 10; // steps, with Shift
const PAUSE_MS = 200; // ten presses of an arrow key are one message

/** @param {Element} parent */
export function makeHandle(parent) {
  const node = htmlNode("div", { class: "handle", tabindex: 0, role: "application", hidden: true }, parent);
  const note = htmlNode("div", { class: "handle-note", hidden: true }, parent);
  /** @type {{ exchange: Exchange | null, sliders: Slider[], layout: Layout | null, box: Box | null, held: Grip | null,
   *   timer: number }} */
  const state = { exchange: null, sliders: [], layout: null, box: null, held: null, timer: 0 };
  const handle = { node, note, state, unhook: () => {} };
  node.addEventListener("keydown", (event) => pressKey(handle, event));
  node.addEventListener("pointerdown", (event) => take(handle, event));
  node.addEventListener("pointermove", (event) => drag(handle, event));
  for (const type of ["pointerup", "pointercancel"]) node.addEventListener(type, () => letGo(handle));
  handle.unhook = onMoved(({ values }) => {
    if (state.sliders.some(({ name }) => name in values)) putHandle(handle, values);
  });
  return handle;
}

/**
 * Takes over what Python sends: the sliders of both axes, or null for a figure without a mark.
 *
 * @param {HandleView} handle
 * @param {Sent | null} sent
 * @param {Layout} layout
 * @param {(events: { session: string, list: Message[] }) => void} post
 */
export function setHandle(handle, sent, layout, post) {
  const { node, state } = handle;
  state.layout = layout;
  setAttributes(node, { hidden: sent ? null : true });
  if (!sent) return;
  const exchange = (state.exchange ??= makeExchange(sent));
  exchange.post = (list) => post({ session: exchange.session, list });
  exchange.announce = tellMoved;
  state.sliders = /** @type {Slider[]} */ (sent.controls);
  receive(exchange, sent, () => state.held !== null || state.timer > 0);
  putHandle(handle);
}

/** The mark where its values are, in a figure that plotly has drawn in this box. @param {HandleView} handle @param {Box} box */
export function fitHandle(handle, box) {
  handle.state.box = box;
  putHandle(handle);
}

/** @param {HandleView} handle @param {Record<string, unknown>} [values] what another control moves */
function putHandle({ node, note, state }, values = {}) {
  const { exchange, sliders, layout, box } = state;
  if (!exchange || !layout || !box || sliders.length < 2) return;
  const shown = sliders.map(({ name }) => Number(values[name] ?? valueOf(exchange, name)));
  const [across, up] = edges(layout, box).map(({ start, length, range }, i) => {
    return start + (length * (shown[i] - range[0])) / (range[1] - range[0]);
  });
  node.style.left = `${across}px`;
  node.style.top = `${up}px`;
  const text = sliders.map(({ label, decimals }, i) => `${label} ${shown[i].toFixed(decimals)}`).join(", ");
  setAttributes(node, { "aria-label": worded(WORDS.handle, { text }) });
  setText(note, text);
}

/** Start, signed length and range of both axes in pixels. @param {Layout} layout @param {Box} box */
function edges({ xaxis, yaxis }, { l, t, w, h }) {
  const [across, up] = /** @type {Axis[]} */ ([xaxis, yaxis]);
  return [
    { start: l, length: w, range: across.range },
    { start: t + h, length: -h, range: up.range },
  ];
}

/** @param {HandleView} handle @param {PointerEvent} event */
function take({ node, state }, event) {
  if (event.button !== 0) return;
  const { left, top, width, height } = node.getBoundingClientRect();
  state.held = { id: event.pointerId, offset: [event.clientX - left - width / 2, event.clientY - top - height / 2] };
  node.setPointerCapture(event.pointerId);
}

/** @param {HandleView} handle @param {PointerEvent} event */
function drag(handle, event) {
  const { node, state } = handle;
  const { held, layout, box } = state;
  const parent = node.parentElement;
  if (!layout || !box || !parent || held?.id !== event.pointerId) return;
  const { left, top } = parent.getBoundingClientRect();
  const at = [event.clientX - held.offset[0] - left, event.clientY - held.offset[1] - top];
  const axes = edges(layout, box);
  setBoth(
    handle,
    axes.map(({ start, length, range }, i) => range[0] + ((range[1] - range[0]) * (at[i] - start)) / length),
  );
}

/** @param {HandleView} handle @param {number[]} values */
function setBoth(handle, values) {
  const { sliders, exchange } = handle.state;
  if (!exchange) return;
  sliders.forEach(({ name, low, high, step, decimals, locked }, i) => {
    const stepped = Math.round(values[i] / step) * step;
    const value = Number(Math.min(Math.max(stepped, low), high ?? Infinity).toFixed(decimals));
    if (!locked && value !== valueOf(exchange, name)) move(exchange, name, value);
  });
  setAttributes(handle.note, { hidden: null });
  putHandle(handle);
}

/** @param {HandleView} handle */
function letGo(handle) {
  if (!handle.state.held) return;
  handle.state.held = null;
  releaseBoth(handle);
}

/** Both values go to Python together. @param {HandleView} handle */
function releaseBoth({ note, state }) {
  state.timer = 0;
  setAttributes(note, { hidden: true });
  const { exchange, sliders } = state;
  const moved = sliders.map(({ name }) => name).filter((name) => exchange && name in exchange.moved);
  if (exchange && moved.length) release(exchange, ...moved);
}

/** @param {HandleView} handle @param {KeyboardEvent} event */
function pressKey(handle, event) {
  const { state } = handle;
  const direction = arrowOf(event);
  const { exchange } = state;
  if (!direction || !exchange || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const steps = event.shiftKey ? LARGE : 1;
  setBoth(
    handle,
    state.sliders.map(({ name, step }, i) => Number(valueOf(exchange, name)) + steps * step * direction[i]),
  );
  voice().answer(handle.note.textContent);
  clearTimeout(state.timer);
  state.timer = Number(setTimeout(() => releaseBoth(handle), PAUSE_MS));
}
