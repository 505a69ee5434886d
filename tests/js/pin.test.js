/** What is pinned: as it was on screen, swapped with what is there now, and in words how the two differ. */
import assert from "node:assert/strict";
import test from "node:test";

import { liveModel } from "../../assets/chart/live.js";
import { differenceText, pinnedSetting, pinOf, samePinned, settingsText, swapped } from "../../assets/chart/pin.js";
import { isBeside, pinnedModel } from "../../assets/chart/pinned.js";
import { makeSession, receiveAnswer, sendEdit, sendRequest } from "../../assets/chart/session.js";

const network = { activation: "relu", hidden_layers: 2, weight_std: 1.5, bias_std: 0.3, skip: "none", norm: "none" };
const axis = { scale: 1, centre: 0, name: "" };
const units = { x: axis, y: axis };
const setting = { network, seed: 4, root: "symmetric", prior: "ensemble", noise_std: 0, time: null, units };
const points = [
  [-0.5, 1],
  [0.5, 0],
];
const scene = { points, candidates: [{ name: "A", points: [[0.2, 1]] }], slice_x: 0.5, pin: null };
const pin = pinOf(scene, setting);
const deeper = { ...setting, network: { ...network, hidden_layers: 3 }, noise_std: 0.1 };
const packed = (value) => Buffer.from(new Float32Array(301).fill(value).buffer).toString("base64");

function answer(seq, changed = {}) {
  const spectrum = { values: [], vectors: [] };
  const curves = { mean: packed(0), std: packed(0), slice: packed(0), samples: [] };
  const history = { past: [], future: [], steps: { undo: 0, redo: 0 } };
  const words = { health: {}, notes: {}, rank: { other: "" } };
  const rest = { curves, spectrum, words, presets: [], pinned_curves: {}, ...history };
  return { seq, session: "s", controls_seq: 0, ...scene, ...setting, ...rest, ...changed };
}

const stateOf = (session, motion = { angle: 0, time: null }) => ({ session, motion, room: 900, pinnedCache: {} });

test("a line says what differs, in the order of the controls", () => {
  const now = pinOf(scene, deeper);
  assert.equal(differenceText(now, pin, units), "Now 3 hidden layers instead of 2, noise 0.1 instead of 0.");
  assert.match(differenceText(pin, pin, units), /^Pinned\./);
  const other = {
    activation: "leaky_relu",
    hidden_layers: 1,
    weight_std: 2 ** 0.5,
    bias_std: 0,
    skip: "none",
    norm: "none",
  };
  assert.equal(
    differenceText({ ...pin, network: other, prior: "nngp", time: 3, points: [points[0]] }, pin, units),
    "Now leaky ReLU instead of ReLU, 1 hidden layer instead of 2, weight size 1.41421 instead of 1.5, " +
      "bias size 0 instead of 0.3, random networks instead of trained networks, 1 point instead of 2.",
  );
  const normed = { ...network, skip: "scaled", norm: "layer" };
  assert.equal(
    differenceText({ ...pin, network: normed }, pin, units),
    "Now scaled skips instead of no skips, layer norm instead of no layer norm.",
  );
  const moved = { ...pin, time: 0.25, points: [points[0], [0.5, 0.01]] };
  assert.equal(differenceText(moved, pin, units), "Now training time 0.25 instead of ∞, 1 of 2 points moved.");
  assert.equal(
    differenceText({ ...pin, prior: "ntk" }, { ...pin, prior: "ntk", time: 2 }, units).slice(0, 6),
    "Pinned",
  );
});

test("noise is told in the units of the data", () => {
  const feet = { x: axis, y: { scale: 0.01, centre: 40, name: "dist (ft)" } };
  const line = differenceText({ ...pin, noise_std: 0.1 }, pin, feet);
  assert.equal(line, "Now noise 10 ft instead of 0 ft.");
});

test("the settings stand in the legend", () => {
  const until = { ...pin, time: 0.5 };
  const start = "ReLU, 2 hidden layers, weight size 1.5, bias size 0.3, ";
  assert.equal(settingsText(pin, units), `${start}trained networks, noise 0`);
  assert.equal(settingsText(until, units), `${start}networks trained until t = 0.5, noise 0`);
});

test("a swap pins what is on screen, and swapped again all is as before", () => {
  const present = { ...scene, points: [[0, 1]], pin: { ...pin, beside: true } };
  const once = swapped(present, deeper);
  assert.deepEqual([once.points, once.network, once.noise_std, once.seed], [points, network, 0, 4]);
  assert.deepEqual(once.pin, { ...pinOf(present, deeper), beside: true });
  assert.deepEqual([once.root, once.candidates, once.slice_x], ["triangular", scene.candidates, 0.5]);
  const twice = swapped(once, once);
  assert.deepEqual({ ...twice, root: "symmetric" }, { ...present, ...deeper });
  assert.equal(swapped(scene, setting), null);
  assert.equal(pinnedSetting({ ...deeper, network }, pin).root, "symmetric");
});

test("the ghost is the server's where it has answered, else what is computed for the pinned points", () => {
  const changed = { pin, pinned_curves: { mean: packed(0.5), std: packed(2) } };
  const session = makeSession(answer(1, changed));
  assert.equal(pinnedModel(stateOf(session), deeper).ghost.mean[7], 0.5);
  session.scene = { ...scene, points: [[0, 1]], pin: { ...pin, noise_std: 0.2 } };
  const { ghost, second } = pinnedModel(stateOf(session, { angle: 1, time: 0.5 }), deeper);
  const expected = liveModel(
    { scene: { ...scene, candidates: [] }, cache: {}, answer: session.answer },
    { ...setting, noise_std: 0.2 },
    0,
    null,
    false,
  ).curves;
  assert.deepEqual([ghost.mean, ghost.std, second], [expected.mean, expected.std, null]);
  assert.ok(Math.abs(ghost.mean[100] - 1) > 0.01, "noise keeps the curve from the label");
});

test("a second chart has the points of the scene and the setting that is pinned", () => {
  const session = makeSession(answer(1));
  session.scene = { ...scene, points: [[0, 1]], pin: { ...pin, beside: true } };
  const { second, ghost } = pinnedModel(stateOf(session), deeper);
  assert.equal(ghost, null);
  assert.ok(Math.abs(second.mean[150] - 1) < 1e-6);
  assert.deepEqual([isBeside({ session, room: 640 }), isBeside({ session, room: 639 })], [true, false]);
  session.scene = scene;
  assert.equal(pinnedModel(stateOf(session), deeper), null);
});

test("a pin is an edit: it is sent, undone, and kept for another session of the server", () => {
  const session = makeSession(answer(1));
  const sent = [];
  session.post = (events) => sent.push(events.at(-1));
  session.scene = { ...scene, pin };
  sendEdit(session);
  assert.deepEqual([sent[0].type, sent[0].pin], ["edit", pin]);
  sendRequest(session, "undo");
  assert.equal(session.scene.pin, null);
  sendRequest(session, "redo");
  assert.deepEqual(session.scene.pin, pin);
  receiveAnswer(session, answer(2, { session: "another" }), false);
  assert.deepEqual([sent.at(-1).type, sent.at(-1).pin], ["edit", pin]);
});

test("a swap shows at once, unless the server has not heard yet of a control that moves", () => {
  const session = makeSession(answer(1, { ...deeper, pin }));
  session.post = () => {};
  sendRequest(session, "swap");
  assert.deepEqual([session.setting.network, session.scene.pin.network], [network, deeper.network]);
  sendRequest(session, "undo");
  assert.deepEqual([session.setting, session.scene.pin], [deeper, pin]);
  session.moved = { values: { weight_std: 2 }, moving: false, seq: 5 };
  sendRequest(session, "swap");
  assert.deepEqual(session.setting, deeper);
});

test("equal pins are equal in whatever order their network is written", () => {
  const { activation, ...others } = network;
  assert.ok(samePinned(pin, { ...pin, network: { ...others, activation }, beside: true }));
  assert.ok(!samePinned(pin, { ...pin, time: 3 }));
});
