/** A small plot: its frame, its scales, and its axes with round numbers. */

import { scaleLinear, scaleLog, tenth, ticks, ticksLog } from "../shared/axes.js";
import { setAttributes, setText, svgNode } from "../shared/dom.js";
import { plainNumber, powerTick } from "../shared/format.js";
import { isWindow, makeTicks } from "../shared/units.js";

/** @import { Pair, Tick, UnitAxis } from "../shared/types.d.ts" */
/**
 * An axis; one of the data is written in their units, with what stands `before` their name.
 *
 * @typedef {{ low: number, high: number, log?: boolean, name: string, ticks?: number[] }} PlainAxis
 * @typedef {PlainAxis & { unit?: UnitAxis, letter?: string, before?: string }} Axis
 */
/** @typedef {{ caption: HTMLElement, svg: SVGSVGElement }} Figure */
/** @typedef {ReturnType<typeof makePanel>} Panel */

const EDGE = { left: 46, right: 10, top: 8, bottom: 38 };

/**
 * The empty plot, as wide as its figure.
 *
 * @param {Figure} figure
 * @param {{ title: string, height: number, x: Axis, y: Axis }} options
 */
export function makePanel({ svg, caption }, { title, height, x, y }) {
  const width = Math.max(240, Math.round(svg.parentElement?.clientWidth ?? 0));
  setAttributes(svg, { viewBox: `0 0 ${width} ${height}`, height, "aria-label": title });
  svg.replaceChildren();
  setText(caption, title);
  const right = width - EDGE.right;
  const bottom = height - EDGE.bottom;
  const toX = scaleOf(x, [EDGE.left, right]);
  const toY = scaleOf(y, [bottom, EDGE.top]);
  const across = marksOf(x, (right - EDGE.left) / 70);
  const up = marksOf(y, (bottom - EDGE.top) / 34);
  for (const tick of across.ticks) {
    const at = toX(tick.at);
    svgNode("line", { class: "grid", x1: at, x2: at, y1: EDGE.top, y2: bottom }, svg);
    svgNode("text", { x: at, y: bottom + 16, "text-anchor": "middle", text: tick.text }, svg);
  }
  for (const tick of up.ticks) {
    const at = toY(tick.at);
    svgNode("line", { class: "grid", x1: EDGE.left, x2: right, y1: at, y2: at }, svg);
    svgNode("text", { x: EDGE.left - 6, y: at + 4, "text-anchor": "end", text: tick.text }, svg);
  }
  svgNode("text", { x: (EDGE.left + right) / 2, y: height - 4, "text-anchor": "middle", text: across.name }, svg);
  const turn = `translate(11 ${(EDGE.top + bottom) / 2}) rotate(-90)`;
  svgNode("text", { transform: turn, "text-anchor": "middle", text: up.name }, svg);
  // A nested drawing clips what leaves the plot; shifted so that it has the coordinates of the whole.
  const [w, h] = [right - EDGE.left, bottom - EDGE.top];
  const box = { x: EDGE.left, y: EDGE.top, width: w, height: h, viewBox: `${EDGE.left} ${EDGE.top} ${w} ${h}` };
  return { inner: svgNode("svg", box, svg), toX, toY, bottom };
}

/** To tenths of a pixel. @param {Axis} axis @param {Pair} range */
function scaleOf({ low, high, log }, range) {
  const scale = (log ? scaleLog : scaleLinear)([low, high], range);
  /** @param {number} value */
  return (value) => tenth(scale(value));
}

/** Ticks and name of an axis: of one of the data in their units. @param {Axis} axis @param {number} count @returns {{ ticks: Tick[], name: string }} */
function marksOf(axis, count) {
  const { unit, low, high, letter, before = "" } = axis;
  if (!unit || (isWindow(unit) && !unit.name)) {
    const list = axis.ticks ?? ticksOf(axis, count);
    return { ticks: list.map((at) => ({ at, text: tickText(axis, at) })), name: axis.name };
  }
  const made = makeTicks(unit, [low, high], Math.min(6, count), letter);
  return { ticks: made.ticks, name: before + made.title };
}

/** At most about `count` round numbers; powers of ten on a logarithmic axis. @param {Axis} axis @param {number} count */
function ticksOf({ low, high, log }, count) {
  return (log ? ticksLog : ticks)([low, high], count);
}

/** @param {Axis} axis @param {number} value */
function tickText({ log }, value) {
  return log ? powerTick(Math.round(Math.log10(value))) : plainNumber(value, 2);
}
