/** The still and the flowing parts of the picture: grid and axes once per size, curves once per answer. */

import { bandPath, curvePath, tenth } from "../shared/axes.js";
import { htmlNode, keyedParts, setAttributes, setText, svgNode } from "../shared/dom.js";
import { densitySide } from "./geometry.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Attributes, Curve, Curves, Frame, Tick } from "./types.d.ts" */
/** @typedef {ReturnType<typeof makePlot>} Plot */
/** @typedef {Pick<Plot, "svg" | "clip" | "inner" | "ticks" | "names" | "bands" | "samples" | "gaps" | "mean">} Picture */

const BANDS = [2, 1];
const SAMPLES = 5;

/** The nodes of the plot, bottom layer first; made once and then only moved. @param {Element} parent */
export function makePlot(parent) {
  const box = htmlNode("div", { class: "plot" }, parent);
  const svg = svgNode("svg", { class: "canvas", tabindex: 0, role: "application", "data-handle": "plot" }, box);
  svg.setAttribute("aria-label", WORDS.plot);
  const grid = svgNode("g", { class: "grid", "aria-hidden": "true" }, svg);
  const ticks = { x: svgNode("g", { class: "x-ticks" }, grid), y: svgNode("g", { class: "y-ticks" }, grid) };
  // A nested svg clips what leaves the window and, unlike a clipPath, needs no id.
  const clip = svgNode("svg", { "aria-hidden": "true" }, svg);
  const inner = svgNode("g", {}, clip);
  const bands = BANDS.map((k) => svgNode("path", { class: "band", "data-testid": `band-${k}` }, inner));
  const samples = Array.from({ length: SAMPLES }, () => svgNode("path", { class: "sample" }, inner));
  const gaps = svgNode("path", { class: "gaps" }, inner);
  const mean = svgNode("path", { class: "mean", "data-testid": "posterior-mean" }, inner);
  const names = {
    x: svgNode("text", { class: "axis-title", "text-anchor": "end", "aria-hidden": "true" }, svg),
    y: svgNode("text", { class: "axis-title", "aria-hidden": "true" }, svg),
  };
  const densities = svgNode("g", {}, svg);
  const layer = () => svgNode("g", {}, svg);
  const [dashes, joints, points, candidates, probes, tags] = [layer(), layer(), layer(), layer(), layer(), layer()];
  const layers = { dashes, joints, points, candidates, probes, tags }; // the last on top
  const cursor = svgNode("g", { class: "cursor", "aria-hidden": "true" }, svg);
  svgNode("path", { d: "M-16 0H-5M5 0H16M0 -16V-5M0 5V16" }, cursor);
  const readout = makeReadout(svg);
  const note = htmlNode("div", { class: "busy-note", hidden: "" }, box);
  const curves = { bands, samples, gaps, mean };
  return { box, svg, ticks, clip, inner, ...curves, names, densities, layers, cursor, readout, note };
}

/** @param {Element} svg */
function makeReadout(svg) {
  const node = svgNode("g", { class: "readout", "aria-hidden": "true" }, svg);
  const plate = svgNode("rect", { rx: 4, height: 20 }, node);
  return { node, plate, text: svgNode("text", { "text-anchor": "middle", y: 14 }, node) };
}

/** Grid, axes and sizes for a new frame. The y axis is fixed, so editing never makes it jump. @param {Picture} plot @param {Frame} frame */
export function drawFrame(plot, frame) {
  const { left, right, top, bottom, width, height, ticks, toX, toY } = frame;
  setAttributes(plot.svg, { width, height, viewBox: `0 0 ${width} ${height}` });
  setAttributes(plot.clip, { x: left, y: top, width: right - left, height: bottom - top });
  setAttributes(plot.inner, { transform: `translate(${-left} ${-top})` });
  drawTicks(plot.ticks.x, ticks.x.ticks, (x) => ({
    line: { x1: toX(x), x2: toX(x), y1: top, y2: bottom },
    text: { x: toX(x), y: bottom + 21, "text-anchor": "middle" },
  }));
  drawTicks(plot.ticks.y, ticks.y.ticks, (y) => ({
    line: { x1: left, x2: right, y1: toY(y), y2: toY(y) },
    text: { x: left - 8, y: toY(y) + 4, "text-anchor": "end" },
  }));
  setText(setAttributes(plot.names.x, { x: right - 6, y: bottom - 8 }), ticks.x.title);
  setText(setAttributes(plot.names.y, { x: left + 8, y: top + 15 }), ticks.y.title);
}

/**
 * @param {Element} host
 * @param {Tick[]} ticks
 * @param {(at: number) => { line: Attributes, text: Attributes }} position
 */
function drawTicks(host, ticks, position) {
  const keys = ticks.map((tick) => tick.at);
  const marks = keyedParts(host, keys, () => {
    const node = svgNode("g");
    return { node, line: svgNode("line", {}, node), text: svgNode("text", {}, node) };
  });
  ticks.forEach((tick, i) => {
    const { line, text } = position(tick.at);
    setAttributes(marks[i].line, { ...line, class: tick.text === "0" ? "zero" : null });
    setText(setAttributes(marks[i].text, text), tick.text);
  });
}

/**
 * Mean, bands and samples of f, those that are not `before` already on screen: on every move of a finger.
 *
 * @param {Picture} plot
 * @param {Frame} frame
 * @param {Omit<Curves, "slice" | "doubt">} curves
 * @param {Omit<Curves, "slice" | "doubt"> | null} before
 */
export function drawCurves(plot, { starts, toY }, { mean, std, samples }, before) {
  const moved = mean !== before?.mean;
  if (moved) {
    const d = curvePath(starts, mean, toY);
    for (const node of [plot.gaps, plot.mean]) node.setAttribute("d", d);
  }
  if (moved || std !== before?.std) {
    BANDS.forEach((k, i) => plot.bands[i].setAttribute("d", bandPath(starts, mean, std, k, toY)));
  }
  plot.samples.forEach((node, i) => {
    if (samples[i] === before?.samples[i]) return;
    node.setAttribute("d", samples[i] ? curvePath(starts, samples[i], toY) : "");
  });
}

/**
 * A dashed mean where its numbers depend on the size of the jitter; samples beneath it do not fill the gaps.
 *
 * @param {Picture} plot
 * @param {boolean} jitterDecides
 */
export function drawCertainty(plot, jitterDecides) {
  for (const node of [plot.gaps, plot.mean]) node.classList.toggle("uncertain", jitterDecides);
}

/**
 * The grey density p(y | data) at one probe, as a path drawn sideways from its dashed line.
 *
 * @param {Frame} frame
 * @param {number} x
 * @param {number} mean
 * @param {number} std
 */
export function densityPath(frame, x, mean, std) {
  const start = frame.toX(x);
  const reach = frame.densityReach * densitySide(frame, start);
  const middle = frame.toY(mean);
  const spread = Math.max(0.4, (std * (frame.bottom - frame.top)) / (frame.limits.y[1] - frame.limits.y[0]));
  /** @param {number} py */
  const clamp = (py) => Math.min(frame.bottom, Math.max(frame.top, py));
  let d = `M${tenth(start)} ${tenth(clamp(middle - 3.4 * spread))}`;
  for (let i = -17; i <= 17; i += 1) {
    const z = i / 5;
    d += `L${tenth(start + reach * Math.exp(-0.5 * z * z))} ${tenth(clamp(middle + z * spread))}`;
  }
  return `${d}L${tenth(start)} ${tenth(clamp(middle + 3.4 * spread))}Z`;
}
