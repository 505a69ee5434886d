/**
 * The preview: while a finger is down the browser itself conditions the Gaussian whose prior Python has sent.
 * The formulas are those of ntkcore/gaussian.py and ntkcore/grid.py; on drop Python's answer replaces this one.
 *
 * F is the kernel that functions are drawn from, R the one that regresses (NNGP: both 𝒦; NTK: both Θ; trained
 * networks: F = 𝒦, R = Θ), X the training inputs, R_XX = V Λ Vᵀ and λ′ = max(Λ, 0) + σ² + jitter:
 *   P = R_*X V,   g = (1 − e^{−λ′t}) / λ′ (1/λ′ for a Gaussian process),   A = P g Vᵀ,   mean = A y
 *   Gaussian process: cov = F** − P g Pᵀ;   trained networks: cov = F** + A F_XX Aᵀ − A F_X* − F_*X Aᵀ
 *   sample = f₀ + A (y − f₀(X) − ε √(σ² + jitter)), no ε for trained networks (Matheron's rule)
 */

import { symmetricEigen } from "./eigen.js";

const JITTER = 1e-12; // gaussian.JITTER
const FIXED = 10 * JITTER; // grid.FIXED: a variance below this share of the prior's counts as none
const AGREES = 0.005; // explore.AGREES: half a step of the labels' grid

/** What the inputs, the prior and the noise fix; time, labels and candidates change none of it. */
export function factorise(prior, inputs, kind, noiseStd) {
  const ensemble = kind === "ensemble";
  const f = kind === "ntk" ? prior.ntk : prior.nngp;
  const r = kind === "nngp" ? prior.nngp : prior.ntk;
  const size = prior.size;
  const index = Int32Array.from(inputs, (x) => Math.round((x + 1.5) * 100));
  const n = index.length;
  const block = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) for (let j = 0; j < n; j += 1) block[i * n + j] = r[index[i] * size + index[j]];
  const { values, rows } = symmetricEigen(block, n);
  const noise = noiseStd * noiseStd;
  const scale = index.reduce((sum, at) => sum + r[at * size + at], 0) / Math.max(n, 1);
  const jitter = n && values[n - 1] + noise < JITTER * scale ? JITTER * scale : 0;
  const shifted = values.map((value) => Math.max(value, 0) + noise + jitter);
  const factor = { size, f, r, index, n, values, rows, shifted, noise, jitter, ensemble };
  factor.projection = project(r, factor);
  factor.cross = ensemble ? project(f, factor) : null;
  factor.middle = ensemble ? rotate(factor.cross, factor) : null;
  return factor;
}

/** The posterior apart from its labels, with training stopped at `time` (trained networks only). */
export function solveAt(factor, time) {
  const { ensemble, shifted, size } = factor;
  const g = shifted.map((value) => (value > 0 ? (ensemble ? -Math.expm1(-value * time) : 1) / value : 0));
  const solver = { ...factor, g, second: ensemble ? crossTerm(factor, g) : null };
  solver.std = Float64Array.from({ length: size }, (_, i) => Math.sqrt(Math.max(0, covariance(solver, i, i))));
  return solver;
}

/** kernel_*X V, (size, n) row-major. */
function project(kernel, { size, index, n, rows }) {
  const out = new Float64Array(size * n);
  const gathered = new Float64Array(n);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < n; j += 1) gathered[j] = kernel[i * size + index[j]];
    for (let k = 0; k < n; k += 1) {
      let sum = 0;
      for (let j = 0; j < n; j += 1) sum += gathered[j] * rows[k * n + j];
      out[i * n + k] = sum;
    }
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

/** B with cov = F** − (P g) Bᵀ − B (P g)ᵀ for trained networks: B = F_*X V − ½ (P g) (Vᵀ F_XX V). */
function crossTerm({ size, n, projection, cross, middle }, g) {
  const out = Float64Array.from(cross);
  for (let i = 0; i < size; i += 1) {
    for (let k = 0; k < n; k += 1) {
      const weight = 0.5 * projection[i * n + k] * g[k];
      for (let l = 0; l < n; l += 1) out[i * n + l] -= weight * middle[k * n + l];
    }
  }
  return out;
}

/** Posterior covariance of f at two places of the grid. */
function covariance({ f, size, n, g, projection, second }, i, j) {
  let sum = f[i * size + j];
  for (let k = 0; k < n; k += 1) {
    const left = projection[i * n + k] * g[k];
    sum -= second
      ? left * second[j * n + k] + projection[j * n + k] * g[k] * second[i * n + k]
      : left * projection[j * n + k];
  }
  return sum;
}

/** A v on the grid for residuals v on the training inputs, added to `start` (zeros if there is none). */
export function applyGain({ size, n, rows, g, projection }, v, start = null) {
  const weights = new Float64Array(n);
  for (let k = 0; k < n; k += 1) {
    for (let j = 0; j < n; j += 1) weights[k] += rows[k * n + j] * v[j];
    weights[k] *= g[k];
  }
  const out = start ? Float64Array.from(start) : new Float64Array(size);
  for (let i = 0; i < size; i += 1) for (let k = 0; k < n; k += 1) out[i] += projection[i * n + k] * weights[k];
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

/**
 * Joint log-density (nats) of labels y* = f(x*) + noise at `points` [[x, y], …]: { logP, fixed, agrees }. Where the
 * data leave some direction no freedom (`fixed`) there is no density; `agrees` then says if the labels comply.
 */
export function logDensity(solver, mean, points) {
  const at = points.map(([x]) => Math.round((x + 1.5) * 100));
  const m = at.length;
  const block = new Float64Array(m * m);
  for (let a = 0; a < m; a += 1) {
    for (let b = 0; b <= a; b += 1) block[a * m + b] = block[b * m + a] = covariance(solver, at[a], at[b]);
    block[a * m + a] += solver.noise;
  }
  let scale = 0;
  for (let i = 0; i < solver.size; i += 1) scale += solver.f[i * solver.size + i] / solver.size;
  const { values, rows } = symmetricEigen(block, m);
  let twice = m * Math.log(2 * Math.PI);
  let off = 0;
  for (let k = 0; k < m; k += 1) {
    let residual = 0;
    for (let a = 0; a < m; a += 1) residual += rows[k * m + a] * (points[a][1] - mean[at[a]]);
    const variance = Math.max(values[k], FIXED * scale);
    if (values[k] < FIXED * scale) off = Math.max(off, Math.abs(residual));
    twice += (residual * residual) / variance + Math.log(variance);
  }
  return { logP: -0.5 * twice, fixed: m > 0 && values[m - 1] < FIXED * scale, agrees: off < AGREES };
}
