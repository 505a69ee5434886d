/** Scales, ticks and paths, for all that is drawn by hand. */

/** @import { Curve, Pair } from "./types.d.ts" */

const ROUND = [1, 2, 5, 10];
const ROUNDING = 1e-9; // of rounding, relative
const ON_EDGE = 1e-6; // steps: a tick so close to an end of the axis still counts as on it
const FARTHEST = 3000; // pixels: beyond this a path is out of sight anyhow
/** @type {string[]} */
const texts = new Array(20 * FARTHEST + 1);

/**
 * The linear map that takes `low` to the pixel `from` and `high` to the pixel `to`; `invert` is the way back.
 *
 * @param {Pair} domain
 * @param {Pair} range
 */
export function scaleLinear([low, high], [from, to]) {
  /** @param {number} value */
  const scale = (value) => from + ((value - low) / (high - low)) * (to - from);
  /** @param {number} pixels */
  const invert = (pixels) => low + ((pixels - from) / (to - from)) * (high - low);
  return Object.assign(scale, { invert });
}

/**
 * The same on a logarithmic axis, whose ends are positive.
 *
 * @param {Pair} domain
 * @param {Pair} range
 */
export function scaleLog([low, high], range) {
  const linear = scaleLinear([Math.log10(low), Math.log10(high)], range);
  /** @param {number} value */
  const scale = (value) => linear(Math.log10(value));
  /** @param {number} pixels */
  const invert = (pixels) => 10 ** linear.invert(pixels);
  return Object.assign(scale, { invert });
}

/** The least 1, 2 or 5 times a power of ten that is `rough` or more; with the power. @param {number} rough */
export function roundStep(rough) {
  const power = Math.floor(Math.log10(rough) + ROUNDING);
  const by = ROUND.find((each) => each >= (rough / 10 ** power) * (1 - ROUNDING)) ?? 10;
  return { step: by * 10 ** power, power };
}

/** The multiples of `step` from `low` to `high`, as integers, never −0. @param {Pair} domain @param {number} step */
export function multiples([low, high], step) {
  const list = [];
  for (let i = Math.ceil(low / step - ON_EDGE) + 0; i * step <= high + ON_EDGE * step; i += 1) list.push(i);
  return list;
}

/** Round numbers from `low` to `high`, at most about `count`. @param {Pair} domain @param {number} count */
export function ticks([low, high], count) {
  const { step } = roundStep((high - low) / Math.max(1, count));
  return multiples([low, high], step).map((i) => i * step);
}

/** Powers of ten from `low` to `high`, at most about `count`. @param {Pair} domain @param {number} count */
export function ticksLog([low, high], count) {
  const [first, last] = [Math.log10(low), Math.log10(high)];
  const step = Math.max(1, Math.ceil((last - first) / Math.max(1, count)));
  return multiples([first, last], step).map((i) => 10 ** (i * step));
}

/** A tenth of a pixel is as fine as a path needs. @param {number} pixels */
export function tenth(pixels) {
  return Math.round(pixels * 10) / 10;
}

/**
 * tenth(pixels), kept within ±FARTHEST, as text. Every text is made once: curves write thousands at each move.
 *
 * @param {number} pixels
 */
export function tenthText(pixels) {
  const tenths = Math.round(10 * Math.min(FARTHEST, Math.max(-FARTHEST, pixels)));
  return (texts[tenths + 10 * FARTHEST] ??= String(tenths / 10));
}

/** The path through the points. @param {Iterable<readonly [number | string, number | string]>} points */
export function path(points) {
  let d = "";
  for (const [x, y] of points) d += `${d ? "L" : "M"}${x} ${y}`;
  return d;
}

/** The beginnings "L12.3 " of the pieces of a path through these places along x. @param {number[]} pixels */
export function pathStarts(pixels) {
  return pixels.map((x) => `L${tenth(x)} `);
}

/**
 * The path of values that follow each other along x: the fast form of `path`, for what is drawn at every move.
 *
 * @param {string[]} starts
 * @param {Curve} values
 * @param {(value: number) => number} toY
 */
export function curvePath(starts, values, toY) {
  let d = "";
  for (let i = 0; i < values.length; i += 1) d += starts[i] + tenthText(toY(values[i]));
  return d.replace("L", "M");
}

/**
 * The closed path round a band of `k` times `half` to either side of `middle`.
 *
 * @param {string[]} starts
 * @param {Curve} middle
 * @param {Curve} half
 * @param {number} k
 * @param {(value: number) => number} toY
 */
export function bandPath(starts, middle, half, k, toY) {
  let d = "";
  for (let i = 0; i < middle.length; i += 1) d += starts[i] + tenthText(toY(middle[i] + k * half[i]));
  for (let i = middle.length - 1; i >= 0; i -= 1) d += starts[i] + tenthText(toY(middle[i] - k * half[i]));
  return `${d.replace("L", "M")}Z`;
}
