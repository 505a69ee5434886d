import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { changedByLink } from "../../assets/file/link.js";
import { scoreOfPairs, upperGamma } from "../../assets/file/chance.js";
import {
  entryAt,
  isOpen,
  keepTries,
  namesScene,
  openWalk,
  positionIn,
  shownAt,
  withPosition,
} from "../../assets/file/walk.js";

const asked = { question: { text: "?", answer: "choice", options: ["a", "b"], inputs: [], hint: "Think." } };
const shelf = [
  {
    name: "first",
    steps: [
      { entry: { seed: 1 }, keeps: true, question: null },
      { entry: { seed: 2 }, keeps: true, question: null },
      { entry: { seed: 3 }, keeps: true, question: { asked, truth: ["b"] } },
    ],
  },
];
const laws = {
  scoresOf: (_, __, ___, guesses) =>
    guesses.map(([pick]) => ({ rank: pick === 1 ? 0.75 : 0.25, note: "", truth: [1] })),
  isRevealed: (_, tried) => tried.length > 1 || tried[0]?.rank >= 0.5,
  answerOf: () => ({ truth: [1] }),
};
const law = () => ({});

test("the probability beyond a chi-squared value is that of tables", () => {
  // scipy.special.gammaincc
  const known = [
    [0.5, 0.5, 0.31731050786291415],
    [0.5, 5, 0.0015654022580025497],
    [3.5, 5, 0.18857346751344997],
    [4, 2, 0.857123460498547],
  ];
  for (const [a, x, value] of known) assert.ok(Math.abs(upperGamma(a, x) - value) < 1e-12, `${a} ${x}`);
});

test("of the six orders of three, each number of right pairs has its share", () => {
  const { mean, spread, rank, best } = scoreOfPairs([2, 0, 1], [2, 1, 0]);
  assert.equal(best, 3);
  assert.ok(Math.abs(mean - 1.5) < 1e-12);
  assert.ok(Math.abs(spread ** 2 - (3 * 2 * 11) / 72) < 1e-12); // Kendall
  assert.ok(Math.abs(rank - (1 + 2 + 2 / 2) / 6) < 1e-12);
});

test("an address leads to a step, and what it names wrongly to the nearest one", () => {
  assert.equal(positionIn(shelf, "v=3&lesson=first&step=9").step, 3);
  assert.equal(positionIn(shelf, "lesson=first&step=x").step, 1);
  assert.equal(positionIn(shelf, "lesson=other&step=2").lesson, null);
  assert.deepEqual([namesScene("lesson=first&step=2&view=present"), namesScene("v=3&lesson=first")], [false, true]);
  assert.equal(withPosition("v=3", positionIn(shelf, "lesson=first&step=2")), "v=3&lesson=first&step=2");
});

test("a link in the words changes what it names, and with a version it is a scene of its own", () => {
  const { rules } = JSON.parse(readFileSync(new URL("file.json", import.meta.url)));
  const entry = { ...rules.defaults["3"], root: "symmetric", noise_std: 0.1, pin: null };
  const moved = changedByLink(entry, "points=0.5,2.5", rules);
  assert.deepEqual(moved, { ...entry, points: [[0.5, 2.5]] });
  const smooth = changedByLink(entry, "activation=erf&layers=1", rules);
  const network = { ...entry.network, activation: "erf", hidden_layers: 1 };
  assert.deepEqual(smooth, { ...entry, network, root: "triangular" });
  assert.deepEqual(changedByLink(entry, "v=3&seed=4", rules), { ...rules.defaults["3"], seed: 4 });
});

test("who goes on keeps what is on screen, unless the step asks a question", () => {
  const [one, two, three] = [1, 2, 3].map((step) => ({ lesson: shelf[0], step }));
  const mine = { seed: 7 };
  assert.deepEqual(entryAt(one, two, mine), mine);
  assert.deepEqual(entryAt(two, three, mine), { seed: 3 });
  assert.deepEqual(entryAt(three, two, mine), { seed: 2 });
});

test("nothing that is shown tells the answer before the last try", () => {
  const walk = openWalk(shelf, "lesson=first&step=3");
  assert.ok(!isOpen(walk, law, laws));
  assert.deepEqual(shownAt(walk, law, laws), { asked, answered: null, guess: null, locked: false, first: null, score: null, hinted: false }); // prettier-ignore
  keepTries(walk, [[0]]);
  const tried = shownAt(walk, law, laws);
  assert.deepEqual([tried.answered, tried.hinted, tried.first.truth, tried.score], [null, true, [], null]);
  keepTries(walk, [[0], [1]]);
  const told = shownAt(walk, law, laws);
  assert.ok(isOpen(walk, law, laws));
  assert.deepEqual([told.answered.truth, told.score.truth, told.locked], [[1], [1], true]);
});
