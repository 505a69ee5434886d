/** A small plot: its frame, its scales, and its axes with round numbers. */

import { setText, svgNode } from "../shared/dom.js";
import { plainNumber, superscript } from "../shared/format.js";
import { isWindow, makeTicks } from "../shared/units.js";

const EDGE = { left: 46, right: 10, top: 8, bottom: 38 };

/** The empty plot, as wide as its figure; `x` and `y` are { low, high, log, name, ticks }, or of the data. */
export function makePanel({ svg, caption }, { title, height, x, y }) {
  const width = Math.max(240, Math.round(svg.parentElement.clientWidth));
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("height", height);
  svg.setAttribute("aria-label", title);
  svg.replaceChildren();
  setText(caption, title);
  const right = width - EDGE.right;
  const bottom = height - EDGE.bottom;
  const toX = scale(x, EDGE.left, right);
  const toY = scale(y, bottom, EDGE.top);
  const [across, up] = [marksOf(x, (right - EDGE.left) / 70), marksOf(y, (bottom - EDGE.top) / 34)];
  for (const { tick, text } of across.ticks) {
    const at = toX(tick);
    svgNode("line", { class: "grid", x1: at, x2: at, y1: EDGE.top, y2: bottom }, svg);
    svgNode("text", { x: at, y: bottom + 16, "text-anchor": "middle", text }, svg);
  }
  for (const { tick, text } of up.ticks) {
    const at = toY(tick);
    svgNode("line", { class: "grid", x1: EDGE.left, x2: right, y1: at, y2: at }, svg);
    svgNode("text", { x: EDGE.left - 6, y: at + 4, "text-anchor": "end", text }, svg);
  }
  svgNode("text", { x: (EDGE.left + right) / 2, y: height - 4, "text-anchor": "middle", text: across.name }, svg);
  const turn = `translate(11 ${(EDGE.top + bottom) / 2}) rotate(-90)`;
  svgNode("text", { transform: turn, "text-anchor": "middle", text: up.name }, svg);
  // A nested drawing clips what leaves the plot; shifted so that it has the coordinates of the whole.
  const [w, h] = [right - EDGE.left, bottom - EDGE.top];
  const box = { x: EDGE.left, y: EDGE.top, width: w, height: h, viewBox: `${EDGE.left} ${EDGE.top} ${w} ${h}` };
  return { inner: svgNode("svg", box, svg), toX, toY, bottom };
}

/** { ticks: [{ tick, text }], name }: of an axis of the data { unit, letter, before } in the units of the data. */
function marksOf(axis, count) {
  const { unit, low, high, letter, before = "" } = axis;
  if (!unit || (isWindow(unit) && !unit.name)) {
    const list = axis.ticks ?? ticks(axis, count);
    return { ticks: list.map((tick) => ({ tick, text: words(axis, tick) })), name: axis.name };
  }
  const made = makeTicks(unit, [low, high], Math.min(6, count), letter);
  return { ticks: made.ticks.map(({ place: tick, text }) => ({ tick, text })), name: before + made.title };
}

function scale({ low, high, log }, from, to) {
  const place = log ? Math.log10 : (value) => value;
  const [start, size] = [place(low), place(high) - place(low)];
  return (value) => Math.round(10 * (from + ((place(value) - start) / size) * (to - from))) / 10;
}

/** At most about `count` round numbers; powers of ten on a logarithmic axis. */
function ticks({ low, high, log }, count) {
  const [from, to] = log ? [Math.log10(low), Math.log10(high)] : [low, high];
  const rough = (to - from) / Math.max(1, count);
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = log ? Math.max(1, Math.ceil(rough)) : size * [1, 2, 5, 10].find((by) => by * size >= rough);
  const found = [];
  for (let k = Math.ceil(from / step - 1e-9); k * step <= to + 1e-9 * step; k += 1) found.push(k * step);
  return log ? found.map((power) => 10 ** power) : found;
}

function words({ log }, value) {
  return log ? `10${superscript(Math.round(Math.log10(value)))}` : plainNumber(value, 2);
}

/** The path through these places. */
export function path(xs, ys) {
  let d = "";
  for (let i = 0; i < xs.length; i += 1) d += `${i ? "L" : "M"}${xs[i]} ${ys[i]}`;
  return d;
}
