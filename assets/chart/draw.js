/** The still and the flowing parts of the picture: grid and axes once per size, curves once per answer. */

import { htmlNode, keyedChildren, setAttributes, setText, svgNode } from "../shared/dom.js";
import { plainNumber, shortNumber } from "../shared/format.js";
import { densitySide, pixelX, pixelY, tenth, tenthText } from "./geometry.js";

const BANDS = [2, 1];
const SAMPLES = 5;
const LAYERS = ["dashes", "joints", "points", "candidates", "probes", "tags"];
const PLOT_LABEL = "Plot. Arrow keys move a cursor, Enter places a training point, Tab goes on to the points.";

/** The nodes of the plot, bottom layer first; made once and then only moved. */
export function makePlot(parent) {
  const box = htmlNode("div", { class: "plot" }, parent);
  const svg = svgNode("svg", { class: "canvas", tabindex: 0, role: "application", "data-handle": "plot" }, box);
  svg.setAttribute("aria-label", PLOT_LABEL);
  const grid = svgNode("g", { class: "grid", "aria-hidden": "true" }, svg);
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
  const layers = Object.fromEntries(LAYERS.map((name) => [name, svgNode("g", {}, svg)]));
  const cursor = svgNode("g", { class: "cursor", "aria-hidden": "true" }, svg);
  svgNode("path", { d: "M-16 0H-5M5 0H16M0 -16V-5M0 5V16" }, cursor);
  const readout = svgNode("g", { class: "readout", "aria-hidden": "true" }, svg);
  svgNode("rect", { rx: 4, height: 20 }, readout);
  svgNode("text", { "text-anchor": "middle", y: 14 }, readout);
  const note = htmlNode("div", { class: "busy-note", hidden: "" }, box);
  return { box, svg, grid, clip, inner, bands, samples, gaps, mean, names, densities, layers, cursor, readout, note };
}

/** Grid, axes and sizes for a new frame. The y axis is fixed, so editing never makes it jump. */
export function drawFrame(plot, frame) {
  const { left, right, top, bottom, width, height, ticks } = frame;
  setAttributes(plot.svg, { width, height, viewBox: `0 0 ${width} ${height}` });
  setAttributes(plot.clip, { x: left, y: top, width: right - left, height: bottom - top });
  setAttributes(plot.inner, { transform: `translate(${-left} ${-top})` });
  drawTicks(plot.grid, "x", ticks.x, (x) => ({
    line: { x1: pixelX(frame, x), x2: pixelX(frame, x), y1: top, y2: bottom },
    text: { x: pixelX(frame, x), y: bottom + 21, "text-anchor": "middle" },
  }));
  drawTicks(plot.grid, "y", ticks.y, (y) => ({
    line: { x1: left, x2: right, y1: pixelY(frame, y), y2: pixelY(frame, y) },
    text: { x: left - 8, y: pixelY(frame, y) + 4, "text-anchor": "end" },
  }));
  setText(setAttributes(plot.names.x, { x: right - 6, y: bottom - 8 }), ticks.x.title);
  setText(setAttributes(plot.names.y, { x: left + 8, y: top + 15 }), ticks.y.title);
}

function drawTicks(grid, axis, { ticks }, position) {
  const host = grid.querySelector(`.${axis}-ticks`) ?? svgNode("g", { class: `${axis}-ticks` }, grid);
  const keys = ticks.map((tick) => tick.place);
  const groups = keyedChildren(host, keys, () => {
    const group = svgNode("g");
    svgNode("line", {}, group);
    svgNode("text", {}, group);
    return group;
  });
  ticks.forEach((tick, i) => {
    const { line, text } = position(tick.place);
    setAttributes(groups[i].firstChild, { ...line, class: tick.text === "0" ? "zero" : null });
    setText(setAttributes(groups[i].lastChild, text), tick.text);
  });
}

/** Mean, bands and samples of f, those that are not `before` already on screen: on every move of a finger. */
export function drawCurves(plot, frame, { mean, std, samples }, before) {
  const toY = (y) => pixelY(frame, y);
  const moved = mean !== before?.mean;
  if (moved) {
    const path = linePath(frame, mean, toY);
    for (const node of [plot.gaps, plot.mean]) node.setAttribute("d", path);
  }
  if (moved || std !== before?.std) {
    BANDS.forEach((k, i) => plot.bands[i].setAttribute("d", bandPath(frame, mean, std, k, toY)));
  }
  plot.samples.forEach((node, i) => {
    if (samples[i] !== before?.samples[i]) node.setAttribute("d", samples[i] ? linePath(frame, samples[i], toY) : "");
  });
}

/** A dashed mean where its numbers depend on the size of the jitter; samples beneath it do not fill the gaps. */
export function drawCertainty(plot, jitterDecides) {
  for (const node of [plot.gaps, plot.mean]) node.classList.toggle("uncertain", jitterDecides);
}

/** The path of `values` on the grid; `toY` says how high each stands. */
export function linePath(frame, values, toY) {
  let path = "";
  for (let i = 0; i < values.length; i += 1) path += frame.lineTo[i] + tenthText(toY(values[i]));
  return path.replace("L", "M");
}

function bandPath(frame, mean, std, k, toY) {
  let path = "";
  for (let i = 0; i < mean.length; i += 1) path += frame.lineTo[i] + tenthText(toY(mean[i] + k * std[i]));
  for (let i = mean.length - 1; i >= 0; i -= 1) path += frame.lineTo[i] + tenthText(toY(mean[i] - k * std[i]));
  return `${path.replace("L", "M")}Z`;
}

/** The grey density p(y | data) at one probe, as a path drawn sideways from its dashed line. */
export function densityPath(frame, x, mean, std) {
  const start = pixelX(frame, x);
  const reach = frame.densityReach * densitySide(frame, start);
  const middle = pixelY(frame, mean);
  const spread = Math.max(0.4, (std * (frame.bottom - frame.top)) / (frame.limits.y[1] - frame.limits.y[0]));
  const clamp = (py) => Math.min(frame.bottom, Math.max(frame.top, py));
  let path = `M${tenth(start)} ${tenth(clamp(middle - 3.4 * spread))}`;
  for (let i = -17; i <= 17; i += 1) {
    const z = i / 5;
    path += `L${tenth(start + reach * Math.exp(-0.5 * z * z))} ${tenth(clamp(middle + z * spread))}`;
  }
  return `${path}L${tenth(start)} ${tenth(clamp(middle + 3.4 * spread))}Z`;
}
