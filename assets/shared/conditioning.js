/**
 * The preview: while a finger is down the browser itself conditions the Gaussian whose prior Python has sent.
 * The formulas are those of ntkcore/gaussian.py and ntkcore/grid.py; on drop Python's answer replaces this one.
 *
 * F is the kernel that functions are drawn from, R the one that regresses (NNGP: both 𝒦; NTK: both Θ; trained
 * networks: F = 𝒦, R = Θ), X the training inputs, R_XX = V Λ Vᵀ and λ′ = max(Λ, 0) + σ² + jitter:
 *   P = R_*X V,   g = (1 − e^{−λ′t}) / λ′ (1/λ′ for a Gaussian process),   L = P g,   A = L Vᵀ,   mean = A y
 *   cov = F** − L Bᵀ − B Lᵀ   with   B = ½ P for a Gaussian process, for trained networks F_*X V − ½ L (Vᵀ F_XX V),
 *   sample = f₀ + A (y − f₀(X) − ε √(σ² + jitter)), no ε for trained networks (Matheron's rule)
 */

import { symmetricEigen } from "./eigen.js";

const JITTER = 1e-12; // gaussian.JITTER
const NEGLIGIBLE = 1e-20; // gaussian.py: a noise variance below this share of the kernel's counts as none,
const LEAST_VARIANCE = 1e-280; // and so does one that has no inverse
const FIXED = 10 * JITTER; // grid.FIXED: a variance below this share of the prior's counts as none

/** What the inputs, the prior and the noise fix; time, labels and candidates change none of it. */
export function factorise(prior, inputs, kind, noiseStd) {
  const ensemble = kind === "ensemble";
  const f = kind === "ntk" ? prior.ntk : prior.nngp;
  const r = kind === "nngp" ? prior.nngp : prior.ntk;
  const size = prior.size;
  const index = gridIndices(inputs);
  const n = index.length;
  const block = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) for (let j = 0; j < n; j += 1) block[i * n + j] = r[index[i] * size + index[j]];
  const { values, rows } = symmetricEigen(block, n);
  const scale = index.reduce((sum, at) => sum + r[at * size + at], 0) / Math.max(n, 1);
  const noise = countedNoise(noiseStd * noiseStd, scale);
  const modes = { size, f, r, index, n, values, rows, ensemble, scale };
  const factor = withShift({ ...modes, noise, jitter: jitterFor(modes, noise), multiple: 1 });
  factor.projection = project(r, factor);
  factor.cross = ensemble ? project(f, factor) : null;
  factor.middle = ensemble ? rotate(factor.cross, factor) : null;
  return factor;
}

/** The same modes with `multiple` times the jitter. */
export function withJitter(factor, multiple) {
  return withShift({ ...factor, jitter: factor.jitter * multiple, multiple });
}

/** The same modes with another noise. */
export function withNoise(factor, noiseStd) {
  const noise = countedNoise(noiseStd * noiseStd, factor.scale);
  return withShift({ ...factor, noise, jitter: jitterFor(factor, noise), multiple: 1 });
}

function jitterFor({ values, n, scale }, noise) {
  return n && values[n - 1] + noise < JITTER * scale ? JITTER * scale : 0;
}

function withShift(factor) {
  const { values, noise, jitter } = factor;
  return { ...factor, shifted: values.map((value) => Math.max(value, 0) + noise + jitter) };
}

function countedNoise(variance, scale) {
  return variance >= NEGLIGIBLE * scale && variance >= LEAST_VARIANCE ? variance : 0;
}

/** A variance below it counts as none: what jitter leaves, and rounding. */
function floorOf({ f, size, multiple }) {
  let sum = 0;
  for (let i = 0; i < size; i += 1) sum += f[i * size + i];
  return (Math.max(1, multiple) * FIXED * sum) / size;
}

/** The posterior apart from its labels, with training stopped at `time` (trained networks only). */
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

export function gridIndices(inputs) {
  return Int32Array.from(inputs, (x) => Math.round((x + 1.5) * 100));
}

/** out[to + k] = Σⱼ matrix[k, j] v[at + j], matrix (n, n) row-major; four rows at a time, this being the hot loop. */
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

/** kernel_*X V, (size, n) row-major. */
function project(kernel, { size, index, n, rows }) {
  const out = new Float64Array(size * n);
  const gathered = new Float64Array(n);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < n; j += 1) gathered[j] = kernel[i * size + index[j]];
    multiply(rows, n, gathered, 0, out, i * n);
  }
  return out;
}

/** Vᵀ F_XX V, (n, n), from F_*X V. */
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

/** Writes row i of B to `out` and returns it. */
function rowOfB({ n, ensemble, left, projection, cross, middle }, i, out) {
  if (ensemble) multiply(middle, n, left, i * n, out, 0);
  for (let k = 0; k < n; k += 1) out[k] = ensemble ? cross[i * n + k] - 0.5 * out[k] : 0.5 * projection[i * n + k];
  return out;
}

/** A v on the grid for residuals v on the training inputs, added to `start` (zeros if there is none). */
export function applyGain({ size, n, rows, left }, v, start = null) {
  const weights = new Float64Array(n);
  for (let k = 0; k < n; k += 1) for (let j = 0; j < n; j += 1) weights[k] += rows[k * n + j] * v[j];
  const out = start ? Float64Array.from(start) : new Float64Array(size);
  for (let i = 0; i < size; i += 1) for (let k = 0; k < n; k += 1) out[i] += left[i * n + k] * weights[k];
  return out;
}

/** Sample functions given labels y: each f₀ of `base` moved by Matheron's rule, with the label noise of `noise`. */
export function makeSamples(solver, y, base, noise) {
  const spread = solver.ensemble ? 0 : Math.sqrt(solver.noise + solver.jitter);
  return base.map((f0, s) => {
    const residual = y.map((label, j) => label - f0[solver.index[j]] - spread * noise[s][j]);
    return applyGain(solver, residual, f0);
  });
}

/** What the joint density of labels y* = f(x*) + noise at inputs x* needs, whatever the labels are. */
export function jointAt(solver, inputs) {
  const { f, size, n, left, noise, floor } = solver;
  const at = gridIndices(inputs);
  const m = at.length;
  const b = Array.from(at, (i) => rowOfB(solver, i, new Float64Array(n)));
  const block = new Float64Array(m * m);
  for (let p = 0; p < m; p += 1) {
    for (let q = 0; q <= p; q += 1) {
      let sum = f[at[p] * size + at[q]];
      for (let k = 0; k < n; k += 1) sum -= left[at[p] * n + k] * b[q][k] + left[at[q] * n + k] * b[p][k];
      block[p * m + q] = block[q * m + p] = sum;
    }
    block[p * m + p] += noise;
  }
  const { values, rows } = symmetricEigen(block, m);
  return {
    at,
    m,
    floor,
    values,
    rows,
    fixed: m > 0 && values[m - 1] < floor,
    free: values.filter((value) => value >= floor).length,
  };
}

/**
 * The joint log-density (nats) of `labels` there, in the directions that the data leave `free`: { logP, off, solved,
 * precision }. In the others (`fixed`) there is no density; `off` is how far the labels are from what the data fix.
 * solved = C⁻¹(labels − mean) and precision = tr C⁻¹, C the covariance in the free directions.
 */
export function logDensity({ at, m, floor, values, rows }, mean, labels) {
  let twice = 0;
  let off = 0;
  let precision = 0;
  const solved = new Float64Array(m);
  for (let k = 0; k < m; k += 1) {
    let residual = 0;
    for (let p = 0; p < m; p += 1) residual += rows[k * m + p] * (labels[p] - mean[at[p]]);
    if (values[k] < floor) off = Math.max(off, Math.abs(residual));
    else {
      twice += (residual * residual) / values[k] + Math.log(2 * Math.PI * values[k]);
      precision += 1 / values[k];
      for (let p = 0; p < m; p += 1) solved[p] += (rows[k * m + p] * residual) / values[k];
    }
  }
  return { logP: -0.5 * twice, off, solved, precision };
}

/** For each grid input, 2 |Vᵀ…g| of how the training inputs still vary with it (trained networks only), else 0. */
export function heldBack(solver, i, b) {
  const { n, ensemble, cross, g } = solver;
  if (!ensemble) return 0;
  rowOfB(solver, i, b);
  let sum = 0;
  for (let k = 0; k < n; k += 1) sum += ((cross[i * n + k] - 2 * b[k]) * g[k]) ** 2;
  return Math.sqrt(sum);
}
