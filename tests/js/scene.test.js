/** Edits of a scene: snapped, kept inside the limits, and never changing the scene that was. */
import assert from "node:assert/strict";
import test from "node:test";

import {
  addInput,
  addLabel,
  addPoint,
  askQuestion,
  freeLetters,
  groupsOf,
  moveHandle,
  removeHandle,
  sameScene,
} from "../../assets/chart/scene.js";

const LIMITS = { x: [-1.5, 1.5], y: [-4, 4], points: 64, candidates: 26, candidate_inputs: 8, step: 0.01 };
const candidate = (name, ...points) => ({ name, points });
const SCENE = Object.freeze({
  points: Object.freeze([
    [-1, 0.5],
    [1, -0.5],
  ]),
  candidates: Object.freeze([
    candidate("A", [0.2, 1], [0.6, 0]),
    candidate("B", [0.2, -1], [0.6, 0.3]),
    candidate("C", [0, 0]),
  ]),
  slice_x: 0,
});
const CURVES = {
  mean: new Float64Array(301),
  std: Float64Array.from({ length: 301 }, (_, i) => Math.abs(i - 150) / 150),
};

test("candidates with equal inputs form a question", () => {
  assert.deepEqual(groupsOf(SCENE.candidates), [
    { x: [0.2, 0.6], names: ["A", "B"] },
    { x: [0], names: ["C"] },
  ]);
});

test("a point is snapped to the grid and stays inside", () => {
  assert.deepEqual(addPoint(SCENE, 0.1234, 9, LIMITS).points.at(-1), [0.12, 4]);
  const moved = moveHandle(SCENE, { kind: "point", index: 1 }, -7, 0.005, LIMITS);
  assert.deepEqual(moved.points, [
    [-1, 0.5],
    [-1.5, 0.01],
  ]);
  assert.equal(SCENE.points.length, 2);
});

test("a diamond moves its label alone, its probe the input of the whole question, between the neighbours", () => {
  const up = moveHandle(SCENE, { kind: "candidate", index: 0, name: "A", names: ["A", "B"] }, 1.2, 2, LIMITS);
  assert.deepEqual(up.candidates[0].points[0], [0.2, 2]);
  const along = moveHandle(SCENE, { kind: "probe", index: 0, names: ["A", "B"] }, 1.2, 2, LIMITS);
  assert.deepEqual(
    along.candidates.map(({ points }) => points[0][0]),
    [0.59, 0.59, 0],
  );
});

test("removing one input of a joint question keeps the others; the last one takes the label or the question", () => {
  const less = removeHandle(SCENE, { kind: "candidate", index: 0, name: "A", names: ["A", "B"] });
  assert.deepEqual(
    less.candidates.map(({ points }) => points.length),
    [1, 1, 1],
  );
  const one = removeHandle(less, { kind: "candidate", index: 0, name: "A", names: ["A", "B"] });
  assert.deepEqual(
    one.candidates.map(({ name }) => name),
    ["B", "C"],
  );
  assert.equal(removeHandle(SCENE, { kind: "slice" }), SCENE);
});

test("a question takes the next free letters, as long as there is room", () => {
  assert.deepEqual(freeLetters(SCENE, 2, LIMITS), ["D", "E"]);
  assert.deepEqual(freeLetters(SCENE, 2, { ...LIMITS, candidates: 4 }), ["D"]);
  const asked = askQuestion(SCENE, CURVES, LIMITS);
  assert.deepEqual(
    asked.candidates.slice(3).map(({ name }) => name),
    ["D", "E"],
  );
  const [[x, high]] = asked.candidates[3].points;
  const [[same, low]] = asked.candidates[4].points;
  assert.equal(x, same);
  assert.ok(low < 0 && high > 0);
  assert.equal(askQuestion(SCENE, CURVES, { ...LIMITS, candidates: 4 }), null);
});

test("another label is apart from those that are there; another input keeps the inputs in order", () => {
  const labelled = addLabel(SCENE, ["C"], CURVES, LIMITS);
  assert.equal(labelled.candidates.at(-1).name, "D");
  assert.ok(Math.abs(labelled.candidates.at(-1).points[0][1]) >= 0.12);
  const { points } = addInput(SCENE, ["A", "B"], CURVES, LIMITS).candidates[0];
  assert.equal(points.length, 3);
  assert.ok(points.every(([x], i) => i === 0 || x > points[i - 1][0]));
});

test("scenes are compared by their numbers", () => {
  assert.ok(sameScene(SCENE, structuredClone(SCENE)));
  assert.ok(!sameScene(SCENE, { ...SCENE, slice_x: 0.01 }));
});
