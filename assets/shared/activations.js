/**
 * What an activation φ makes of pairs of pre-activations u and v: E[φ(u) φ(v)] and E[φ′(u) φ′(v)] without cancellation.
 * The formulas are those of ntkcore/kernels/activations.py; kernels.js says what a pair carries, smooth.js has erf, GELU and sin.
 */

import { angleMinusSine, erf, gelu, sine } from "./smooth.js";

/** @import { Architecture, Layer } from "./types.d.ts" */

/**
 * φ(z) = even·|z| + odd·z, every piecewise linear activation: `activations._piecewise_linear`.
 *
 * @param {number} even
 * @param {number} odd
 * @returns {Layer}
 */
function twoLines(even, odd) {
  const [even2, odd2] = [even * even, odd * odd];
  const total = even2 + odd2;
  return ({ first, second, q12, det, gap, spread, slope }, variances) => {
    const deviations = variances.map(Math.sqrt);
    for (let p = 0; p < q12.length; p += 1) {
      const u = deviations[first[p]];
      const v = deviations[second[p]];
      const pr = u * v;
      const negative = q12[p] < 0;
      const sided = pr > 0 ? (negative ? -1 : 1) : 0; // 0, the mean of both sides, where u or v is 0
      const size = sided * q12[p];
      const safe = pr > 0 ? pr : 1;
      const t = 2 * Math.atan(Math.sqrt(det[p]) / (safe + size)); // the angle between u and ±v, at most π/2
      const share = (2 / Math.PI) * t;
      const cosine = 1 + size / safe;
      const versine = det[p] / (safe * (safe + size));
      const excess = (2 / Math.PI) * angleMinusSine(t);
      const lens = share * versine - excess;
      const near = even2 * (versine * (1 - share) + excess) + odd2 * (negative ? cosine : versine);
      const far = even2 * (cosine + lens) + odd2 * (negative ? versine : cosine);
      const sum = (u + v) * (u + v);
      const radial = sum > 0 ? (gap[p] * gap[p]) / sum : 0;
      q12[p] = even2 * (size + pr * lens) + odd2 * q12[p];
      det[p] = pr * near * (pr * far);
      gap[p] *= total;
      spread[p] = total * radial + 2 * pr * near;
      slope[p] = even2 * sided * (1 - share) + odd2;
    }
    for (let i = 0; i < variances.length; i += 1) variances[i] *= total;
  };
}

/** @type {Record<Architecture["activation"], Layer>} */
export const EXPECTATIONS = {
  relu: twoLines(0.5, 0.5),
  leaky_relu: twoLines(0.45, 0.55),
  abs: twoLines(1, 0),
  erf,
  gelu,
  sin: sine,
  identity: twoLines(0, 1),
};
