/** The preview computes again only what an edit changes; what it computes is held against Python in tests/browser. */
import assert from "node:assert/strict";
import test from "node:test";

import { liveModel } from "../../assets/chart/live.js";

const [SIZE, KEY] = [301, 5];
const x = (i) => (i - 150) / 100;
const gram = Float64Array.from({ length: SIZE * SIZE }, (_, at) => {
  return Math.exp(-0.5 * (x(Math.floor(at / SIZE)) - x(at % SIZE)) ** 2) + Number(Math.floor(at / SIZE) === at % SIZE);
});
const curve = (phase) => Float64Array.from({ length: SIZE }, (_, i) => Math.sin(x(i) + phase));
const base = { nngp: [[curve(0)], [curve(1)]], ntk: [[curve(2)], [curve(3)]] };
globalThis.ntkPriors = new Map([
  [KEY, { key: KEY, size: SIZE, nngp: gram, ntk: gram, base, labels: [[[1, 1]], [[0, 0]]] }],
]);

const axis = { scale: 1, centre: 0, name: "" };
const answer = {
  prior_key: KEY,
  prior: "nngp",
  noise_std: 0.1,
  time: null,
  units: { x: axis, y: axis },
  facts: { rank: null, rank_words: "", odd: false, unbiased: false, rounding: 1e-15 },
  words: { health: {}, notes: {} },
};
const scene = (points, { candidates = [], slice_x = 0 } = {}) => ({ points, candidates, slice_x });

/** Which parts of the model an edit makes anew. */
function changes(before, after, { angle = 0, time = null, setting = {} } = {}) {
  const cache = {};
  liveModel({ scene: before, cache, answer }, 0, null);
  const old = { ...cache };
  liveModel({ scene: after, cache, answer: { ...answer, ...setting } }, angle, time);
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

test("without the prior there is no preview", () => {
  const { prior_key: key, ...rest } = answer;
  assert.equal(liveModel({ scene: here, cache: {}, answer: { ...rest, prior_key: key + 1 } }, 0, null), null);
});

test("modes have signs, and no eigenvalue is below 0", () => {
  const copies = scene([...points, ...points]);
  const { spectrum } = liveModel({ scene: copies, cache: {}, answer: { ...answer, noise_std: 0 } }, 0, null);
  assert.ok(spectrum.values.every((value) => value >= 0));
  for (const vector of spectrum.vectors) {
    const largest = Math.max(...vector.map(Math.abs));
    assert.ok(vector.findLast((value) => Math.abs(value) > 0.999999 * largest) > 0);
  }
});
