/** How coarse a prior is that has to be there at once. */
import assert from "node:assert/strict";
import test from "node:test";

import { coarsePrior } from "../../assets/shared/prior.js";

const INPUTS = [-0.31, 0.9];

/** The prior where `taken` milliseconds seem to pass in its computation. */
function priorIn(taken, network) {
  const { now } = performance;
  let time = 0;
  performance.now = () => (time += taken);
  try {
    return coarsePrior(network, INPUTS);
  } finally {
    performance.now = now;
  }
}

test("every second input is computed while that is fast, else every fourth, and every second again", () => {
  const network = (weight_std) => ({
    activation: "relu",
    hidden_layers: 3,
    weight_std,
    bias_std: 0.1,
    skip: "none",
    norm: "none",
  });
  const evenSizes = [1, 100, 1, 1].map((taken, i) => priorIn(taken, network(1 + i / 10)).grid.even.length);
  assert.deepEqual(evenSizes, [151, 151, 75, 151]);
});

test("more layers take longer, another activation is not known yet", () => {
  priorIn(5, { activation: "erf", hidden_layers: 1, weight_std: 1, bias_std: 0.1, skip: "none", norm: "none" });
  const deep = { activation: "erf", hidden_layers: 15, weight_std: 1, bias_std: 0.1, skip: "none", norm: "none" };
  assert.equal(coarsePrior(deep, INPUTS).grid.even.length, 75);
  assert.equal(coarsePrior({ ...deep, activation: "sin" }, INPUTS).grid.even.length, 151);
});
