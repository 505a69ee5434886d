/** Where things are: data coordinates to pixels and back, for the plot and for the strip of the kernel. */

import { pathStarts, scaleLinear } from "../shared/axes.js";
import { makeTicks } from "../shared/units.js";

/** @import { Extent, Frame, Handle, Pair, UnitAxis, Units } from "./types.d.ts" */

export const HIT_RADIUS = 22;
const REMOVE_MARGIN = 26;
const STEP = 0.01;
const DIGIT = 7; // pixels, the width of a digit of a tick
const MOST_TICKS = 6;

/**
 * The pixel frame for a box of that size. Its ticks are round values in the `units` of the data, as many as fit.
 *
 * @param {number} width
 * @param {number} height
 * @param {Extent} limits
 * @param {Units} units
 */
export function makeFrame(width, height, limits, units) {
  const compact = width < 520;
  const y = makeTicks(units.y, limits.y, MOST_TICKS, "y");
  const left = Math.max(compact ? 28 : 40, 10 + DIGIT * longest(y));
  const right = width - (compact ? 12 : 18);
  const top = 10;
  const bottom = height - 30;
  const densityReach = compact ? 34 : 46;
  const ticks = { x: fittingTicks(units.x, limits.x, right - left), y };
  const toX = scaleLinear(limits.x, [left, right]);
  const toY = scaleLinear(limits.y, [bottom, top]);
  const size = Math.round((limits.x[1] - limits.x[0]) / STEP) + 1;
  const starts = pathStarts(Array.from({ length: size }, (_, i) => toX(limits.x[0] + i * STEP)));
  const box = { width, height, left, right, top, bottom };
  return { ...box, densityReach, limits, units, unitsKey: JSON.stringify(units), ticks, toX, toY, starts };
}

/** The frame of the strip: the same x axis, and a height of its own. @param {Frame} frame @returns {Frame} */
export function stripFrame(frame) {
  const [top, bottom] = [8, 84];
  return { ...frame, top, bottom, height: 110, toY: scaleLinear(frame.limits.y, [bottom, top]) };
}

/** @param {ReturnType<typeof makeTicks>} axis */
function longest({ ticks }) {
  return Math.max(...ticks.map(({ text }) => text.length));
}

/** Ticks of the x axis, fewer where their texts would touch. @param {UnitAxis} axis @param {Pair} limits @param {number} room */
function fittingTicks(axis, limits, room) {
  const all = makeTicks(axis, limits, MOST_TICKS);
  const most = Math.max(2, Math.floor(room / (DIGIT * longest(all) + 14)));
  return most < MOST_TICKS ? makeTicks(axis, limits, most) : all;
}

/** `value` inside [low, high] on the 0.01 grid, never −0. @param {number} value @param {Pair} range */
export function snapTo(value, [low, high]) {
  return Math.round(Math.min(high, Math.max(low, value)) / STEP) / Math.round(1 / STEP) + 0;
}

/** The index of input x on the grid that carries the curves. @param {Extent} limits @param {number} x */
export function gridIndex(limits, x) {
  return Math.round((x - limits.x[0]) / STEP);
}

/**
 * Densities stand to the right of their probe (+1), at the right edge to its left (−1).
 *
 * @param {Frame} frame
 * @param {number} px
 */
export function densitySide(frame, px) {
  return px + frame.densityReach > frame.right ? -1 : 1;
}

/** @param {Frame} frame @param {number} px @param {number} py */
export function insidePlot(frame, px, py) {
  return px >= frame.left && px <= frame.right && py >= frame.top && py <= frame.bottom;
}

/**
 * True when a drop here means 'take it away': clearly off the plot.
 *
 * @param {Frame} frame
 * @param {number} px
 * @param {number} py
 */
export function isOffPlot(frame, px, py) {
  const { left, right, top, bottom } = frame;
  const outside = Math.max(left - px, px - right, top - py, py - bottom);
  return outside > REMOVE_MARGIN;
}

/**
 * The handle nearest to a place, if one is within reach.
 *
 * @param {Handle[]} handles
 * @param {number} px
 * @param {number} py
 */
export function nearestHandle(handles, px, py) {
  let best = null;
  let reach = HIT_RADIUS;
  for (const handle of handles) {
    const distance = Math.hypot(handle.px - px, handle.py - py);
    if (distance <= reach) {
      best = handle;
      reach = distance;
    }
  }
  return best;
}
