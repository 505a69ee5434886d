/** The preview computes again only what an edit changes; what it computes is held against Python in tests/browser. */
import assert from "node:assert/strict";
import test from "node:test";

import { liveModel } from "../../assets/chart/live.js";

test.mock.method(performance, "now", () => 0); // every second input is in time, however slow the machine is

const network = { activation: "erf", hidden_layers: 2, weight_std: 1.5, bias_std: 0.3, skip: "none", norm: "none" };
const rows = (length) => [0, 1].map((set) => [Float32Array.from({ length }, (_, i) => Math.sin(i + set))]);
globalThis.ntkNoise = new Map([0, 1].map((seed) => [seed, { seed, functions: rows(301), labels: rows(64) }]));

const axis = { scale: 1, centre: 0, name: "" };
const answer = { words: { health: {}, notes: {}, rank: { other: "" } } };
const SETTING = {
  network,
  seed: 0,
  root: "triangular",
  prior: "nngp",
  noise_std: 0.1,
  time: null,
  units: { x: axis, y: axis },
};
const scene = (points, { candidates = [], slice_x = 0 } = {}) => ({ points, candidates, slice_x });

/** Which parts of the model an edit makes anew. */
function changes(before, after, { angle = 0, time = null, setting = {} } = {}) {
  const cache = {};
  liveModel({ scene: before, cache, answer }, SETTING, 0, null, false);
  const old = { ...cache };
  liveModel({ scene: after, cache, answer }, { ...SETTING, ...setting }, angle, time, false);
  return Object.keys(cache).filter((name) => cache[name] !== old[name]);
}

const points = [
  [-0.5, 1],
  [0.5, 0],
];
const here = scene(points);
const asked = scene(points, { candidates: [{ name: "A", points: [[0, 1]] }] });

test("a label costs no factorisation, a question no curve, a slice nothing else", () => {
  const label = scene([points[0], [0.5, 0.2]]);
  assert.deepEqual(changes(here, label), ["certainty", "samples", "read", "health", "curves"]);
  assert.deepEqual(changes(here, asked), ["read", "health"]);
  assert.deepEqual(changes(here, scene(points, { slice_x: 1 })), ["slice", "curves"]);
  assert.deepEqual(changes(here, here), []);
});

test("an input or the noise costs everything but the slice", () => {
  const all = ["factor", "solves", "certainty", "samples", "spectrum", "read", "health", "curves"];
  const moved = changes(here, scene([points[0], [0.6, 0]]));
  assert.deepEqual(moved.toSorted(), all.toSorted());
  assert.deepEqual(changes(here, here, { setting: { noise_std: 0.2 } }).toSorted(), all.toSorted());
});

test("samples that turn change alone, and another time needs no other modes", () => {
  assert.deepEqual(changes(here, here, { angle: 1 }), ["samples", "curves"]);
  const later = changes(here, here, { time: 0.5 });
  assert.ok(later.includes("solves") && !later.includes("factor") && !later.includes("spectrum"));
});

test("another seed changes the samples alone; without its noise they stay, whatever else moves", () => {
  assert.deepEqual(changes(here, here, { setting: { seed: 1 } }), ["samples", "curves"]);
  const before = [Float32Array.of(1, 2)];
  const session = { scene: here, cache: {}, answer, curves: { samples: before } };
  const { curves } = liveModel(session, { ...SETTING, seed: 9 }, 0, null, false);
  assert.equal(curves.samples, before);
  assert.ok(curves.mean.some((value) => value !== 0));
});

test("in haste a new network has the same curves, at every second input and where the scene has any", () => {
  const asked = scene([[-0.51, 1], points[1]], { candidates: [{ name: "A", points: [[0.33, 1]] }], slice_x: 0.77 });
  const setting = { ...SETTING, network: { ...network, weight_std: 1.77 } };
  const model = (hasty) => liveModel({ scene: asked, cache: {}, answer }, setting, 0, null, hasty);
  const [coarse, whole] = [model(true), model(false)];
  assert.ok(coarse.prior.size < whole.prior.size);
  const curves = ({ curves: { mean, std, slice, samples } }) => [mean, std, slice, ...samples];
  curves(coarse).forEach((curve, c) => {
    curve.forEach((value, i) => {
      const exact = i % 2 === 0 || [99, 183, 227].includes(i);
      assert.ok(Math.abs(value - curves(whole)[c][i]) < (exact ? 1e-5 : 0.01), `${c} ${i}`);
    });
  });
  assert.deepEqual(
    coarse.groups[0].rows.map(({ log_p }) => log_p.toFixed(8)),
    whole.groups[0].rows.map(({ log_p }) => log_p.toFixed(8)),
  );
  assert.equal(model(true).prior, whole.prior, "what is there already is used");
});

test("modes have signs, and no eigenvalue is below 0", () => {
  const copies = scene([...points, ...points]);
  const { spectrum } = liveModel({ scene: copies, cache: {}, answer }, { ...SETTING, noise_std: 0 }, 0, null, false);
  assert.ok(spectrum.values.every((value) => value >= 0));
  for (const vector of spectrum.vectors) {
    const largest = Math.max(...vector.map(Math.abs));
    assert.ok(vector.findLast((value) => Math.abs(value) > 0.999999 * largest) > 0);
  }
});
