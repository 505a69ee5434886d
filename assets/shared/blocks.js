/**
 * Skips and layer norm in the kernels of infinitely wide networks: the formulas of ntkcore/kernels/state.py, `normalised`
 * and `plus`, for all pairs that kernels.js carries.
 */

/** @import { Architecture, Pairs } from "./types.d.ts" */
/** @typedef {Pick<Pairs, "q12" | "det" | "gap" | "spread" | "ntk"> & { variances: Float64Array }} Kept */

/** The shares s² and r² of z ← s z + r Dense(φ(z)): `Architecture.factors`. @param {Architecture} network @returns {[number, number]} */
export function sharesOf({ skip, hidden_layers: depth }) {
  if (skip === "equal") return [0.5, 0.5];
  return skip === "scaled" ? [1, 1 / depth] : [0, 1];
}

/**
 * h divided by its standard deviation, with 1 − |cos| = det / (pr (pr + |q12|)), pr = √(q11 q22). An h without variance
 * stays 0.
 *
 * @param {Pairs} pairs
 * @param {Float64Array} variances
 */
export function normalise({ first, second, q12, det, gap, spread, ntk }, variances) {
  for (let p = 0; p < q12.length; p += 1) {
    const u = variances[first[p]];
    const v = variances[second[p]];
    const size = Math.sqrt(u * v);
    if (size > 0) {
      const versine = det[p] / (size * (size + Math.abs(q12[p])));
      spread[p] = 2 * (q12[p] < 0 ? 2 - versine : versine);
      q12[p] /= size;
      det[p] = versine * (2 - versine);
      gap[p] = 0;
      ntk[p] /= size;
    } else {
      const [a, b] = [u > 0 ? 1 : 0, v > 0 ? 1 : 0];
      spread[p] = a + b;
      gap[p] = a - b;
      q12[p] = det[p] = ntk[p] = 0;
    }
  }
  for (let i = 0; i < variances.length; i += 1) variances[i] = variances[i] > 0 ? 1 : 0;
}

/** Room for `storeIn`. @param {Pairs} pairs @param {Float64Array} variances @returns {Kept} */
export function roomFor({ q12, det, gap, spread, ntk }, variances) {
  return {
    q12: q12.slice(),
    det: det.slice(),
    gap: gap.slice(),
    spread: spread.slice(),
    ntk: ntk.slice(),
    variances: variances.slice(),
  };
}

/** What a branch will be added to. @param {Kept} room @param {Pairs} pairs @param {Float64Array} variances */
export function storeIn(room, pairs, variances) {
  for (const name of /** @type {const} */ (["q12", "det", "gap", "spread", "ntk"])) room[name].set(pairs[name]);
  room.variances.set(variances);
}

/**
 * The sum of what was kept, times s, and of the branch that `pairs` carry, times r: they are uncorrelated.
 *
 * @param {Pairs} pairs
 * @param {Float64Array} variances
 * @param {Kept} kept
 * @param {[number, number]} shares
 */
export function addKept(pairs, variances, kept, [skipped, added]) {
  const { first, second, q12, det, gap, spread, ntk } = pairs;
  for (let p = 0; p < q12.length; p += 1) {
    const mixed = mixedDet(kept, pairs, variances, p, first[p], second[p]);
    det[p] = skipped * skipped * kept.det[p] + added * added * det[p] + skipped * added * mixed;
    q12[p] = skipped * kept.q12[p] + added * q12[p];
    gap[p] = skipped * kept.gap[p] + added * gap[p];
    spread[p] = skipped * kept.spread[p] + added * spread[p];
    ntk[p] = skipped * kept.ntk[p] + added * ntk[p];
  }
  for (let i = 0; i < variances.length; i += 1) variances[i] = skipped * kept.variances[i] + added * variances[i];
}

/**
 * a11 b22 + a22 b11 − 2 a12 b12 without cancellation, of what was kept, a, and of the branch, b: `state._mixed_det`.
 *
 * @param {Kept} kept
 * @param {Pairs} pairs
 * @param {Float64Array} variances
 * @param {number} p
 * @param {number} i
 * @param {number} j
 */
function mixedDet(kept, pairs, variances, p, i, j) {
  const [a11, a22, a12] = [kept.variances[i], kept.variances[j], kept.q12[p]];
  const [b11, b22, b12] = [variances[i], variances[j], pairs.q12[p]];
  const [pa, pb] = [Math.sqrt(a11 * a22), Math.sqrt(b11 * b22)];
  const [sizeA, sizeB] = [Math.abs(a12), Math.abs(b12)];
  const roots = Math.sqrt(a11 * b22) + Math.sqrt(a22 * b11);
  const radial = roots > 0 ? (b11 * kept.gap[p] - a11 * pairs.gap[p]) / roots : 0;
  if (a12 < 0 !== b12 < 0) return radial * radial + 2 * (pa * pb + sizeA * sizeB);
  const lessA = pa + sizeA > 0 ? kept.det[p] / (pa + sizeA) : 0;
  const lessB = pb + sizeB > 0 ? pairs.det[p] / (pb + sizeB) : 0;
  return radial * radial + 2 * (lessA * pb + sizeA * lessB);
}
