/**
 * All eigenvalues of a symmetric matrix and its first eigenvectors, by inverse iteration on its tridiagonal form: less
 * than half the work of all eigenvectors.
 */

import { diagonalise, largest, tridiagonalise } from "./eigen.js";

const INVERSE_ITERATIONS = 3;

/**
 * All eigenvalues of the symmetric matrix `a` (n × n, row-major, overwritten), descending, and the first `count`
 * eigenvectors: { values: descending, rows: count × n with eigenvector k in row k }.
 *
 * @param {Float64Array} a
 * @param {number} n
 * @param {number} count
 */
export function leadingEigen(a, n, count) {
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(Math.max(0, n - 1));
  const reflections = tridiagonalise(a, n, diagonal, beside).reverse();
  const values = diagonal.slice();
  diagonalise(values, beside.slice(), new Float64Array(), n);
  values.sort((one, other) => other - one);
  const rows = new Float64Array(count * n);
  for (let k = 0; k < count; k += 1) {
    const row = rows.subarray(k * n, k * n + n);
    for (let i = 0; i < n; i += 1) row[i] = Math.cos(1.7 * i + k); // a start without symmetry
    for (let turn = 0; turn < INVERSE_ITERATIONS; turn += 1) {
      solveShifted(diagonal, beside, values[k], row);
      // Vectors of equal eigenvalues are found by what the earlier ones have left; twice, against rounding.
      for (let before = 0; before < 2 * k; before += 1) {
        const other = rows.subarray((before % k) * n, (before % k) * n + n);
        addTimes(row, other, -dot(row, other));
      }
      const length = Math.sqrt(dot(row, row));
      for (let i = 0; i < n; i += 1) row[i] /= length;
    }
  }
  for (let k = 0; k < count; k += 1) {
    const row = rows.subarray(k * n, k * n + n);
    for (const { v, scale } of reflections) addTimes(row, v, -scale * dot(row, v));
  }
  return { values, rows };
}

/** @param {Float64Array} one @param {Float64Array} other */
function dot(one, other) {
  let sum = 0;
  for (let i = 0; i < one.length; i += 1) sum += one[i] * other[i];
  return sum;
}

/** row ← row + times · other. @param {Float64Array} row @param {Float64Array} other @param {number} times */
function addTimes(row, other, times) {
  for (let i = 0; i < row.length; i += 1) row[i] += times * other[i];
}

/**
 * x ← c (T − λ)⁻¹ x with a c that keeps numbers within bounds, T tridiagonal: elimination with row exchanges. A pivot of
 * 0 is replaced by rounding's own size.
 *
 * @param {Float64Array} diagonal
 * @param {Float64Array} beside
 * @param {number} shift λ
 * @param {Float64Array} x
 */
function solveShifted(diagonal, beside, shift, x) {
  const n = diagonal.length;
  const norm = largest(diagonal) + largest(beside);
  if (norm === 0) return; // every vector is an eigenvector
  // Row i of U has the entries pivots[i], next[i] and afterNext[i].
  const pivots = diagonal.map((value) => (value - shift) / norm);
  const next = Float64Array.from({ length: n }, (_, i) => (i < n - 1 ? beside[i] / norm : 0));
  const afterNext = new Float64Array(n);
  const least = Number.EPSILON;
  for (let i = 0; i < n - 1; i += 1) {
    const below = beside[i] / norm;
    if (Math.abs(below) > Math.abs(pivots[i])) {
      const factor = pivots[i] / below;
      const [upper, right] = [next[i], next[i + 1]];
      [pivots[i], next[i], afterNext[i]] = [below, pivots[i + 1], right];
      [pivots[i + 1], next[i + 1]] = [upper - factor * next[i], -factor * right];
      [x[i], x[i + 1]] = [x[i + 1], x[i] - factor * x[i + 1]];
    } else {
      if (pivots[i] === 0) pivots[i] = least;
      const factor = below / pivots[i];
      pivots[i + 1] -= factor * next[i];
      x[i + 1] -= factor * x[i];
    }
  }
  for (let i = n - 1; i >= 0; i -= 1) {
    const rest = x[i] - (i < n - 1 ? next[i] * x[i + 1] : 0) - (i < n - 2 ? afterNext[i] * x[i + 2] : 0);
    x[i] = rest / (Math.abs(pivots[i]) < least ? least : pivots[i]);
  }
}
