/** What the browser foretells of undo, redo, Clear and the presets is what Python does. */
import assert from "node:assert/strict";
import test from "node:test";

import { makeSession, receiveAnswer, sendEdit, sendRequest } from "../../assets/chart/session.js";

const SETTING = {
  network: { activation: "relu", hidden_layers: 2, weight_std: 1.5, bias_std: 0.3, skip: "none", norm: "none" },
  seed: 0,
  root: "triangular",
  prior: "ntk",
  noise_std: 0,
  time: null,
  units: { x: { scale: 1 }, y: { scale: 1 } },
};
const CURVES = { mean: "", std: "", slice: "", samples: [] };
const PRESETS = [
  { name: "step", points: [[0, 1]], candidates: [{ name: "A", points: [[0.5, 0]] }], units: SETTING.units },
];

const scene = (y) => ({ points: [[0, y]], candidates: [], slice_x: 0, pin: null });
const entry = (y, setting = SETTING) => ({ ...scene(y), ...setting });

function answer(y, seq, { past = [], future = [], steps = {}, setting = SETTING, session = "s" } = {}) {
  const counts = { undo: past.length, redo: future.length, ...steps };
  return {
    ...entry(y, setting),
    seq,
    session,
    curves: CURVES,
    pinned_curves: {},
    spectrum: {},
    presets: PRESETS,
    past,
    future,
    steps: counts,
  };
}

function begin(first) {
  const session = makeSession(first);
  session.sent = [];
  session.post = (events) => session.sent.push(events.at(-1).type);
  return session;
}

const label = (session) => session.scene.points[0]?.[1];

test("undo and redo show at once, step by step, and stop at both ends", () => {
  const session = begin(answer(2, 0, { past: [entry(0), entry(1)], future: [entry(3)] }));
  const shown = ["undo", "undo", "undo", "redo", "redo", "redo", "redo"].map((type) => {
    sendRequest(session, type);
    return label(session);
  });
  assert.deepEqual(shown, [1, 0, 0, 1, 2, 3, 3]);
  assert.deepEqual(session.sent, ["undo", "undo", "undo", "redo", "redo", "redo", "redo"]); // Python may know of more
});

test("an edit after an undo can be undone, and nothing can be redone", () => {
  const session = begin(answer(2, 0, { past: [entry(0), entry(1)] }));
  sendRequest(session, "undo");
  session.scene = scene(9);
  sendEdit(session);
  assert.equal(session.history.steps.redo, 0);
  sendRequest(session, "redo");
  assert.equal(label(session), 9);
  sendRequest(session, "undo");
  assert.equal(label(session), 1);
  sendRequest(session, "undo");
  assert.equal(label(session), 0);
  assert.deepEqual(session.history.steps, { undo: 0, redo: 2 });
});

test("a preset and Clear keep the slice and can be undone; pressed again they are no step", () => {
  const session = begin({ ...answer(2, 0), slice_x: 0.3, pin: null });
  sendRequest(session, "preset", { name: "step" });
  assert.deepEqual(session.scene, {
    points: PRESETS[0].points,
    candidates: PRESETS[0].candidates,
    slice_x: 0.3,
    pin: null,
  });
  sendRequest(session, "preset", { name: "step" });
  assert.equal(session.history.steps.undo, 1);
  sendRequest(session, "clear", {});
  assert.deepEqual(session.scene, { points: [], candidates: [], slice_x: 0.3, pin: null });
  sendRequest(session, "undo");
  sendRequest(session, "undo");
  assert.equal(label(session), 2);
});

test("a preset is in the units of the window, and its undo in the person's own again", () => {
  const own = { ...SETTING, units: { x: { scale: 7 }, y: { scale: 7 } } };
  const session = begin(answer(2, 0, { setting: own }));
  sendRequest(session, "preset", { name: "step" });
  assert.deepEqual(session.setting, SETTING);
  sendRequest(session, "undo");
  assert.deepEqual([label(session), session.setting], [2, own]);
});

test("an offered noise is a step, too", () => {
  const session = begin(answer(2, 0));
  sendRequest(session, "noise", { noise_std: 0.01 });
  assert.deepEqual([label(session), session.setting.noise_std], [2, 0.01]);
  sendRequest(session, "undo");
  assert.deepEqual(session.setting, SETTING);
});

test("an undo may change the setting; the answer settles it", () => {
  const other = { ...SETTING, network: { ...SETTING.network, weight_std: 1 }, prior: "nngp" };
  const session = begin(answer(2, 0, { past: [entry(2, other)] }));
  sendRequest(session, "undo");
  assert.deepEqual(session.setting, other);
  receiveAnswer(session, answer(2, 0), false); // an answer to what was asked before
  assert.deepEqual(session.setting, other);
  receiveAnswer(session, answer(2, session.newest, { setting: other, future: [entry(2)] }), false);
  assert.deepEqual(session.setting, other);
  assert.equal(session.adopted, session.scene);
});

test("beyond the entries that are known, the scene waits for the answer", () => {
  const session = begin(answer(2, 0, { past: [entry(1)], steps: { undo: 3 } }));
  const shown = [1, 2, 3, 4].map(() => {
    sendRequest(session, "undo");
    return label(session);
  });
  assert.deepEqual(shown, [1, 1, 1, 1]);
  assert.deepEqual(session.sent, ["undo", "undo", "undo", "undo"]);
  receiveAnswer(session, answer(-1, session.newest, { future: [entry(0), entry(1), entry(2)].reverse() }), false);
  assert.equal(label(session), -1);
});

test("to a new session the scene on screen is an edit, unless it is the same", () => {
  const session = begin(answer(2, 0, { past: [entry(1)] }));
  sendRequest(session, "undo");
  receiveAnswer(session, answer(2, 0, { session: "t" }), false);
  assert.deepEqual([label(session), session.sent], [1, ["undo", "edit"]]);
  receiveAnswer(session, answer(1, session.newest, { session: "t", past: [entry(2)] }), false);
  receiveAnswer(session, answer(1, 0, { session: "u" }), false);
  assert.deepEqual([label(session), session.sent], [1, ["undo", "edit"]]);
});

test("a control that the server has not heard of is undone by letting go of it, and by nothing else", () => {
  const session = begin(answer(2, 0, { past: [entry(1)] }));
  session.moved = { values: { noise_std: 0.5 }, moving: false, seq: 3 };
  sendRequest(session, "noise", { noise_std: 0.1 });
  assert.ok(session.moved);
  sendRequest(session, "undo");
  assert.deepEqual([session.moved, label(session), session.sent], [null, 2, ["noise", "undo"]]);
});

test("a moved control stays on screen until an answer knows of it", () => {
  const session = begin(answer(2, 0));
  session.moved = { values: { noise_std: 0.5 }, moving: false, seq: 3 };
  receiveAnswer(session, { ...answer(2, 0), controls_seq: 2 }, false);
  assert.ok(session.moved);
  receiveAnswer(session, { ...answer(2, 0), controls_seq: 3 }, false);
  assert.equal(session.moved, null);
});
