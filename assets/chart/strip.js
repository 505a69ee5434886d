/** The kernel's slice k(x₀, ·) on the x axis of the plot, with the handle that moves x₀. */

import { htmlNode, setAttributes, setText, svgNode } from "../shared/dom.js";
import { linePath } from "./draw.js";
import { plainNumber, shortNumber } from "../shared/format.js";
import { pixelX, tenth } from "./geometry.js";
import { makeHandle, sliderRange } from "./objects.js";
import { unitText } from "../shared/units.js";

/** The nodes of the strip, made once. */
export function makeStrip(parent) {
  const box = htmlNode("div", { class: "strip-box" }, parent);
  const svg = svgNode("svg", { class: "canvas strip", role: "group", "aria-label": "slice of the kernel" }, box);
  const back = svgNode("rect", { class: "strip-back", rx: 3 }, svg);
  const zero = svgNode("line", { class: "zero" }, svg);
  const area = svgNode("path", { class: "slice-area" }, svg);
  const line = svgNode("path", { class: "slice-line" }, svg);
  const [title, high, low] = ["strip-title", "", ""].map((name) => svgNode("text", { class: name }, svg));
  [title, high, low].forEach((text) => setAttributes(text, { "aria-hidden": "true" }));
  const handle = makeHandle("slice", "slice", { role: "slider", "data-testid": "slice-handle" });
  const mark = svgNode("line", { class: "slice-mark", y2: 0 }, handle);
  svgNode("circle", { class: "ring", r: 12 }, handle);
  svgNode("circle", { class: "knob", r: 6.5 }, handle);
  svg.append(handle);
  return { box, svg, back, zero, area, line, title, high, low, handle, mark, frame: null };
}

/** Draws the slice on a range fixed by the architecture, and the handle at x₀. */
export function drawStrip(view, frame, slice, range, x0, words) {
  const { left, right, top, bottom, width, height } = frame;
  const [low, high] = range;
  const span = high - low || 1;
  const toY = (value) => tenth(bottom - 4 - ((value - low) / span) * (bottom - top - 8));
  const path = linePath(frame, slice, toY);
  const floor = toY(Math.min(high, Math.max(low, 0)));
  view.frame = frame;
  setAttributes(view.svg, { width, height, viewBox: `0 0 ${width} ${height}` });
  setAttributes(view.back, { x: left, y: top, width: right - left, height: bottom - top });
  view.line.setAttribute("d", path);
  view.area.setAttribute("d", path ? `${path}L${right} ${floor}L${left} ${floor}Z` : "");
  setAttributes(view.zero, { x1: left, x2: right, y1: floor, y2: floor });
  setText(setAttributes(view.title, { x: left, y: bottom + 19 }), words);
  [view.high, view.low].forEach((node, i) => {
    const at = { x: left - 8, y: toY([high, low][i]) + 4, "text-anchor": "end" };
    setText(setAttributes(node, at), tickNumber([high, low][i]));
  });
  const moved = { transform: `translate(${pixelX(frame, x0)} ${bottom})`, "data-x": x0, ...sliderRange(frame, x0) };
  setAttributes(view.handle, moved);
  view.handle.setAttribute("aria-label", `kernel slice at x₀ ${unitText(frame.units.x, x0)}; arrow keys move it`);
  setAttributes(view.mark, { y1: top - bottom });
}

function tickNumber(value) {
  return Math.abs(value) >= 100 || value === 0 ? shortNumber(Math.round(value)) : plainNumber(value, 1);
}
