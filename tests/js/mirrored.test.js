/** Functions and modes from the even and the odd half of a kernel, against the definitions that they shorten. */
import assert from "node:assert/strict";
import test from "node:test";

import { coarseGrid, gridIndices, atAllInputs, inputsOf, rankOf, wholeGrid } from "../../assets/shared/grid.js";
import { coarsePrior, priorSamples, windowModes, wholePrior } from "../../assets/shared/prior.js";

performance.now = () => 0; // on a slow machine the coarse grid would have fewer inputs

const NETWORKS = [
  { activation: "relu", hidden_layers: 2, weight_std: 1.5, bias_std: 0.3, skip: "none", norm: "none" },
  { activation: "erf", hidden_layers: 1, weight_std: 2, bias_std: 0, skip: "none", norm: "none" },
  { activation: "gelu", hidden_layers: 8, weight_std: 2, bias_std: 0.1, skip: "none", norm: "none" },
  { activation: "identity", hidden_layers: 32, weight_std: 0.1, bias_std: 0, skip: "none", norm: "none" },
];
const USED = [-1.33, -0.41, 0.05, 0.9, 1.49];
/** Normals from a generator of its own, so that each run sees the same. */
function noise(seed) {
  let state = seed;
  const next = () => (state = (state * 16807) % 2147483647) / 2147483647;
  const normal = () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
  const rows = (length) => Array.from({ length: 5 }, () => Float32Array.from({ length }, normal));
  return { seed, functions: [rows(301), rows(301)], labels: [rows(64), rows(64)] };
}
const largest = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

test("the coarse grid has every second input and those that are used, mirrored", () => {
  const grid = coarseGrid(USED);
  const inputs = Array.from(inputsOf(grid));
  for (const x of [...USED, ...USED.map((each) => -each), 0, 0.02, -1.5]) assert.ok(inputs.includes(x));
  assert.equal(grid.even.length, 151);
  assert.equal(grid.size, 151 + 2 * 4); // 0.9 is there already
  assert.deepEqual(
    Array.from(gridIndices(grid, USED), (at) => inputs[at]),
    USED,
  );
  const line = atAllInputs(
    grid,
    Float64Array.from(inputs, (x) => 3 * x - 1),
  );
  line.forEach((value, i) => assert.ok(Math.abs(value - (3 * (i - 150)) / 100 + 1) < 1e-14));
  assert.equal(wholeGrid().size, 301);
});

test("a coarser grid has every fourth input, both ends and those that are used", () => {
  const grid = coarseGrid(USED, 4);
  const inputs = Array.from(inputsOf(grid));
  for (const x of [...USED, 0, 0.04, -0.04, 1.5, -1.5]) assert.ok(inputs.includes(x));
  assert.ok(!inputs.includes(0.02));
  const spaced = Array.from(grid.even, (at) => inputs[at]);
  assert.deepEqual([spaced[0], spaced.at(-1), spaced.length], [-1.48, 1.48, 75]);
  const line = atAllInputs(
    grid,
    Float64Array.from(inputs, (x) => 3 * x - 1),
  );
  line.forEach((value, i) => assert.ok(Math.abs(value - (3 * (i - 150)) / 100 + 1) < 1e-14));
});

test("the first inputs of one side are the coarsest, and every second one is the first half", () => {
  const order = Array.from({ length: 151 }, (_, i) => i).sort((a, b) => rankOf(a) - rankOf(b));
  assert.deepEqual(order.slice(0, 8), [0, 64, 128, 32, 96, 16, 48, 80]);
  assert.ok(order.slice(0, 76).every((tick) => tick % 2 === 0));
});

for (const network of NETWORKS) {
  const name = `${network.activation} ${network.hidden_layers}`;

  test(`every second input has the same functions on both grids: ${name}`, () => {
    for (const kernel of ["nngp", "ntk"]) {
      const [whole, coarse] = [wholePrior(network), coarsePrior(network, USED)];
      const [all, some] = [whole, coarse].map((prior) => priorSamples(prior, kernel, noise(7), "triangular"));
      all.flat().forEach((row, s) => {
        const scale = largest(row);
        coarse.grid.ticks.forEach((tick, at) => {
          // Between those, an input knows its neighbours on the coarse grid and not those on the fine grid.
          const allowed = tick % 2 === 0 ? 1e-4 : 0.01;
          assert.ok(Math.abs(some.flat()[s][at] - row[150 + tick]) < allowed * scale);
        });
      });
    }
  });

  test(`a root times its transpose is the kernel: ${name}`, () => {
    // Unit vectors as normals give the columns of the root.
    const prior = wholePrior(network);
    for (const root of ["triangular", "symmetric"]) {
      const columns = Array.from({ length: 301 }, (_, i) =>
        Float32Array.from({ length: 301 }, (_, j) => Number(i === j)),
      );
      const units = { seed: 0, functions: [columns], labels: [] };
      const [rows] = priorSamples({ ...prior, made: new Map() }, "ntk", units, root);
      const scale = largest(prior.ntk);
      for (let i = 0; i < 301; i += 13) {
        for (let j = 0; j <= i; j += 7) {
          const sum = rows.reduce((total, row) => total + row[i] * row[j], 0);
          assert.ok(Math.abs(sum - prior.ntk[i * 301 + j]) < 1e-11 * scale, `${root} ${i} ${j}`);
        }
      }
    }
  });

  test(`modes are eigenvectors of the kernel, descending, with a sign: ${name}`, () => {
    const prior = wholePrior(network);
    const { values, vectors } = windowModes(prior, "nngp");
    assert.ok(values.every((value, k) => value >= 0 && (k === 0 || value <= values[k - 1])));
    vectors.forEach((vector, k) => {
      for (let i = 0; i < 301; i += 1) {
        let image = 0;
        for (let j = 0; j < 301; j += 1) image += prior.nngp[i * 301 + j] * vector[j];
        assert.ok(Math.abs(image / 301 - values[k] * vector[i]) < 1e-13 * values[0]);
      }
      const most = largest(vector);
      assert.ok(vector.findLast((value) => Math.abs(value) > 0.999999 * most) > 0);
    });
  });
}
