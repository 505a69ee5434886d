/** Where things are: data coordinates to pixels and back, for the plot and for the strip of the kernel. */

import { makeTicks } from "../shared/units.js";

export const HIT_RADIUS = 22;
const REMOVE_MARGIN = 26;
const STEP = 0.01;
const DIGIT = 7; // pixels, the width of a digit of a tick
const MOST_TICKS = 6;

/** The pixel frame for a box of that size. Its ticks are round values in the `units` of the data, as many as fit. */
export function makeFrame(width, height, limits, units) {
  const compact = width < 520;
  const y = makeTicks(units.y, limits.y, MOST_TICKS, "y");
  const left = Math.max(compact ? 28 : 40, 10 + DIGIT * longest(y));
  const right = width - (compact ? 12 : 18);
  const top = 10;
  const bottom = height - 30;
  const densityReach = compact ? 34 : 46;
  const ticks = { x: fittingTicks(units.x, limits.x, right - left), y };
  const frame = { width, height, left, right, top, bottom, densityReach, limits, units, ticks };
  const size = Math.round((limits.x[1] - limits.x[0]) / STEP) + 1;
  frame.lineTo = Array.from({ length: size }, (_, i) => `L${tenth(pixelX(frame, limits.x[0] + i * STEP))} `);
  return frame;
}

/** The frame of the strip: the same x axis, and a height of its own. */
export function stripFrame(frame) {
  return { ...frame, top: 8, bottom: 84, height: 110 };
}

function longest({ ticks }) {
  return Math.max(...ticks.map(({ text }) => text.length));
}

/** Ticks of the x axis, fewer where their texts would touch. */
function fittingTicks(axis, limits, room) {
  const all = makeTicks(axis, limits, MOST_TICKS);
  const most = Math.max(2, Math.floor(room / (DIGIT * longest(all) + 14)));
  return most < MOST_TICKS ? makeTicks(axis, limits, most) : all;
}

/** A tenth of a pixel is as fine as a path needs. */
export function tenth(pixels) {
  return Math.round(pixels * 10) / 10;
}

const FARTHEST = 3000; // pixels: beyond this a path is out of sight anyhow
const texts = new Array(20 * FARTHEST + 1);

/** tenth(pixels), kept within ±FARTHEST, as text. Every text is made once: curves write thousands at each move. */
export function tenthText(pixels) {
  const tenths = Math.round(10 * Math.min(FARTHEST, Math.max(-FARTHEST, pixels)));
  return (texts[tenths + 10 * FARTHEST] ??= String(tenths / 10));
}

export function pixelX(frame, x) {
  const [low, high] = frame.limits.x;
  return frame.left + ((x - low) / (high - low)) * (frame.right - frame.left);
}

export function pixelY(frame, y) {
  const [low, high] = frame.limits.y;
  return frame.bottom - ((y - low) / (high - low)) * (frame.bottom - frame.top);
}

export function dataX(frame, pixels) {
  const [low, high] = frame.limits.x;
  return low + ((pixels - frame.left) / (frame.right - frame.left)) * (high - low);
}

export function dataY(frame, pixels) {
  const [low, high] = frame.limits.y;
  return low + ((frame.bottom - pixels) / (frame.bottom - frame.top)) * (high - low);
}

/** `value` inside [low, high] on the 0.01 grid, never −0. */
export function snapTo(value, [low, high]) {
  return Math.round(Math.min(high, Math.max(low, value)) / STEP) / Math.round(1 / STEP) + 0;
}

/** The index of input x on the grid that carries the curves. */
export function gridIndex(limits, x) {
  return Math.round((x - limits.x[0]) / STEP);
}

/** Densities stand to the right of their probe (+1), at the right edge to its left (−1). */
export function densitySide(frame, px) {
  return px + frame.densityReach > frame.right ? -1 : 1;
}

export function insidePlot(frame, px, py) {
  return px >= frame.left && px <= frame.right && py >= frame.top && py <= frame.bottom;
}

/** True when a drop here means 'take it away': clearly off the plot. */
export function isOffPlot(frame, px, py) {
  const { left, right, top, bottom } = frame;
  const outside = Math.max(left - px, px - right, top - py, py - bottom);
  return outside > REMOVE_MARGIN;
}

/** The handle nearest to a place, if one is within reach. */
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
