/** A guess in the making, and the curve through its values: no browser is needed here. */

/** @import { Draft, Pair, Question } from "./types.d.ts" */

const CURVE_POINTS = 20; // of the smooth curve between two inputs
const PERCENT = 100;

/** The draft before anybody has touched it. @param {Question} question @returns {Draft} */
export function emptyDraft({ answer, inputs, options }) {
  if (answer === "curve" || answer === "label") return inputs.map(() => null);
  if (answer === "order") return options.map((_, i) => i);
  if (answer === "choice") return [null];
  return wholeParts(new Array(options.length).fill(1), PERCENT);
}

/** The guess that a draft is once all of it is there, else null; odds as shares of 1. @param {Question} question @param {Draft} draft */
export function completeGuess({ answer }, draft) {
  if (draft.includes(null)) return null;
  const values = /** @type {number[]} */ ([...draft]);
  return answer === "odds" ? values.map((percent) => percent / PERCENT) : values;
}

/** The draft that shows a committed guess. @param {Question} question @param {number[]} guess @returns {Draft} */
export function draftOf({ answer }, guess) {
  return answer === "odds" ? wholeParts(guess, PERCENT) : [...guess];
}

/** Whole numbers ≥ 1 that add up to `total`, as near to the ratio of `parts` as can be. @param {number[]} parts @param {number} total */
export function wholeParts(parts, total) {
  const all = parts.reduce((sum, part) => sum + part, 0);
  const exact = parts.map((part) => (part * total) / all);
  const whole = exact.map((each) => Math.max(1, Math.floor(each + 1e-9)));
  let left = total - whole.reduce((sum, each) => sum + each, 0);
  for (; left !== 0; left -= Math.sign(left)) {
    const short = exact.map((each, i) => (left > 0 ? each - whole[i] : whole[i] - each) - (left < 0 && whole[i] === 1 ? total : 0)); // prettier-ignore
    whole[short.indexOf(Math.max(...short))] += Math.sign(left);
  }
  return whole;
}

/**
 * The percents with option `at` set to `percent`: the others share the rest in the ratio that they had.
 *
 * @param {number[]} odds
 * @param {number} at
 * @param {number} percent
 */
export function withOdds(odds, at, percent) {
  const value = Math.min(PERCENT + 1 - odds.length, Math.max(1, Math.round(percent)));
  return wholeParts(odds.toSpliced(at, 1), PERCENT - value).toSpliced(at, 0, value);
}

/**
 * The values at the inputs after a hand has drawn from one place to the next: each input that it passes takes the
 * height at which it passes. `snap` rounds a height to what a label may be.
 *
 * @param {number[]} inputs
 * @param {Draft} values
 * @param {Pair} from
 * @param {Pair} to
 * @param {(y: number) => number} snap
 */
export function drawnOver(inputs, values, [x0, y0], [x1, y1], snap) {
  const [low, high] = [Math.min(x0, x1), Math.max(x0, x1)];
  return values.map((value, i) => {
    const x = inputs[i];
    if (x < low || x > high || low === high) return value;
    return snap(y0 + ((x - x0) / (x1 - x0)) * (y1 - y0));
  });
}

/** The position of the input that is nearest to x. @param {number[]} inputs @param {number} x */
export function nearestInput(inputs, x) {
  const distances = inputs.map((each) => Math.abs(each - x));
  return distances.indexOf(Math.min(...distances));
}

/** Where a value would start that is not drawn yet: at the height of the nearest one that is, else 0. @param {Draft} values @param {number} at */
export function startOf(values, at) {
  const drawn = values.map((_, i) => i).filter((i) => values[i] !== null);
  const nearest = drawn.sort((a, b) => Math.abs(a - at) - Math.abs(b - at))[0];
  return nearest === undefined ? 0 : Number(values[nearest]);
}

/** The runs of neighbouring inputs that have a value. @param {number[]} inputs @param {Draft} values */
export function runsOf(inputs, values) {
  /** @type {Pair[][]} */
  const runs = [[]];
  values.forEach((value, i) => {
    if (value === null) runs.push([]);
    else runs[runs.length - 1].push([inputs[i], value]);
  });
  return runs.filter((run) => run.length > 0);
}

/**
 * The smooth curve on screen through values at ascending inputs: it passes through each and rises and falls only where
 * they do (piecewise cubic, Fritsch & Carlson 1980, "Monotone piecewise cubic interpolation", with Butland's slopes).
 *
 * @param {number[]} inputs
 * @param {number[]} values
 * @returns {Pair[]}
 */
export function curveOf(inputs, values) {
  const slopes = slopesOf(inputs, values);
  /** @type {Pair[]} */
  const points = [];
  for (let i = 0; i + 1 < inputs.length; i += 1) {
    const width = inputs[i + 1] - inputs[i];
    for (let k = 0; k < CURVE_POINTS; k += 1) {
      const t = k / CURVE_POINTS;
      const back = 1 - t;
      const rises = t * back * (back * slopes[i] - t * slopes[i + 1]) * width;
      const y = values[i] * back * back * (1 + 2 * t) + values[i + 1] * t * t * (1 + 2 * back) + rises;
      points.push([inputs[i] + t * width, y]);
    }
  }
  return [...points, [inputs[inputs.length - 1], values[values.length - 1]]];
}

/** The slope at each input: 0 at extremes, else a weighted harmonic mean of the slopes beside it. @param {number[]} x @param {number[]} y */
function slopesOf(x, y) {
  const widths = x.slice(1).map((each, i) => each - x[i]);
  const rises = widths.map((width, i) => (y[i + 1] - y[i]) / width);
  return x.map((_, i) => {
    if (i === 0) return rises[0] ?? 0;
    if (i === x.length - 1) return rises[i - 1];
    const [before, after] = [rises[i - 1], rises[i]];
    if (before * after <= 0) return 0;
    const [a, b] = [2 * widths[i] + widths[i - 1], widths[i] + 2 * widths[i - 1]];
    return (a + b) / (a / before + b / after);
  });
}
