/** The coach's steps: what completes them, what comes next, and to whom they are shown. */
import assert from "node:assert/strict";
import test from "node:test";

import { currentStep, goOn, isNewcomer, makeCourse, noteSteps, stepsTaken } from "../../assets/chart/course.js";

const SCENE = {
  points: [
    [-1, 0],
    [0, 1],
    [1, 0],
  ],
  candidates: [
    { name: "A", points: [[0.5, 1]] },
    { name: "B", points: [[0.5, 0]] },
  ],
};
const withPoints = (...points) => ({ ...SCENE, points });
const withA = (x, y) => ({ ...SCENE, candidates: [{ name: "A", points: [[x, y]] }, SCENE.candidates[1]] });

test("a step is completed by what it asks for, and by nothing else", () => {
  assert.deepEqual(stepsTaken(SCENE, SCENE), []);
  assert.deepEqual(stepsTaken(SCENE, withPoints([-1, 0], [0, 2], [1, 0])), ["point"]);
  assert.deepEqual(stepsTaken(SCENE, withPoints([-1, 0], [0.2, 1], [1, 0])), ["point", "band"]);
  assert.deepEqual(stepsTaken(SCENE, withPoints(...SCENE.points, [0.3, 0])), ["band"]);
  assert.deepEqual(stepsTaken(SCENE, withPoints([-1, 0], [1, 0])), ["band"]);
  assert.deepEqual(stepsTaken(SCENE, withA(0.5, 0.2)), ["candidate"]);
  assert.deepEqual(stepsTaken(SCENE, withA(0.7, 1)), []);
  assert.deepEqual(stepsTaken(SCENE, { ...SCENE, candidates: [] }), []);
});

test("the four steps in their order", () => {
  const course = makeCourse(SCENE, "train");
  assert.deepEqual(course.steps, ["point", "band", "candidate", "train"]);
  assert.equal(noteSteps(course, []), false);
  assert.equal(noteSteps(course, ["point", "band"]), true);
  assert.equal(noteSteps(course, ["point"]), false, "praised once");
  goOn(course, SCENE);
  assert.equal(currentStep(course), "band", "dragging the first point did not count as watching");
  goOn(course, SCENE);
  goOn(course, SCENE);
  assert.equal(currentStep(course), "train");
  goOn(course, SCENE);
  assert.equal(currentStep(course), null);
  assert.equal(noteSteps(course, ["point"]), false);
});

test("what was done before it was asked for is not asked for", () => {
  const course = makeCourse(SCENE, "samples");
  assert.equal(noteSteps(course, ["candidate"]), false);
  assert.equal(noteSteps(course, ["samples"]), false);
  assert.equal(noteSteps(course, ["point"]), true);
  goOn(course, SCENE);
  goOn(course, SCENE);
  assert.equal(currentStep(course), null);
});

test("a scene without points or diamonds has fewer steps, also when they go on the way", () => {
  assert.deepEqual(makeCourse({ points: [], candidates: [] }, "samples").steps, ["samples"]);
  assert.deepEqual(makeCourse({ ...SCENE, candidates: [] }, "train").steps, ["point", "band", "train"]);
  assert.deepEqual(makeCourse({ ...SCENE, points: [] }, "train").steps, ["candidate", "train"]);
  const course = makeCourse(SCENE, "train");
  goOn(course, { points: [], candidates: [] });
  assert.equal(currentStep(course), "train");
});

test("a newcomer at the first scene only", () => {
  assert.equal(isNewcomer({ isFirst: true, search: "?v=2", seen: false }), true);
  assert.equal(isNewcomer({ isFirst: true, search: "", seen: true }), false);
  assert.equal(isNewcomer({ isFirst: false, search: "?points=0,1", seen: false }), false);
  assert.equal(isNewcomer({ isFirst: true, search: "?embed=true", seen: false }), false);
  assert.equal(isNewcomer({ isFirst: true, search: "?embed_options=x&embed=True", seen: false }), false);
});
