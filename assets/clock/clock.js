/** Gradient flow with a clock: curve, loss and modes at a time that one plays, steps through or drags. */

import { makeNumbers, setNumbers } from "../plot/numbers.js";
import { tellNow } from "../shared/board.js";
import { htmlNode, setAttributes, setText, svgNode } from "../shared/dom.js";
import { decodeFloats, shortNumber } from "../shared/format.js";
import { makeIcon, setIcon } from "../shared/icons.js";
import { mounting } from "../shared/mounted.js";
import { drawCurve, drawLoss, drawModes, makeCurve, makeLoss, makeModes } from "./pictures.js";
import { findingOf, tabledFlow } from "./tabled.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Figure } from "./panel.js" */
/** @import { Flow } from "./types.d.ts" */
/** @typedef {ReturnType<typeof makeClock>} Clock */

const FRAME_MS = 90;
const clockIn = mounting(makeClock, endClock);

/**
 * Called with every change of the data: the clock stays at the time that it shows.
 *
 * @param {{ parentElement: HTMLElement, data: Uint8Array }} component
 */
export default function ({ parentElement, data }) {
  const flow = readFlow(data);
  const { mounted: clock, cleanup } = clockIn(parentElement, flow);
  clock.flow = flow;
  setAttributes(clock.slider, { max: lastOf(clock) });
  resize(clock);
  return cleanup;
}

/** @param {Clock} clock */
function endClock(clock) {
  pause(clock);
  clock.watch.disconnect();
}

/** @param {Uint8Array} bytes @returns {Flow} */
function readFlow(bytes) {
  const flow = JSON.parse(new TextDecoder().decode(bytes));
  return { ...flow, mean: decodeFloats(flow.mean), std: decodeFloats(flow.std) };
}

/** @param {Element} parent @param {Flow} flow */
function makeClock(parent, flow) {
  const root = htmlNode("section", { class: "clock", "data-testid": "clock", "aria-label": WORDS.spoken }, parent);
  const tools = htmlNode("div", { class: "tools" }, root);
  makeButton(tools, "back", WORDS.back, () => move(clock, -1));
  const play = makeButton(tools, "play", WORDS.play, () => (clock.timer ? pause(clock) : start(clock)));
  makeButton(tools, "step", WORDS.forward, () => move(clock, 1));
  const slider = htmlNode("input", { type: "range", min: 0, step: 1, "aria-label": WORDS.time }, tools);
  slider.addEventListener("input", () => {
    pause(clock);
    show(clock, Number(slider.value));
  });
  const text = htmlNode("output", { class: "time", "data-testid": "clock-time", "aria-live": "off" }, tools);
  const panels = htmlNode("div", { class: "panels" }, root);
  const figures = {
    curve: makeFigure(panels, "curve"),
    loss: makeFigure(panels, "loss"),
    modes: makeFigure(panels, "modes"),
  };
  const numbers = makeNumbers(root);
  const watch = new ResizeObserver(() => resize(clock));
  const pictures = drawPictures(figures, flow);
  const clock = { root, flow, index: flow.first, timer: 0, play, slider, text, figures, pictures, numbers, watch };
  watch.observe(panels);
  return clock;
}

/** @param {Element} parent @param {Parameters<typeof setIcon>[1]} icon @param {string} label @param {() => void} press */
function makeButton(parent, icon, label, press) {
  const button = htmlNode("button", { type: "button", "aria-label": label, title: label }, parent);
  const image = makeIcon(button, icon);
  button.addEventListener("click", press);
  return { button, image };
}

/** @param {Element} parent @param {string} name */
function makeFigure(parent, name) {
  const figure = htmlNode("figure", { class: name }, parent);
  const caption = htmlNode("figcaption", {}, figure);
  return { caption, svg: svgNode("svg", { role: "img" }, figure) };
}

/** All that is the same at all times. @param {Record<"curve" | "loss" | "modes", Figure>} figures @param {Flow} flow */
function drawPictures({ curve, loss, modes }, flow) {
  return { curve: makeCurve(curve, flow), loss: makeLoss(loss, flow), modes: makeModes(modes, flow) };
}

/** Draws everything again, for other data or another width. @param {Clock} clock */
function resize(clock) {
  clock.pictures = drawPictures(clock.figures, clock.flow);
  show(clock, Math.min(clock.index, lastOf(clock)));
}

/** @param {Clock} clock */
function lastOf({ flow }) {
  return flow.times.length - 1;
}

/** @param {Clock} clock */
function start(clock) {
  if (clock.index === lastOf(clock)) show(clock, 0);
  clock.timer = setInterval(() => {
    if (clock.index < lastOf(clock)) show(clock, clock.index + 1);
    else pause(clock);
  }, FRAME_MS);
  setPlay(clock, "pause", WORDS.pause);
}

/** @param {Clock} clock */
function pause(clock) {
  clearInterval(clock.timer);
  clock.timer = 0;
  setPlay(clock, "play", WORDS.play);
  tellClock(clock);
}

/** @param {Clock} clock @param {Parameters<typeof setIcon>[1]} icon @param {string} label */
function setPlay({ play: { button, image } }, icon, label) {
  setAttributes(button, { "aria-label": label, title: label });
  setIcon(image, icon);
}

/** @param {Clock} clock @param {number} by */
function move(clock, by) {
  pause(clock);
  show(clock, Math.max(0, Math.min(lastOf(clock), clock.index + by)));
}

/** Shows one of the times. @param {Clock} clock @param {number} index */
function show(clock, index) {
  const { flow, slider, pictures } = clock;
  const time = flow.times[index] ? shortNumber(flow.times[index]) : "0";
  clock.index = index;
  slider.value = String(index);
  setAttributes(slider, { "aria-valuetext": `t = ${time}` });
  setText(clock.text, `t = ${time}`);
  drawCurve(pictures.curve, flow, index);
  drawLoss(pictures.loss, flow, index);
  drawModes(pictures.modes, flow, index);
  if (!clock.timer) tellClock(clock);
}

/** What is on screen while nothing plays, in a sentence and a table. @param {Clock} clock */
function tellClock({ root, flow, index, numbers }) {
  const finding = findingOf(flow, index);
  tellNow(root, [finding], false);
  setNumbers(numbers, tabledFlow(flow, index), finding);
}
