/** The labels that a room has guessed, as a histogram beside the chart and on its y axis, over the prior's density. */

import { path, tenth } from "../shared/axes.js";
import { keyedChildren, setAttributes, svgNode } from "../shared/dom.js";
import { countsIn } from "./tallies.js";

/** @import { Frame } from "../chart/types.d.ts" */
/** @import { Guess, RoomState } from "./types.d.ts" */

const BINS = 24;
const BESIDE = 18; // pixels between the chart and the histogram
const CURVE_STEPS = 120; // of the density's curve

/**
 * @param {Element} host
 * @param {RoomState} state
 * @param {Frame} frame
 * @param {number} room to the right of the frame, in its pixels
 * @param {{ mean: number, std: number } | null} density of a label, once it may be seen
 */
export function drawLabels(host, { question, all, round }, frame, room, density) {
  if (!question || !all) return;
  const [now, before] = [densities(all[round], frame), round === 2 ? densities(all[1], frame) : []];
  const peak = density ? 1 / (density.std * Math.sqrt(2 * Math.PI)) : 0;
  const highest = Math.max(...now, ...before, Math.min(peak, 3 * Math.max(...now, ...before, 0.1)), 0.1);
  const base = frame.right + BESIDE;
  const unit = (room - BESIDE) / highest;
  const probe = frame.toX(question.inputs[0]);
  host.replaceChildren(
    svgNode("line", { class: "dashed", x1: probe, x2: probe, y1: frame.top, y2: frame.bottom }),
    svgNode("line", { class: "base", x1: base, x2: base, y1: frame.top, y2: frame.bottom }),
    ...bars(now, frame, base, unit, ""),
    ...(density ? densityPaths(densityCurve(density, frame, base, unit), base, frame) : []),
    ...bars(before, frame, base, unit, "earlier-bar"),
    ...marks(all[round], probe, frame),
  );
}

/** The share of the guesses in each bin, per unit of y: bars whose area is 1, as that of a density. @param {Guess[]} guesses @param {Frame} frame */
export function densities(guesses, { limits }) {
  const [low, high] = limits.y;
  const counts = countsIn(
    guesses.map(([label]) => label),
    low,
    high,
    BINS,
  );
  return counts.map((count) => (count * BINS) / (Math.max(1, guesses.length) * (high - low)));
}

/** @param {number[]} heights @param {Frame} frame @param {number} base @param {number} unit @param {string} look */
function bars(heights, { limits, toY }, base, unit, look) {
  const [low, high] = limits.y;
  const step = (high - low) / BINS;
  return heights.flatMap((height, i) => {
    if (!height) return [];
    const [top, bottom] = [toY(low + (i + 1) * step), toY(low + i * step)];
    const box = { x: base, y: top + 0.5, width: Math.max(1, height * unit), height: bottom - top - 1 };
    return svgNode("rect", { class: look || null, ...box });
  });
}

/** @param {{ mean: number, std: number }} density @param {Frame} frame @param {number} base @param {number} unit */
function densityCurve({ mean, std }, { limits, toY }, base, unit) {
  const [low, high] = limits.y;
  const points = Array.from({ length: CURVE_STEPS + 1 }, (_, i) => {
    const y = low + ((high - low) * i) / CURVE_STEPS;
    const value = Math.exp(-0.5 * ((y - mean) / std) ** 2) / (std * Math.sqrt(2 * Math.PI));
    return /** @type {const} */ ([tenth(base + value * unit), tenth(toY(y))]);
  });
  return points;
}

/** @param {(readonly [number, number])[]} curve @param {number} base @param {Frame} frame */
function densityPaths(curve, base, { top, bottom }) {
  const closed = `${path([[base, bottom], ...curve, [base, top]])}Z`;
  return [svgNode("path", { class: "under", d: closed }), svgNode("path", { class: "curve", d: path(curve) })];
}

/** A short line for each guess where it was made. @param {Guess[]} guesses @param {number} probe @param {Frame} frame */
function marks(guesses, probe, { toY }) {
  return guesses.map(([label]) => {
    const y = toY(label);
    return svgNode("line", { class: "mark", x1: probe - 9, x2: probe + 9, y1: y, y2: y });
  });
}
