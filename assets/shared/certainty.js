/** How far the numbers of the preview can be off: the formulas of explorer/grid/certainty.py, which says why. */

import { applyGain, heldBack, solveAt, withJitter } from "./conditioning.js";

/** @import { Certainty, Curve, Factor, Solver, Solves } from "./types.d.ts" */

const JITTERS = [10, 0.1]; // conditioned.JITTERS
const FIRST_ORDER = 0.5; // certainty._FIRST_ORDER
const SMALL_CURVE = 0.01; // certainty._NEAR_0
const MACHINE_EPSILON = 2 ** -52;

/**
 * Conditioned once, and once more for each other size of the jitter; `rounding` is that of the kernels.
 *
 * @param {Factor} factor
 * @param {number} time
 * @param {number} rounding
 */
export function solveAll(factor, time, rounding) {
  const solver = solveAt(factor, time);
  const others = factor.jitter ? JITTERS.map((multiple) => solveAt(withJitter(factor, multiple), time)) : [];
  const { size, n, left, f, r } = solver;
  const converged = !factor.ensemble || time === Infinity;
  const share = factor.jitter && converged ? 0 : rounding;
  const [ofFunction, ofRegression] = [f, r].map((kernel) => share * largestDiagonal(kernel, size));
  const perLabel = new Float64Array(size);
  const variance = new Float64Array(size);
  const b = new Float64Array(n);
  for (let i = 0; share && i < size; i += 1) {
    const weight = 1 + norm(left.subarray(i * n, i * n + n));
    perLabel[i] = ofRegression * weight;
    variance[i] = ofFunction * weight ** 2 + 2 * ofRegression * weight * heldBack(solver, i, b);
  }
  return { solver, others, perLabel, variance, error: ofRegression };
}

/** @param {Float64Array} kernel @param {number} size */
function largestDiagonal(kernel, size) {
  let largest = 0;
  for (let i = 0; i < size; i += 1) largest = Math.max(largest, kernel[i * size + i]);
  return largest;
}

/** The Euclidean norm. @param {Iterable<number>} vector */
export function norm(vector) {
  let sum = 0;
  for (const value of vector) sum += value * value;
  return Math.sqrt(sum);
}

/** Vᵀ labels. @param {Solver} solver @param {number[]} labels */
function inModes({ rows, n }, labels) {
  return Float64Array.from({ length: n }, (_, k) => labels.reduce((sum, y, j) => sum + rows[k * n + j] * y, 0));
}

/**
 * The means with each size of the jitter, and how far the curves can be off.
 *
 * @param {Solves} solves
 * @param {number[]} labels
 */
export function certaintyOf(solves, labels) {
  const { solver, others, perLabel, variance } = solves;
  const means = [solver, ...others].map((each) => applyGain(each, labels));
  const excited = norm(inModes(solver, labels).map((value, k) => value * solver.g[k]));
  const rounding = perLabel.map((each) => each * excited);
  const stdRounding = solver.std.map((std, i) => Math.sqrt(std * std + variance[i]) - std);
  const counted = solver.jitter ? 0 : 1; // beside jitter, what rounding does to curves is small
  const mean = rounding.map((each, i) => counted * each + furthestAt(means, i));
  const stds = [solver.std, ...others.map((other) => other.std)];
  const std = stdRounding.map((each, i) => counted * each + furthestAt(stds, i));
  return { means, rounding, stdRounding, mean, std, variance, floor: solver.floor };
}

/** @param {Float64Array[]} curves @param {number} i */
function furthestAt(curves, i) {
  return curves.reduce((most, curve) => Math.max(most, Math.abs(curve[i] - curves[0][i])), 0);
}

/**
 * How far rounding can move log p of labels at the places `at`, or its distance from that of `other` labels there.
 *
 * @param {Certainty} certainty
 * @param {Int32Array} at
 * @param {Float64Array} solved
 * @param {Float64Array | null} other
 * @param {number} precision
 */
export function roundingOfDensity({ rounding, variance }, at, solved, other, precision) {
  const mean = norm(Array.from(at, (i) => rounding[i]));
  const covariance = at.reduce((sum, i) => sum + variance[i], 0);
  if (mean === 0 && covariance === 0) return 0;
  if (covariance * precision > FIRST_ORDER) return Infinity;
  if (!other) {
    const length = norm(solved);
    return length * mean + 0.5 * covariance * (length * length + precision);
  }
  const apart = norm(solved.map((value, p) => value - other[p]));
  const together = norm(solved.map((value, p) => value + other[p]));
  return apart * mean + 0.5 * covariance * apart * together;
}

/**
 * log p of the training labels and, as a share of it, how far rounding can move it.
 *
 * @param {Solves} solves
 * @param {number[]} labels
 */
function evidenceOf({ solver, error }, labels) {
  const { shifted, n } = solver;
  if (!n || shifted[n - 1] <= 0) return 0;
  const modes = inModes(solver, labels);
  let twice = n * Math.log(2 * Math.PI);
  let off = 0;
  for (let k = 0; k < n; k += 1) {
    twice += modes[k] ** 2 / shifted[k] + Math.log(shifted[k]);
    off += (modes[k] / shifted[k]) ** 2 + 1 / shifted[k];
  }
  return (0.5 * error * off) / Math.max(0.5 * Math.abs(twice), 1);
}

/**
 * How many digits rounding leaves of the curves, of the evidence and of numbers of relative errors `others`.
 *
 * @param {Solves} solves
 * @param {Certainty} certainty
 * @param {number[]} labels
 * @param {Int32Array} asked
 * @param {number[]} others
 */
export function digitsLeft(solves, certainty, labels, asked, others) {
  const { shifted, n, std } = solves.solver;
  const condition = n && shifted[n - 1] > 0 ? shifted[0] / shifted[n - 1] : 1;
  let largest = Math.max(MACHINE_EPSILON * condition, evidenceOf(solves, labels), ...others);
  for (const [values, rounding] of [
    [certainty.means[0], certainty.rounding],
    [std, certainty.stdRounding],
  ]) {
    const top = values.reduce((most, value) => Math.max(most, Math.abs(value)), SMALL_CURVE);
    largest = Math.max(largest, rounding.reduce((most, value) => Math.max(most, value), 0) / top);
    for (const i of asked) largest = Math.max(largest, rounding[i] / Math.max(Math.abs(values[i]), SMALL_CURVE));
  }
  return largest > 0 && largest < Infinity ? Math.max(0, Math.floor(-Math.log10(largest))) : 0;
}
