/** What follows from a network alone, to choose the same sentences as explorer/grid/health.py and explorer/grid/certainty.py do. */

/** @import { Architecture, Facts } from "./types.d.ts" */

const HOMOGENEOUS = ["relu", "leaky_relu", "abs"]; // health._HOMOGENEOUS
const ODD = ["erf", "sin", "identity"]; // health._ODD
const LINES = [...HOMOGENEOUS, "identity"];
const KERNEL_ROUNDING = 16 * Number.EPSILON; // certainty.ROUNDING
const GROWTH = 1.6; // certainty.GROWTH

/**
 * As health.facts and certainty.rounding_of; `sentences` are messages.RANK.
 *
 * @param {Architecture} network
 * @param {Record<string, string>} sentences
 * @returns {Facts}
 */
export function factsOf({ activation, hidden_layers: depth, bias_std: biasStd }, sentences) {
  const unbiased = biasStd === 0;
  const rank = rankOfKernel(activation, unbiased);
  return {
    rank,
    rank_words: (sentences[activation] ?? sentences.other).replace("{rank}", String(rank)),
    odd: unbiased && ODD.includes(activation),
    unbiased,
    rounding: KERNEL_ROUNDING * (LINES.includes(activation) ? 1 : GROWTH ** depth),
  };
}

/** The largest rank that the kernels can have, or null for no bound: health.rank_by_nature. @param {string} activation @param {boolean} unbiased */
function rankOfKernel(activation, unbiased) {
  if (activation === "identity") return unbiased ? 1 : 2;
  if (unbiased && HOMOGENEOUS.includes(activation)) return activation === "abs" ? 1 : 2;
  return null;
}
