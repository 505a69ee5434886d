/**
 * The kernels of infinitely wide networks, the NNGP kernel and the NTK, at all pairs of inputs that are symmetric about 0.
 * The formulas are those of ntkcore/kernels/state.py (what a pair of inputs carries from layer to layer),
 * ntkcore/kernels/activations.py and ntkcore/kernels/smooth.py (what an activation does to it), without their units for numbers that no control can reach.
 *
 * A pair carries the covariance q12 of its pre-activations u and v, and without cancellation det = q11 q22 − q12²,
 * gap = q11 − q22 and spread = q11 + q22 − 2 q12; q11 and q22 belong to one input each. k(−x, −x′) = k(x, x′), so that
 * a quarter of all pairs stands for the others.
 */

import { EXPECTATIONS } from "./activations.js";
import { addKept, normalise, roomFor, sharesOf, storeIn } from "./blocks.js";

/** @import { Architecture, Kernels, Pairs } from "./types.d.ts" */

/**
 * Both Gram matrices of `architecture` at `inputs`, ascending, with inputs[n − 1 − i] = −inputs[i].
 *
 * @param {Architecture} architecture
 * @param {ArrayLike<number>} inputs
 * @returns {Kernels}
 */
export function gramMatrices(architecture, inputs) {
  const { activation, hidden_layers: depth, weight_std: weightStd, bias_std: biasStd, norm } = architecture;
  const [weight, bias, shares] = [weightStd * weightStd, biasStd * biasStd, sharesOf(architecture)];
  const pairs = pairsOf(inputs);
  const variances = Float64Array.from(inputs, (x) => x * x);
  dense(pairs, variances, weight, bias);
  const expect = EXPECTATIONS[activation];
  const kept = shares[0] > 0 && depth > 1 ? roomFor(pairs, variances) : null;
  for (let layer = 1; layer <= depth; layer += 1) {
    const skipped = layer < depth ? kept : null; // nothing skips the last layer
    if (skipped) storeIn(skipped, pairs, variances);
    if (norm === "layer") normalise(pairs, variances);
    expect(pairs, variances);
    dense(pairs, variances, weight, bias);
    if (skipped) addKept(pairs, variances, skipped, shares);
  }
  return mirror(pairs, inputs.length);
}

/**
 * The pairs (i, j) with i ≤ j and i + j ≤ n − 1, and the covariances of the inputs themselves.
 *
 * @param {ArrayLike<number>} inputs
 * @returns {Pairs}
 */
function pairsOf(inputs) {
  const n = inputs.length;
  const count = Math.floor(((n + 1) * (n + 1)) / 4);
  const numbers = () => new Float64Array(count);
  const pairs = {
    first: new Int32Array(count),
    second: new Int32Array(count),
    q12: numbers(),
    det: numbers(), // 0: numbers on one line are parallel vectors
    gap: numbers(),
    spread: numbers(),
    slope: numbers(),
    ntk: numbers(),
  };
  let at = 0;
  for (let i = 0; 2 * i < n; i += 1) {
    for (let j = i; i + j < n; j += 1, at += 1) {
      const step = inputs[i] - inputs[j];
      pairs.first[at] = i;
      pairs.second[at] = j;
      pairs.q12[at] = inputs[i] * inputs[j];
      pairs.gap[at] = step * (inputs[i] + inputs[j]);
      pairs.spread[at] = step * step;
    }
  }
  return pairs;
}

/**
 * A dense layer: K ← b² + w² K, Θ ← K + w² Σ′ Θ, where `slope` is Σ′ = E[φ′(u) φ′(v)], 0 at the start.
 *
 * @param {Pairs} pairs
 * @param {Float64Array} variances
 * @param {number} weight
 * @param {number} bias
 */
function dense({ q12, det, gap, spread, slope, ntk }, variances, weight, bias) {
  for (let p = 0; p < q12.length; p += 1) {
    q12[p] = bias + weight * q12[p];
    det[p] = weight * (weight * det[p]) + bias * (weight * spread[p]);
    gap[p] *= weight;
    spread[p] *= weight;
    ntk[p] = q12[p] + weight * (slope[p] * ntk[p]);
  }
  for (let i = 0; i < variances.length; i += 1) variances[i] = bias + weight * variances[i];
}

/** @param {Pairs} pairs @param {number} n @returns {Kernels} */
function mirror({ first, second, q12, ntk }, n) {
  const nngp = new Float64Array(n * n);
  const theta = new Float64Array(n * n);
  const opposite = n * n - 1; // of the position of a pair, that of (−x, −x′)
  for (let p = 0; p < q12.length; p += 1) {
    const i = first[p];
    const j = second[p];
    nngp[i * n + j] = nngp[j * n + i] = nngp[opposite - i * n - j] = nngp[opposite - j * n - i] = q12[p];
    theta[i * n + j] = theta[j * n + i] = theta[opposite - i * n - j] = theta[opposite - j * n - i] = ntk[p];
  }
  return { nngp, ntk: theta };
}
