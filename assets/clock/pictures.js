/** What the clock moves: the curve with its residuals, the loss under its bound, and what each mode has still to learn. */

import { path } from "../shared/axes.js";
import { setAttributes, setText, svgNode } from "../shared/dom.js";
import { plainNumber, shortNumber, worded } from "../shared/format.js";
import { isWindow, lengthText, unitText } from "../shared/units.js";
import { makePanel } from "./panel.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Pair, UnitAxis, Units } from "../shared/types.d.ts" */
/** @import { Flow } from "./types.d.ts" */
/** @import { Figure, Panel } from "./panel.js" */
/** @typedef {ReturnType<typeof makeCurve>} CurvePicture */
/** @typedef {ReturnType<typeof makeLoss>} LossPicture */
/** @typedef {ReturnType<typeof makeModes>} ModesPicture */

const BAND = 2; // standard deviations to either side
const LOWEST = 1e-12; // of the starting loss: what a logarithmic axis shows of 0

/** Mean and band of trained networks, still without a time. @param {Figure} figure @param {Flow} flow */
export function makeCurve(figure, flow) {
  const x = {
    low: flow.x[0],
    high: flow.x[flow.x.length - 1],
    name: WORDS.input_x,
    unit: flow.units.x,
    letter: "x",
    before: WORDS.input,
  };
  const y = { low: flow.y_range[0], high: flow.y_range[1], name: "f(x)", unit: flow.units.y, letter: "f(x)" };
  const panel = makePanel(figure, { title: WORDS.networks, height: 320, x, y });
  const band = svgNode("path", { class: "band" }, panel.inner);
  const mean = svgNode("path", { class: "mean", "data-testid": "clock-mean" }, panel.inner);
  const gaps = svgNode("path", { class: "gap" }, panel.inner);
  const titles = flow.points.map(([at, label]) => {
    const circle = svgNode("circle", { cx: panel.toX(at), cy: panel.toY(label), r: 5 }, panel.inner);
    return svgNode("title", {}, circle);
  });
  return { ...panel, xs: flow.x.map(panel.toX), band, mean, gaps, titles };
}

/** Mean and band at one of the times; what is left to each point. @param {CurvePicture} picture @param {Flow} flow @param {number} index */
export function drawCurve({ toX, toY, xs, band, mean, gaps, titles }, flow, index) {
  const start = index * flow.x.length;
  /** @param {number} sign @returns {Pair[]} */
  const at = (sign) => xs.map((x, i) => [x, toY(flow.mean[start + i] + sign * BAND * flow.std[start + i])]);
  setAttributes(band, { d: `${path([...at(1), ...at(-1).reverse()])}Z` });
  setAttributes(mean, { d: path(at(0)) });
  const lines = flow.points.map(([x, y], i) => {
    const left = flow.residual[index][i];
    const missing = gapText(flow.units.y, left);
    setText(titles[i], worded(WORDS.missing, { point: pointWithUnits(flow.units, x, y), missing }));
    return `M${toX(x)} ${toY(y)}V${toY(y - left)}`;
  });
  setAttributes(gaps, { d: lines.join("") });
}

/** @param {Units} units @param {number} at @param {number} label */
function pointWithUnits({ x, y }, at, label) {
  return `${x.name || "x"} = ${unitText(x, at)}, ${y.name || "y"} = ${unitText(y, label)}`;
}

/** @param {UnitAxis} axis @param {number} left */
function gapText(axis, left) {
  return isWindow(axis) ? plainNumber(left, 3) : lengthText(axis, left, 3);
}

/** What a logarithmic axis shows of a loss. @param {Flow} flow @param {number} value */
function shownLoss(flow, value) {
  return Math.max(value, LOWEST * flow.loss[0], 1e-300);
}

/** Loss of the mean against time, and the bound that proves that it falls. @param {Figure} figure @param {Flow} flow */
export function makeLoss(figure, flow) {
  const { times, loss, bound } = flow;
  const lowest = shownLoss(flow, Math.min(...loss));
  const longest = Math.max(...times.slice(2), 10 * times[1]);
  const x = { low: times[1], high: longest, log: true, name: WORDS.time };
  const y = { low: lowest / 2, high: shownLoss(flow, loss[0]) * 3, log: true, name: WORDS.loss_axis };
  const panel = makePanel(figure, { title: worded(WORDS.loss, { unit: flow.loss_unit }), height: 200, x, y });
  /** @param {number[]} values @returns {Pair[]} */
  const curve = (values) =>
    times.slice(1).map((time, i) => [panel.toX(time), panel.toY(shownLoss(flow, values[i + 1]))]);
  svgNode("path", { class: "bound", d: path(curve(bound)) }, panel.inner);
  svgNode("path", { class: "loss-line", d: path(curve(loss)) }, panel.inner);
  const mark = svgNode("circle", { class: "mark", r: 5.5 }, panel.inner);
  return { ...panel, caption: figure.caption, mark };
}

/** The loss at one of the times. @param {LossPicture} picture @param {Flow} flow @param {number} index */
export function drawLoss({ toX, toY, caption, mark }, flow, index) {
  const { times, loss, bound } = flow;
  const cx = toX(Math.max(times[index], times[1]));
  setAttributes(mark, { cx, cy: toY(shownLoss(flow, loss[index])) });
  setText(caption, worded(WORDS.loss_now, { loss: shortNumber(loss[index]), bound: shortNumber(bound[index]) }));
}

/** How much of the starting loss each eigenmode of the kernel has still to lose. @param {Figure} figure @param {Flow} flow */
export function makeModes(figure, flow) {
  const ticks = flow.values.map((_, k) => k + 1);
  const x = { low: 0.4, high: flow.values.length + 0.6, name: WORDS.modes, ticks };
  const y = { low: 0, high: 105 * Math.max(...flow.remaining[0], 1e-9), name: WORDS.share };
  const panel = makePanel(figure, { title: WORDS.left, height: 200, x, y });
  const width = Math.min(34, 0.6 * (panel.toX(2) - panel.toX(1)));
  /** @param {number} rank @param {string} style */
  const bar = (rank, style) => svgNode("rect", { class: style, x: panel.toX(rank) - width / 2, width }, panel.inner);
  const bars = ticks.map((rank) => {
    const node = bar(rank, "bar");
    return { node, title: svgNode("title", {}, node) };
  });
  ticks.forEach((rank, k) => setBarHeight(panel, bar(rank, "outline"), flow.remaining[0][k]));
  return { ...panel, bars };
}

/** What is left at one of the times. @param {ModesPicture} picture @param {Flow} flow @param {number} index */
export function drawModes(picture, flow, index) {
  picture.bars.forEach(({ node, title }, k) => {
    const left = flow.remaining[index][k];
    setBarHeight(picture, node, left);
    setText(title, worded(WORDS.mode, { k: k + 1, value: shortNumber(flow.values[k]), left: shortNumber(100 * left) }));
  });
}

/** @param {Pick<Panel, "toY" | "bottom">} panel @param {SVGRectElement} bar @param {number} share */
function setBarHeight({ toY, bottom }, bar, share) {
  const top = Math.min(bottom, toY(100 * share));
  setAttributes(bar, { y: top, height: bottom - top });
}
