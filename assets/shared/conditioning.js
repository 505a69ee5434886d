/**
 * Conditions a Gaussian prior on training points: the formulas of explorer/grid/conditioned.py, on any grid of inputs.
 *
 * F is the kernel that functions are drawn from, R the one that regresses (NNGP: both 𝒦; NTK: both Θ; trained
 * networks: F = 𝒦, R = Θ), X the training inputs, R_XX = V Λ Vᵀ and λ′ = max(Λ, 0) + σ² + jitter:
 *   P = R_*X V,   g = (1 − e^{−λ′t}) / λ′ (1/λ′ for a Gaussian process),   L = P g,   A = L Vᵀ,   mean = A y
 *   cov = F** − L Bᵀ − B Lᵀ   with   B = ½ P for a Gaussian process, for trained networks F_*X V − ½ L (Vᵀ F_XX V),
 *   sample = f₀ + A (y − f₀(X) − ε √(σ² + jitter)), no ε for trained networks (Matheron's rule)
 */

import { symmetricEigen } from "./eigen.js";
import { gridIndices } from "./grid.js";

/** @import { Distribution, Factor, Modes, Prior, Solver } from "./types.d.ts" */
/** @typedef {Float64Array} Numbers */

const JITTER = 1e-12; // factor.JITTER
const NEGLIGIBLE = 1e-20; // factor._NEGLIGIBLE: a noise variance below this share of the kernel's counts as none,
const LEAST_VARIANCE = 1e-280; // and so does one that has no inverse
const FIXED = 10 * JITTER; // conditioned.FIXED: a variance below this share of the prior's counts as none

/**
 * What the inputs, the prior and the noise fix; time, labels and candidates change none of it.
 *
 * @param {Prior} prior
 * @param {number[]} inputs
 * @param {Distribution} distribution
 * @param {number} noiseStd
 * @returns {Factor}
 */
export function factorise(prior, inputs, distribution, noiseStd) {
  const ensemble = distribution === "ensemble";
  const f = distribution === "ntk" ? prior.ntk : prior.nngp;
  const r = distribution === "nngp" ? prior.nngp : prior.ntk;
  const { size, grid } = prior;
  const index = gridIndices(grid, inputs);
  const n = index.length;
  const block = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) for (let j = 0; j < n; j += 1) block[i * n + j] = r[index[i] * size + index[j]];
  const { values, rows } = symmetricEigen(block, n);
  const scale = index.reduce((sum, at) => sum + r[at * size + at], 0) / Math.max(n, 1);
  const modes = { size, grid, f, r, index, n, values, rows, ensemble, scale };
  const cross = ensemble ? project(f, modes) : new Float64Array();
  const middle = ensemble ? rotate(cross, modes) : cross;
  return withNoise({ ...modes, projection: project(r, modes), cross, middle }, noiseStd);
}

/**
 * The same modes with `multiple` times the jitter.
 *
 * @param {Factor} factor
 * @param {number} multiple
 * @returns {Factor}
 */
export function withJitter(factor, multiple) {
  return withShift({ ...factor, jitter: factor.jitter * multiple, multiple });
}

/**
 * The same modes with another noise.
 *
 * @template {{ values: Numbers, n: number, scale: number }} T
 * @param {T} modes
 * @param {number} noiseStd
 */
export function withNoise(modes, noiseStd) {
  const labelNoise = noiseStd * noiseStd;
  const noise = countedNoise(labelNoise, modes.scale);
  return withShift({ ...modes, labelNoise, noise, jitter: jitterFor(modes, noise), multiple: 1 });
}

/** @param {{ values: Numbers, n: number, scale: number }} modes @param {number} noise */
function jitterFor({ values, n, scale }, noise) {
  return n && values[n - 1] + noise < JITTER * scale ? JITTER * scale : 0;
}

/**
 * @template {{ values: Numbers, noise: number, jitter: number }} T
 * @param {T} factor
 * @returns {T & { shifted: Numbers }}
 */
function withShift(factor) {
  const { values, noise, jitter } = factor;
  return { ...factor, shifted: values.map((value) => Math.max(value, 0) + noise + jitter) };
}

/** @param {number} variance @param {number} scale */
function countedNoise(variance, scale) {
  return variance >= NEGLIGIBLE * scale && variance >= LEAST_VARIANCE ? variance : 0;
}

/** A variance below it counts as none: what jitter leaves, and rounding. @param {Factor} factor */
function floorOf({ f, size, multiple }) {
  let sum = 0;
  for (let i = 0; i < size; i += 1) sum += f[i * size + i];
  return (Math.max(1, multiple) * FIXED * sum) / size;
}

/**
 * The posterior apart from its labels, with training stopped at `time` (trained networks only).
 *
 * @param {Factor} factor
 * @param {number} time
 * @returns {Solver}
 */
export function solveAt(factor, time) {
  const { ensemble, shifted, size, n, f, projection } = factor;
  const g = shifted.map((value) => (value > 0 ? (ensemble ? -Math.expm1(-value * time) : 1) / value : 0));
  const left = new Float64Array(size * n);
  for (let i = 0; i < size; i += 1) for (let k = 0; k < n; k += 1) left[i * n + k] = projection[i * n + k] * g[k];
  const solver = { ...factor, g, time, left, std: new Float64Array(size), floor: floorOf(factor) };
  const b = new Float64Array(n);
  for (let i = 0; i < size; i += 1) {
    rowOfB(solver, i, b);
    let variance = f[i * size + i];
    for (let k = 0; k < n; k += 1) variance -= 2 * left[i * n + k] * b[k];
    solver.std[i] = Math.sqrt(Math.max(0, variance));
  }
  return solver;
}

/**
 * out[to + k] = Σⱼ matrix[k, j] v[at + j], matrix (n, n) row-major; four rows at a time, this being the hot loop.
 *
 * @param {Numbers} matrix
 * @param {number} n
 * @param {Numbers} v
 * @param {number} at
 * @param {Numbers} out
 * @param {number} to
 */
function multiply(matrix, n, v, at, out, to) {
  let k = 0;
  for (let row = 0; k + 4 <= n; k += 4, row += 4 * n) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let j = 0; j < n; j += 1) {
      const value = v[at + j];
      a += matrix[row + j] * value;
      b += matrix[row + n + j] * value;
      c += matrix[row + 2 * n + j] * value;
      d += matrix[row + 3 * n + j] * value;
    }
    out[to + k] = a;
    out[to + k + 1] = b;
    out[to + k + 2] = c;
    out[to + k + 3] = d;
  }
  for (; k < n; k += 1) {
    let sum = 0;
    for (let j = 0; j < n; j += 1) sum += matrix[k * n + j] * v[at + j];
    out[to + k] = sum;
  }
}

/**
 * kernel_*X V, (size, n) row-major.
 *
 * @param {Numbers} kernel
 * @param {Modes} modes
 */
function project(kernel, { size, index, n, rows }) {
  const out = new Float64Array(size * n);
  const gathered = new Float64Array(n);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < n; j += 1) gathered[j] = kernel[i * size + index[j]];
    multiply(rows, n, gathered, 0, out, i * n);
  }
  return out;
}

/** Vᵀ F_XX V, (n, n), from F_*X V. @param {Numbers} cross @param {Modes} modes */
function rotate(cross, { index, n, rows }) {
  const out = new Float64Array(n * n);
  for (let k = 0; k < n; k += 1) {
    for (let j = 0; j < n; j += 1) {
      const weight = rows[k * n + j];
      const from = index[j] * n;
      for (let l = 0; l < n; l += 1) out[k * n + l] += weight * cross[from + l];
    }
  }
  return out;
}

/** Writes row i of B to `out` and returns it. @param {Solver} solver @param {number} i @param {Numbers} out */
export function rowOfB({ n, ensemble, left, projection, cross, middle }, i, out) {
  if (ensemble) multiply(middle, n, left, i * n, out, 0);
  for (let k = 0; k < n; k += 1) out[k] = ensemble ? cross[i * n + k] - 0.5 * out[k] : 0.5 * projection[i * n + k];
  return out;
}

/**
 * A v on the grid for residuals v on the training inputs, added to `start` (zeros if there is none).
 *
 * @param {Solver} solver
 * @param {number[]} v
 * @param {Numbers | null} start
 */
export function applyGain({ size, n, rows, left }, v, start = null) {
  const weights = new Float64Array(n);
  for (let k = 0; k < n; k += 1) for (let j = 0; j < n; j += 1) weights[k] += rows[k * n + j] * v[j];
  const out = start ? Float64Array.from(start) : new Float64Array(size);
  for (let i = 0; i < size; i += 1) for (let k = 0; k < n; k += 1) out[i] += left[i * n + k] * weights[k];
  return out;
}

/**
 * Sample functions given labels y: each f₀ of `base` moved by Matheron's rule, with the label noise of `noise`.
 *
 * @param {Solver} solver
 * @param {number[]} y
 * @param {Numbers[]} base
 * @param {Numbers[]} noise
 */
export function makeSamples(solver, y, base, noise) {
  const spread = solver.ensemble ? 0 : Math.sqrt(solver.noise + solver.jitter);
  return base.map((f0, s) => {
    const residual = y.map((label, j) => label - f0[solver.index[j]] - spread * noise[s][j]);
    return applyGain(solver, residual, f0);
  });
}

/**
 * For each grid input, 2 |Vᵀ…g| of how the training inputs still vary with it (trained networks only), else 0.
 *
 * @param {Solver} solver
 * @param {number} i
 * @param {Numbers} b
 */
export function heldBack(solver, i, b) {
  const { n, ensemble, cross, g } = solver;
  if (!ensemble) return 0;
  rowOfB(solver, i, b);
  let sum = 0;
  for (let k = 0; k < n; k += 1) sum += ((cross[i * n + k] - 2 * b[k]) * g[k]) ** 2;
  return Math.sqrt(sum);
}
