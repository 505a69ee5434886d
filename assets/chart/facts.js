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
export function factsOf(network, sentences) {
  const { activation, hidden_layers: depth } = network;
  const unbiased = network.bias_std === 0;
  const rank = rankOfKernel(network);
  return {
    rank,
    rank_words: (sentences[rankSentence(network)] ?? sentences.other).replace("{rank}", String(rank)),
    odd: unbiased && ODD.includes(activation),
    unbiased,
    rounding: KERNEL_ROUNDING * (LINES.includes(activation) ? 1 : GROWTH ** depth),
  };
}

/** As health._skips. @param {Architecture} network */
function skips({ skip, hidden_layers: depth }) {
  return skip !== "none" && depth > 1;
}

/** The name of the sentence about the rank: health._rank_sentence. @param {Architecture} network */
function rankSentence(network) {
  if (network.norm === "layer") return network.bias_std === 0 ? "sided" : "normed";
  return network.activation === "abs" && skips(network) ? "other" : network.activation;
}

/** The largest rank that the kernels can have, or null for no bound: health.rank_by_nature. @param {Architecture} network */
function rankOfKernel(network) {
  const { activation, norm } = network;
  const unbiased = network.bias_std === 0;
  if (norm === "layer") {
    if (skips(network) || !(unbiased || activation === "identity")) return null;
    if (!unbiased) return 3;
    return ODD.includes(activation) || activation === "abs" ? 1 : 2;
  }
  if (activation === "identity") return unbiased ? 1 : 2;
  if (unbiased && HOMOGENEOUS.includes(activation)) return activation === "abs" && !skips(network) ? 1 : 2;
  return null;
}
