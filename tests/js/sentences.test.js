/** The picture in sentences, for those who cannot see it, and what an edit has changed in it. */
import assert from "node:assert/strict";
import test from "node:test";

import { changesOf, readFacts, sentencesOf, timesText } from "../../assets/chart/sentences.js";

const axis = { scale: 1, centre: 0, name: "" };
const units = { x: axis, y: axis };
const limits = { x: [-1.5, 1.5], y: [-3, 3], step: 0.01 };
const network = { activation: "relu", hidden_layers: 2, skip: "none", norm: "none" };
const setting = { network, prior: "ensemble", time: null, noise_std: 0, units };
const health = { level: "good", summary: "", messages: [] };
const line = (at) => Float64Array.from({ length: 301 }, (_, i) => at(-1.5 + i / 100));
const row = (name, y, log_p, log10_odds) => ({ name, y: [y], log_p, log10_odds, step: 0.01, verdict: "", rank: 0 });
const rows = [row("B", -0.58, -0.1, 0), row("A", 0, -1.09, 0.43)];
const question = { key: "A,B", x: [0.25], names: ["A", "B"], rows, note: "", ranked: true };

/** A picture with five points and one question; `change` replaces parts of it. */
function facts(change = {}) {
  const curves = { mean: line((x) => x - 0.86), std: line((x) => 0.2 + 0 * x), doubt: null };
  const scene = { points: Array(5).fill([0, 0]), candidates: [], pin: null };
  return readFacts({ scene, curves, groups: [question], setting, health, ...change }, limits);
}

test("points, networks, curve, question and order, each with its numbers", () => {
  assert.deepEqual(sentencesOf(facts()), [
    "Five training points.",
    "Trained networks, 2 hidden layers, ReLU.",
    "Their average is lowest at x −1.5, with −2.36, and highest at x 1.5, with 0.64.",
    "They differ most at x −1.5: give or take 0.2.",
    "The most likely label at x 0.25 is −0.61, give or take 0.2.",
    "A is 2.7 times less likely than B.",
  ]);
});

test("without points, with noise, with blocks; a label that is fixed, and numbers that rounding decides", () => {
  const noisy = {
    ...setting,
    prior: "nngp",
    noise_std: 0.15,
    network: { ...network, skip: "equal", hidden_layers: 1 },
  };
  const words = sentencesOf(facts({ scene: { points: [], candidates: [], pin: {} }, setting: noisy }));
  assert.equal(words[0], "No training points.");
  assert.equal(words[1], "Random networks, 1 hidden layer, ReLU, skip connections, label noise 0.15.");
  assert.equal(words[2], "Another picture is pinned beside it for comparison.");
  assert.match(words.join(" "), /is −0.61, give or take 0.25/); // √(0.2² + 0.15²)
  const fixed = { mean: line(() => 0.5), std: line(() => 0), doubt: null };
  assert.match(sentencesOf(facts({ curves: fixed })).join(" "), /At x 0.25 the label is fixed: 0.5\./);
  const doubtful = { ...fixed, doubt: line(() => 1) };
  assert.match(sentencesOf(facts({ curves: doubtful })).join(" "), /depend on rounding/);
  const poor = { level: "poor", summary: "points coincide", messages: [] };
  assert.equal(sentencesOf(facts({ health: poor })).at(-1), "Numerical health is poor: points coincide.");
});

test("in the units of the data", () => {
  const years = { x: { scale: 0.1, centre: 2000, name: "year" }, y: { scale: 0.5, centre: 10, name: "height (m)" } };
  const words = sentencesOf(facts({ setting: { ...setting, units: years } })).join(" ");
  assert.match(words, /The most likely label at year 2002.5 is 8.78, give or take 0.4 m\./);
});

test("what has changed: a label that rises, a spread that falls, another order", () => {
  const before = facts();
  assert.deepEqual(changesOf(before, facts()), []);
  const curves = { mean: line((x) => x - 0.5), std: line(() => 0.1), doubt: null };
  const turned = [row("A", 0, -0.2, 0), row("B", -0.58, -1, 0.35)];
  const after = facts({ curves, groups: [{ ...question, rows: turned }] });
  assert.deepEqual(changesOf(before, after), [
    "The most likely label at x 0.25 rose from −0.61 to −0.25, give or take 0.1 instead of 0.2.",
    "B is 2.2 times less likely than A.",
  ]);
});

test("without a question, the place where the curve has changed most; points that came; health that changed", () => {
  const bare = { groups: [] };
  const bump = line((x) => x - 0.86 + Math.max(0, 0.3 - Math.abs(x - 0.5)));
  const curves = { mean: bump, std: line(() => 0.2), doubt: null };
  const scene = { points: Array(6).fill([0, 0]), candidates: [], pin: null };
  const poor = { level: "poor", summary: "points coincide", messages: [] };
  assert.deepEqual(changesOf(facts(bare), facts({ ...bare, curves, scene, health: poor })), [
    "Now there are six training points.",
    "The average changed most at x 0.5: from −0.36 to −0.06.",
    "Numerical health is poor: points coincide.",
  ]);
});

test("odds in words, as a voice reads them", () => {
  const cases = [0.43, 1.2, 3, 6.2, 9].map(timesText);
  const large = ["about a thousand times", "about a million times", "about 10 to the power of 9 times"];
  assert.deepEqual(cases, ["2.7 times", "16 times", ...large]);
});
