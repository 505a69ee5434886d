/** A sweep along the curve: which pitch, loudness and clicks are heard at which time. Nothing in here makes a sound. */

/** @import { Curve, Limits, Pair } from "./types.d.ts" */
/**
 * @typedef {object} Sweep
 * @property {number} seconds from the left edge of the window to its right edge
 * @property {Float32Array} pitch in hertz, at times that are evenly spaced
 * @property {Float32Array} tone how loud the pitch is, 0 to 1
 * @property {Float32Array} hiss how loud the noise around the pitch is, 0 to 1
 * @property {number[]} clicks at which seconds a data point is passed
 */

const SWEEP_SECONDS = 4;
const LOWEST_PITCH = 110; // hertz at the lower edge of the window, and
const OCTAVES = 3; // how many octaves higher the upper edge is
const WIDE = 0.25; // a spread of this share of the window is as noisy as it gets
const LEAST_TONE = 0.25; // the pitch is heard however noisy it is
const HISS = 0.5; // noise is felt to be louder than a tone

/**
 * The average as a pitch, the spread as noise, and a click at each data point. What leaves the window sounds as its edge
 * does; where the average is no number, there is silence.
 *
 * @param {Curve} mean evenly spaced from the left edge of the window to its right edge, and
 * @param {Curve} std likewise
 * @param {Pair[]} points
 * @param {Pick<Limits, "x" | "y">} limits
 * @param {number} volume 0 to 1
 * @returns {Sweep}
 */
export function sweepOf(mean, std, points, { x: [left, right], y: [bottom, top] }, volume) {
  const finite = Array.from(mean, Number.isFinite);
  const noisy = Array.from(std, (spread) => within(spread / (WIDE * (top - bottom))));
  const pitch = Float32Array.from(mean, (y) => LOWEST_PITCH * 2 ** (OCTAVES * within((y - bottom) / (top - bottom))));
  const tone = Float32Array.from(noisy, (share, i) => (finite[i] ? volume * (1 - (1 - LEAST_TONE) * share) : 0));
  const hiss = Float32Array.from(noisy, (share, i) => (finite[i] ? volume * HISS * share : 0));
  const passed = points.map(([at]) => SWEEP_SECONDS * within((at - left) / (right - left)));
  return { seconds: SWEEP_SECONDS, pitch, tone, hiss, clicks: [...new Set(passed)].sort((a, b) => a - b) };
}

/** The share, at least 0 and at most 1; 0 for what is no number. @param {number} share */
function within(share) {
  return Math.min(1, Math.max(0, share)) || 0;
}
