/** The preview's own rules, in the one case where nothing but the noise could be divided by. */
import assert from "node:assert/strict";
import test from "node:test";

import { applyGain, factorise, solveAt } from "../../assets/shared/conditioning.js";
import { jointAt, logDensity } from "../../assets/shared/density.js";
import { wholeGrid } from "../../assets/shared/grid.js";

const SIZE = 301;
// k(x, x′) = 3 x x′: the kernel of a network without bias, 0 at x = 0.
const gram = Float64Array.from({ length: SIZE * SIZE }, (_, at) => {
  const [i, j] = [Math.floor(at / SIZE), at % SIZE];
  return (3 * (i - 150) * (j - 150)) / 1e4;
});
const prior = { nngp: gram, ntk: gram, size: SIZE, grid: wholeGrid() };

function answer(kind, noise) {
  const solver = solveAt(factorise(prior, [0], kind, noise), Infinity);
  const mean = applyGain(solver, [1]);
  return { std: solver.std, mean, density: logDensity(jointAt(solver, [0.1, 0.2]), mean, [1, 1]) };
}

for (const kind of ["nngp", "ntk", "ensemble"]) {
  test(`a noise whose square underflows counts as none: ${kind}`, () => {
    for (const noise of [1e-160, 1e-154, 5e-324]) {
      const computed = answer(kind, noise);
      assert.ok([...computed.std, ...computed.mean].every(Number.isFinite));
      assert.deepEqual(computed, answer(kind, 0));
    }
  });
}

test("a noise that can be told from rounding counts", () => {
  assert.equal(factorise(prior, [1], "nngp", 1e-9).noise, 1e-9 * 1e-9);
  assert.equal(factorise(prior, [1], "nngp", 1e-11).noise, 0);
});
