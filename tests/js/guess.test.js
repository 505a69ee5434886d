import assert from "node:assert/strict";
import { test } from "node:test";

import {
  completeGuess,
  curveOf,
  draftOf,
  drawnOver,
  emptyDraft,
  nearestInput,
  runsOf,
  startOf,
  wholeParts,
  withOdds,
} from "../../assets/guess/draft.js";
import {
  afterwords,
  fillBlanks,
  missLines,
  missingText,
  natsText,
  pointsInWords,
  scoreText,
  shareText,
  truthLines,
} from "../../assets/guess/words.js";
import { loweredNames } from "../../assets/guess/candidates.js";

const SEVEN = [-1.2, -0.8, -0.4, 0, 0.4, 0.8, 1.2];
const AXIS = { scale: 1, centre: 0, name: "" };
const snap = (y) => Math.round(y * 100) / 100;

function asked(answer, more = {}) {
  const question = { text: "?", answer, inputs: [], options: [], hint: "", ...more };
  return {
    question,
    about_labels: false,
    points: [[-0.5, 1]],
    candidates: [],
    units: { x: AXIS, y: AXIS },
    hand_noise: 0.05,
  };
}

test("a stroke gives each input that it passes the height at which it passes, and no other", () => {
  const empty = SEVEN.map(() => null);
  const right = drawnOver(SEVEN, empty, [-0.9, 0], [0.1, 1], snap);
  assert.deepEqual(right, [null, 0.1, 0.5, 0.9, null, null, null]);
  const over = drawnOver(SEVEN, right, [0.1, -1], [-0.5, -1], snap);
  assert.deepEqual(over, [null, 0.1, -1, -1, null, null, null]);
  assert.deepEqual(drawnOver(SEVEN, over, [0, 2], [0, 3], snap), over); // straight up passes nothing
});

test("the curve on screen passes through all values and overshoots none", () => {
  const values = [0, 0, 1, 1, -2, 0.5, 0.4];
  const points = curveOf(SEVEN, values);
  SEVEN.forEach((x, i) => {
    const at = points.find(([each]) => Math.abs(each - x) < 1e-12);
    assert.ok(Math.abs(at[1] - values[i]) < 1e-12);
  });
  for (const [x, y] of points) {
    const i = Math.min(
      5,
      SEVEN.findLastIndex((each) => each <= x + 1e-12),
    );
    const [low, high] = [Math.min(values[i], values[i + 1]), Math.max(values[i], values[i + 1])];
    assert.ok(y >= low - 1e-12 && y <= high + 1e-12, `${x} ${y}`);
  }
  // On a straight line it is the line.
  for (const [x, y] of curveOf(SEVEN, SEVEN.map((each) => 2 * each + 1))) assert.ok(Math.abs(y - 2 * x - 1) < 1e-12); // prettier-ignore
});

test("its slopes are those of scipy's PchipInterpolator between the ends", () => {
  // PchipInterpolator([0, 1, 3, 4], [0, 1, 2, 4])(2) = 1.458791208791209
  const points = curveOf([0, 1, 3, 4], [0, 1, 2, 4]);
  assert.ok(Math.abs(points.find(([x]) => Math.abs(x - 2) < 1e-9)[1] - 1.458791208791209) < 1e-12);
});

test("values that are not drawn yet start at the height of their neighbour", () => {
  assert.equal(startOf([null, null, 0.7, null, -1, null, null], 6), -1);
  assert.equal(startOf([null, null], 1), 0);
  assert.equal(nearestInput(SEVEN, 0.25), 4);
  assert.deepEqual(runsOf(SEVEN, [null, 1, 2, null, 3, null, null]).map((run) => run.length), [2, 1]); // prettier-ignore
});

test("a guess is complete once every value is there", () => {
  const { question } = asked("curve", { inputs: SEVEN });
  const draft = emptyDraft(question);
  assert.equal(completeGuess(question, draft), null);
  assert.deepEqual(completeGuess(question, SEVEN), SEVEN);
  assert.deepEqual(emptyDraft(asked("order", { options: ["a", "b", "c"] }).question), [0, 1, 2]);
  assert.deepEqual(emptyDraft(asked("choice", { options: ["a", "b"] }).question), [null]);
});

test("odds are whole percents that add up to 100, whatever one does to them", () => {
  let odds = emptyDraft(asked("odds", { options: ["a", "b", "c"] }).question);
  assert.deepEqual(odds, [34, 33, 33]);
  const moves = [[0, 90], [1, 100], [2, 1], [0, 50], [2, 33.4], [1, -5]]; // prettier-ignore
  for (const [at, percent] of moves) {
    odds = withOdds(odds, at, percent);
    assert.equal(odds.reduce((a, b) => a + b), 100); // prettier-ignore
    assert.ok(odds.every((each) => each >= 1 && Number.isInteger(each)));
    assert.equal(odds[at], Math.min(98, Math.max(1, Math.round(percent))));
  }
  assert.deepEqual(withOdds([50, 30, 20], 0, 75), [75, 15, 10]);
  assert.deepEqual(wholeParts([1, 1, 1, 97], 4), [1, 1, 1, 1]);
  const question = asked("odds", { options: ["a", "b"] }).question;
  assert.deepEqual(draftOf(question, completeGuess(question, [29, 71])), [29, 71]);
});

const SCORE = {
  unit: "nats",
  value: -3.24,
  mean: -1.1,
  spread: 1.87,
  rank: 0.23,
  best: 2.4,
  truth: [],
  step: 0.01,
  note: "",
};

test("a score is told in words", () => {
  const curve = asked("curve", { inputs: SEVEN });
  assert.equal(
    scoreText(curve, SCORE),
    "Your curve: −3.2 nats. Curves drawn from the network’s own distribution: −1.1 ± 1.9. 23 % of them score lower.",
  );
  assert.match(scoreText(asked("label", { inputs: [0] }), SCORE), /^Your label: −3\.24 nats/);
  const order = asked("order", { options: ["a", "b", "c"] });
  assert.match(
    scoreText(order, { ...SCORE, unit: "pairs", value: 2, best: 3, mean: 1.5, spread: 0.957 }),
    /2 of 3 pairs.*1\.5 ± 1\./,
  );
  const choice = asked("choice", { options: ["a", "b", "c", "d"] });
  assert.match(scoreText(choice, { ...SCORE, unit: "right", value: 1 }), /^Right\. .* 25 %/);
  assert.match(scoreText(choice, { ...SCORE, unit: "right", value: 0 }), /^No/);
  const absent = { ...SCORE, value: null, mean: null, spread: null, rank: null, best: null };
  for (const note of ["fixed", "impossible", "jitter"]) assert.ok(scoreText(curve, { ...absent, note }).length > 20);
});

test("no more digits are shown than are certain, and small shares are not 0", () => {
  assert.equal(natsText(-191.47, 10, 1), "−190");
  assert.equal(natsText(-191.47, 1, 1), "−191");
  assert.equal(natsText(-0.001, 0.01, 2), "0.00");
  assert.equal(shareText(0.001), "Fewer than 1 %");
  assert.equal(shareText(0.9999), "More than 99 %");
  assert.equal(shareText(0.5), "50 %");
});

test("what stands below the score names the truth and the inputs that the points fix", () => {
  const answered = { tight: [-0.9, -0.5], shares: null };
  const lines = afterwords(asked("curve", { inputs: SEVEN }), answered, SCORE);
  assert.ok(lines.some((line) => line.includes("At x = −0.9, −0.5 the points")));
  assert.ok(lines.some((line) => line.includes("off by 0.05")));
  const order = afterwords(asked("order", { options: ["a", "b"] }), { tight: [] }, { ...SCORE, truth: [1, 0] });
  assert.equal(order[0], "The right order: b, a.");
});

test("what is missing, and the points, are told to those who do not see them", () => {
  assert.equal(
    missingText(asked("curve", { inputs: SEVEN }), [1, null, 1, 1, 1, 1, null]),
    "2 of 7 lines still have no value.",
  );
  assert.equal(missingText(asked("choice"), [1]), "");
  assert.equal(pointsInWords(asked("curve")), "Training points at (−0.5, 1).");
  assert.equal(fillBlanks("{a} {b}", { a: 1 }), "1 {b}");
});

test("a value of a curve that costs much is named, and near a point it is said why", () => {
  const miss = { at: 2, expected: 0.31, spread: 0.084, cost: 24.96 };
  const drawn = [0, 0, 0.9, 0, 0, 0, 0];
  const curve = { ...asked("curve", { inputs: SEVEN }), noise_std: 0 };
  const [line, why, ...more] = missLines(curve, drawn, { miss });
  assert.match(line, /value at x = −0\.4, which is 0\.9\..* pass there at 0\.31 ± 0\.084, so yours costs 25 nats/);
  assert.match(why, /pass exactly through the points/);
  assert.deepEqual(more, []);
  assert.equal(missLines({ ...curve, noise_std: 0.1 }, drawn, { miss }).length, 1);
  assert.equal(missLines({ ...curve, points: [[1.2, 0]] }, drawn, { miss }).length, 1);
  for (const cheap of [{ miss: { ...miss, cost: 2 } }, { miss: null }, {}])
    assert.deepEqual(missLines(curve, drawn, cheap), []);
});

test("who made no guess is told the answer, too", () => {
  assert.deepEqual(truthLines(asked("choice", { options: ["a", "b"] }), [1]), ["The right choice: b."]);
  assert.deepEqual(truthLines(asked("order", { options: ["a", "b"] }), [1, 0]), ["The right order: b, a."]);
  assert.deepEqual(truthLines(asked("odds", { options: ["a", "b"] }), [0.25, 0.75]), [
    "The right odds: a 25 %, b 75 %.",
  ]);
  assert.deepEqual(truthLines(asked("label", { inputs: [0] }), [0.5]), ["The network’s average there: 0.5."]);
  assert.deepEqual(truthLines(asked("curve", { inputs: SEVEN }), SEVEN), []);
});

test("names of labels at the same input stand below each other", () => {
  assert.deepEqual(loweredNames([null, [9, 20], [9, 12], [9, 90], [50, 14]]), [0, 7, 0, 0, 0]);
});
