/** What the clock moves: the curve with its residuals, the loss under its bound, and what each mode has still to learn. */

import { setAttributes, setText, svgNode } from "../shared/dom.js";
import { plainNumber, shortNumber } from "../shared/format.js";
import { isWindow, lengthText, unitText } from "../shared/units.js";
import { makePanel, path } from "./panel.js";

const BAND = 2; // standard deviations to either side
const LOWEST = 1e-12; // of the starting loss: what a logarithmic axis shows of 0

/** Mean and band of trained networks; what is left to each point. */
export function drawCurve(panel, flow, index, stale) {
  if (stale) {
    const x = { low: -1.5, high: 1.5, name: "input x", unit: flow.units.x, letter: "x", before: "input " };
    const y = { low: flow.y_range[0], high: flow.y_range[1], name: "f(x)", unit: flow.units.y, letter: "f(x)" };
    Object.assign(panel, makePanel(panel, { title: "Trained networks: mean ± 2σ", height: 320, x, y }));
    panel.xs = flow.x.map(panel.toX);
    panel.band = svgNode("path", { class: "band" }, panel.inner);
    panel.mean = svgNode("path", { class: "mean", "data-testid": "clock-mean" }, panel.inner);
    panel.gaps = svgNode("path", { class: "gap" }, panel.inner);
    panel.points = flow.points.map(([at, label]) => {
      const circle = svgNode("circle", { cx: panel.toX(at), cy: panel.toY(label), r: 5 }, panel.inner);
      return svgNode("title", {}, circle);
    });
  }
  const start = index * flow.x.length;
  const at = (sign) => panel.xs.map((_, i) => panel.toY(flow.mean[start + i] + sign * BAND * flow.std[start + i]));
  const back = path([...panel.xs].reverse(), at(-1).reverse()).replace("M", "L");
  setAttributes(panel.band, { d: `${path(panel.xs, at(1))}${back}Z` });
  setAttributes(panel.mean, { d: path(panel.xs, at(0)) });
  const gaps = flow.points.map(([x, y], i) => {
    const left = flow.residual[index][i];
    setText(
      panel.points[i],
      `training point ${pointWords(flow.units, x, y)}; still missing ${gapText(flow.units.y, left)}`,
    );
    return `M${panel.toX(x)} ${panel.toY(y)}V${panel.toY(y - left)}`;
  });
  setAttributes(panel.gaps, { d: gaps.join("") });
}

function pointWords({ x, y }, at, label) {
  return `${x.name || "x"} = ${unitText(x, at)}, ${y.name || "y"} = ${unitText(y, label)}`;
}

function gapText(axis, left) {
  return isWindow(axis) ? plainNumber(left, 3) : lengthText(axis, left, 3);
}

/** Loss of the mean against time, and the bound that proves that it falls. */
export function drawLoss(panel, flow, index, stale) {
  const least = Math.max(LOWEST * flow.loss[0], 1e-300);
  const shown = (value) => Math.max(value, least);
  const time = (at) => Math.max(flow.times[at], flow.times[1]);
  if (stale) {
    const highest = shown(flow.loss[0]);
    const lowest = shown(Math.min(...flow.loss));
    const x = { low: flow.times[1], high: Math.max(...flow.times.slice(2), 10 * flow.times[1]), log: true };
    const y = { low: lowest / 2, high: highest * 3, log: true, name: "loss" };
    Object.assign(panel, makePanel(panel, { title: "Loss", height: 200, x: { ...x, name: "training time t" }, y }));
    const xs = flow.times.slice(1).map(panel.toX);
    const curve = (values) =>
      path(
        xs,
        values.slice(1).map((value) => panel.toY(shown(value))),
      );
    svgNode("path", { class: "bound", d: curve(flow.bound) }, panel.inner);
    svgNode("path", { class: "loss-line", d: curve(flow.loss) }, panel.inner);
    panel.mark = svgNode("circle", { class: "mark", r: 5.5 }, panel.inner);
  }
  setAttributes(panel.mark, { cx: panel.toX(time(index)), cy: panel.toY(shown(flow.loss[index])) });
  setText(panel.caption, `Loss ${shortNumber(flow.loss[index])}, at most ${shortNumber(flow.bound[index])}`);
}

/** How much of the starting loss each eigenmode of the kernel has still to lose. */
export function drawModes(panel, flow, index, stale) {
  const count = flow.values.length;
  if (stale) {
    const ticks = flow.values.map((_, k) => k + 1);
    const x = { low: 0.4, high: count + 0.6, name: "mode k, fastest first", ticks };
    const y = { low: 0, high: 105 * Math.max(...flow.remaining[0], 1e-9), name: "% of the loss" };
    Object.assign(panel, makePanel(panel, { title: "Still to learn, by eigenmode", height: 200, x, y }));
    const width = Math.min(34, 0.6 * (panel.toX(2) - panel.toX(1)));
    const bar = (k, name) => svgNode("rect", { class: name, x: panel.toX(k + 1) - width / 2, width }, panel.inner);
    panel.bars = flow.values.map((_, k) => {
      const node = bar(k, "bar");
      svgNode("title", {}, node);
      return node;
    });
    flow.values.forEach((_, k) => setBarHeight(panel, bar(k, "outline"), flow.remaining[0][k]));
  }
  panel.bars.forEach((node, k) => {
    const left = flow.remaining[index][k];
    setBarHeight(panel, node, left);
    setText(node.firstChild, `mode ${k + 1}, λ = ${shortNumber(flow.values[k])}: ${shortNumber(100 * left)} % left`);
  });
}

function setBarHeight({ toY, bottom }, bar, share) {
  const top = Math.min(bottom, toY(100 * share));
  setAttributes(bar, { y: top, height: bottom - top });
}
