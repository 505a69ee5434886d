/**
 * Sample functions and modes of a kernel with k(−x, −x′) = k(x, x′), from its even and its odd half: the formulas of
 * ntkcore/inference/mirrored.py and of grid_modes in ntkcore/spectra/modes.py. With x > 0
 *   g(0) = f(0),   g(x) = (f(x) + f(−x)) / √2,   h(x) = (f(x) − f(−x)) / √2
 * are independent, of covariances half the size of the kernel's.
 */

import { symmetricEigen } from "./eigen.js";
import { rankOf } from "./grid.js";
import { leadingEigen } from "./leading.js";

/** @import { Grid, Half, Rows } from "./types.d.ts" */

const SAMPLE_JITTER = 1e-12; // factor.JITTER
const LEAST_PIVOT = 0.5; // mirrored._LEAST_PIVOT
const ROOT2 = Math.SQRT2;
const TIE = 1e-6; // modes.orient: entries this close to the largest count as equally large

/**
 * The covariances of g and h at the positions `rights` of inputs ≥ 0 in a kernel (size, size); those of h without 0.
 *
 * @param {Float64Array} kernel
 * @param {number} size
 * @param {ArrayLike<number>} rights
 * @returns {[Half, Half]}
 */
function halvesOf(kernel, size, rights) {
  const middle = (size - 1) / 2;
  const all = Array.from(rights);
  /** @param {number[]} list @param {number} sign */
  const half = (list, sign) => {
    const n = list.length;
    const matrix = new Float64Array(n * n);
    const weights = list.map((at) => (at === middle ? 1 / ROOT2 : 1));
    for (let a = 0; a < n; a += 1) {
      const row = list[a] * size;
      for (let b = 0; b < n; b += 1) {
        const sum = kernel[row + list[b]] + sign * kernel[row + size - 1 - list[b]];
        matrix[a * n + b] = weights[a] * weights[b] * sum;
      }
    }
    return { matrix, n, positions: list };
  };
  const positive = all.filter((at) => at !== middle);
  return [half(all, 1), half(positive, -1)];
}

/**
 * The triangular roots of both halves, the inputs in the order of their ranks: `drawTriangular` draws with them.
 *
 * @param {Float64Array} kernel
 * @param {Grid} grid
 */
export function triangularRoots(kernel, { size, ticks }) {
  let trace = 0;
  for (let i = 0; i < size; i += 1) trace += kernel[i * size + i];
  const jitter = (SAMPLE_JITTER * trace) / size;
  const rights = Array.from(ticks.keys()).filter((at) => ticks[at] >= 0);
  rights.sort((a, b) => rankOf(ticks[a]) - rankOf(ticks[b]));
  return halvesOf(kernel, size, rights).map((half) => {
    choleskyFactor(half.matrix, half.n, jitter);
    return half;
  });
}

/**
 * Replaces the lower triangle of `a` (n × n, row-major) by L with L Lᵀ = a + jitter; no pivot is below half the jitter.
 *
 * @param {Float64Array} a
 * @param {number} n
 * @param {number} jitter
 */
function choleskyFactor(a, n, jitter) {
  if (jitter === 0) a.fill(0);
  for (let i = 0; jitter > 0 && i < n; i += 1) {
    const row = i * n;
    for (let j = 0; j <= i; j += 1) {
      const other = j * n;
      let sum = a[row + j];
      for (let k = 0; k < j; k += 1) sum -= a[row + k] * a[other + k];
      if (j < i) a[row + j] = sum / a[other + j];
      else a[row + j] = Math.sqrt(Math.max(sum + jitter, LEAST_PIVOT * jitter));
    }
  }
}

/**
 * Functions ~ N(0, kernel) on the grid from normals of all 301 inputs; each input has its own, whatever the grid.
 *
 * @param {Half[]} roots
 * @param {Grid} grid
 * @param {Rows} normals
 * @returns {Float64Array[]}
 */
export function drawTriangular([even, odd], { size, ticks }, normals) {
  const firstOdd = (normals[0].length - 1) / 2; // the normal of x = 0.01 in the odd half follows those of the even half
  return normals.map((row) => {
    const z = even.positions.map((at) => row[rankOf(ticks[at])]);
    const w = odd.positions.map((at) => row[firstOdd + rankOf(ticks[at])]);
    return unfolded(even, odd, lowerTimes(even, z), lowerTimes(odd, w), size);
  });
}

/** L z. @param {Half} half @param {number[]} z */
function lowerTimes({ matrix, n }, z) {
  return z.map((_, i) => {
    let sum = 0;
    for (let k = 0; k <= i; k += 1) sum += matrix[i * n + k] * z[k];
    return sum;
  });
}

/** f from g and h, given at the positions of their halves. @param {Half} even @param {Half} odd @param {ArrayLike<number>} g @param {ArrayLike<number>} h @param {number} size */
function unfolded(even, odd, g, h, size) {
  const f = new Float64Array(size);
  even.positions.forEach((at, i) => (f[at] = f[size - 1 - at] = 2 * at === size - 1 ? g[i] : g[i] / ROOT2));
  odd.positions.forEach((at, i) => {
    f[at] += h[i] / ROOT2;
    f[size - 1 - at] -= h[i] / ROOT2;
  });
  return f;
}

/**
 * The eigendecompositions of both halves at every input of an evenly spaced grid; `positions` are its inputs. Of each
 * half the first `count` eigenvectors, all of them unless it is given.
 *
 * @param {Float64Array} kernel
 * @param {number} size
 * @param {ArrayLike<number>} positions
 * @param {number} [count]
 */
export function mirroredEigen(kernel, size, positions, count) {
  const rights = Array.from(positions).filter((at) => 2 * at >= size - 1);
  return halvesOf(kernel, size, rights).map((half) => {
    const { matrix, n } = half;
    const eigen = count === undefined ? symmetricEigen(matrix, n) : leadingEigen(matrix, n, Math.min(count, n));
    return { ...half, ...eigen };
  });
}

/**
 * The eigenvalues of the kernel's operator under the uniform density, descending, and its first `count` modes.
 *
 * @param {ReturnType<typeof mirroredEigen>} eigen
 * @param {number} size
 * @param {ArrayLike<number>} positions
 * @param {number} count
 */
export function modesOf([even, odd], size, positions, count) {
  const all = [even, odd].flatMap((half) => Array.from(half.values, (value, k) => ({ value, k, half })));
  all.sort((a, b) => b.value - a.value);
  const vectors = all.slice(0, count).map(({ half, k }) => {
    const vector = half.rows.subarray(k * half.n, k * half.n + half.n);
    const [g, h] = half === even ? [vector, new Float64Array(odd.n)] : [new Float64Array(even.n), vector];
    const f = unfolded(even, odd, g, h, size);
    return orient(Float64Array.from(positions, (at) => f[at]));
  });
  const values = Float64Array.from(all, ({ value }) => Math.max(value, 0) / positions.length);
  return { values, vectors };
}

/**
 * Functions ~ N(0, kernel) by the symmetric root, for scenes of links of versions 1 and 2: prior.prior_samples.
 *
 * @param {ReturnType<typeof mirroredEigen>} eigen
 * @param {number} size
 * @param {Rows} normals
 */
export function drawSymmetric([even, odd], size, normals) {
  return normals.map((row) => {
    const g = rootTimes(
      even,
      even.positions.map((at) => (2 * at === size - 1 ? row[at] : (row[at] + row[size - 1 - at]) / ROOT2)),
    );
    const h = rootTimes(
      odd,
      odd.positions.map((at) => (row[at] - row[size - 1 - at]) / ROOT2),
    );
    return unfolded(even, odd, g, h, size);
  });
}

/** V √Λ Vᵀ z. @param {{ values: Float64Array, rows: Float64Array, n: number }} eigen @param {number[]} z */
function rootTimes({ values, rows, n }, z) {
  const out = new Float64Array(n);
  for (let k = 0; k < n; k += 1) {
    let sum = 0;
    for (let i = 0; i < n; i += 1) sum += rows[k * n + i] * z[i];
    sum *= Math.sqrt(Math.max(values[k], 0));
    for (let i = 0; i < n; i += 1) out[i] += sum * rows[k * n + i];
  }
  return out;
}

/** With the entry of largest magnitude positive, the last one if several are equally large. @param {Float64Array} vector */
export function orient(vector) {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0) * (1 - TIE);
  const pivot = vector.findLast((value) => Math.abs(value) >= largest);
  return pivot !== undefined && pivot < 0 ? vector.map((value) => -value) : vector;
}
