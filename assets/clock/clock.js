/** Gradient flow with a clock: curve, loss and modes at a time that one plays, steps through or drags. */

import { htmlNode, setAttributes, setText, svgNode } from "../shared/dom.js";
import { decodeFloats, shortNumber } from "../shared/format.js";
import { ICONS } from "../shared/icons.js";
import { drawCurve, drawLoss, drawModes } from "./pictures.js";

const FRAME_MS = 90;
const clocks = new WeakMap();

/** Called with every change of the data: the clock stays at the time that it shows. */
export default function (component) {
  const { parentElement, data } = component;
  if (!clocks.has(parentElement)) clocks.set(parentElement, makeClock(parentElement));
  const clock = clocks.get(parentElement);
  clock.flow = read(data);
  setAttributes(clock.slider, { max: clock.flow.times.length - 1 });
  show(clock, Math.min(clock.index ?? clock.flow.first, clock.flow.times.length - 1), true);
  return () => {
    pause(clock);
    clock.watch.disconnect();
    clocks.delete(parentElement);
  };
}

function read(bytes) {
  const flow = JSON.parse(new TextDecoder().decode(bytes));
  return { ...flow, mean: decodeFloats(flow.mean), std: decodeFloats(flow.std) };
}

function makeClock(parent) {
  const root = htmlNode("section", { class: "clock", "data-testid": "clock", "aria-label": "training time" }, parent);
  const tools = htmlNode("div", { class: "tools" }, root);
  const clock = { root, timer: 0 };
  const button = (icon, label, press) => {
    const node = htmlNode("button", { type: "button", "aria-label": label, title: label }, tools);
    svgNode("path", { d: ICONS[icon] }, svgNode("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, node));
    node.addEventListener("click", press);
    return node;
  };
  button("back", "One step back", () => move(clock, -1));
  clock.play = button("play", "Play", () => (clock.timer ? pause(clock) : play(clock)));
  button("step", "One step forward", () => move(clock, 1));
  const label = { type: "range", min: 0, step: 1, "aria-label": "training time t" };
  clock.slider = htmlNode("input", label, tools);
  clock.slider.addEventListener("input", () => {
    pause(clock);
    show(clock, Number(clock.slider.value));
  });
  clock.words = htmlNode("output", { class: "time", "data-testid": "clock-time" }, tools);
  const panels = htmlNode("div", { class: "panels" }, root);
  for (const name of ["curve", "loss", "modes"]) {
    const figure = htmlNode("figure", { class: name }, panels);
    const caption = htmlNode("figcaption", {}, figure);
    clock[name] = { caption, svg: svgNode("svg", { role: "img" }, figure) };
  }
  clock.watch = new ResizeObserver(() => clock.flow && show(clock, clock.index, true));
  clock.watch.observe(panels);
  return clock;
}

function play(clock) {
  if (clock.index === clock.flow.times.length - 1) show(clock, 0);
  clock.timer = setInterval(() => {
    if (clock.index < clock.flow.times.length - 1) show(clock, clock.index + 1);
    else pause(clock);
  }, FRAME_MS);
  setIcon(clock, "pause", "Pause");
}

function pause(clock) {
  clearInterval(clock.timer);
  clock.timer = 0;
  setIcon(clock, "play", "Play");
}

function setIcon({ play }, icon, label) {
  setAttributes(play, { "aria-label": label, title: label });
  setAttributes(play.querySelector("path"), { d: ICONS[icon] });
}

function move(clock, by) {
  pause(clock);
  show(clock, Math.max(0, Math.min(clock.flow.times.length - 1, clock.index + by)));
}

/** Everything at one of the times; what stands still is drawn only if it is `stale`. */
function show(clock, index, stale = false) {
  const { flow, slider, words } = clock;
  const time = flow.times[index] ? shortNumber(flow.times[index]) : "0";
  clock.index = index;
  slider.value = index;
  setAttributes(slider, { "aria-valuetext": `t = ${time}` });
  setText(words, `t = ${time}`);
  drawCurve(clock.curve, flow, index, stale);
  drawLoss(clock.loss, flow, index, stale);
  drawModes(clock.modes, flow, index, stale);
}
