/** The kernel's slice k(x₀, ·) on the x axis of the plot, with the handle that moves x₀. */

import { curvePath, scaleLinear, tenth } from "../shared/axes.js";
import { htmlNode, setAttributes, setText, svgNode } from "../shared/dom.js";
import { plainNumber, shortNumber, worded } from "../shared/format.js";
import { unitText } from "../shared/units.js";
import { makeHandle, sliderRange } from "./objects.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Curve, Frame, Pair } from "./types.d.ts" */
/** @typedef {ReturnType<typeof makeStrip>} Strip */

/** The nodes of the strip, made once. @param {Element} parent */
export function makeStrip(parent) {
  const box = htmlNode("div", { class: "strip-box" }, parent);
  const svg = svgNode("svg", { class: "canvas strip", role: "group", "aria-label": WORDS.strip.spoken }, box);
  const back = svgNode("rect", { class: "strip-back", rx: 3 }, svg);
  const zero = svgNode("line", { class: "zero" }, svg);
  const area = svgNode("path", { class: "slice-area" }, svg);
  const line = svgNode("path", { class: "slice-line" }, svg);
  const title = svgNode("text", { class: "strip-title", "aria-hidden": "true" }, svg);
  const high = svgNode("text", { "aria-hidden": "true" }, svg);
  const low = svgNode("text", { "aria-hidden": "true" }, svg);
  const handle = makeHandle("slice", "slice", { role: "slider", "data-testid": "slice-handle" });
  const mark = svgNode("line", { class: "slice-mark", y2: 0 }, handle);
  svgNode("circle", { class: "ring", r: 12 }, handle);
  svgNode("circle", { class: "knob", r: 6.5 }, handle);
  svg.append(handle);
  const nodes = { box, svg, back, zero, area, line, title, high, low, handle, mark };
  /** @type {{ frame: Frame | null }} */
  const drawn = { frame: null };
  return { ...nodes, drawn };
}

/**
 * Draws the slice on a range fixed by the architecture, and the handle at x₀.
 *
 * @param {Strip} view
 * @param {Frame} frame
 * @param {Curve} slice
 * @param {Pair} range
 * @param {number} x0
 * @param {string} text
 */
export function drawStrip(view, frame, slice, [low, high], x0, text) {
  const { left, right, top, bottom, width, height } = frame;
  const scale = scaleLinear([low, high === low ? low + 1 : high], [bottom - 4, top + 4]);
  /** @param {number} value */
  const toY = (value) => tenth(scale(value));
  const d = curvePath(frame.starts, slice, toY);
  const floor = toY(Math.min(high, Math.max(low, 0)));
  view.drawn.frame = frame;
  setAttributes(view.svg, { width, height, viewBox: `0 0 ${width} ${height}` });
  setAttributes(view.back, { x: left, y: top, width: right - left, height: bottom - top });
  view.line.setAttribute("d", d);
  view.area.setAttribute("d", d ? `${d}L${right} ${floor}L${left} ${floor}Z` : "");
  setAttributes(view.zero, { x1: left, x2: right, y1: floor, y2: floor });
  setText(setAttributes(view.title, { x: left, y: bottom + 19 }), text);
  drawEnd(view.high, left - 8, toY(high), high);
  drawEnd(view.low, left - 8, toY(low), low);
  const moved = { transform: `translate(${frame.toX(x0)} ${bottom})`, "data-x": x0, ...sliderRange(frame, x0) };
  const label = worded(WORDS.strip.mark, { x: unitText(frame.units.x, x0) });
  setAttributes(view.handle, { ...moved, "aria-label": label });
  setAttributes(view.mark, { y1: top - bottom });
}

/** The number at one end of the axis. @param {Element} node @param {number} x @param {number} y @param {number} value */
function drawEnd(node, x, y, value) {
  setText(setAttributes(node, { x, y: y + 4, "text-anchor": "end" }), tickNumber(value));
}

/** @param {number} value */
function tickNumber(value) {
  return Math.abs(value) >= 100 || value === 0 ? shortNumber(Math.round(value)) : plainNumber(value, 1);
}
