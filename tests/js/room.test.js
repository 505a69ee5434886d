/** Rooms in the browser: codes as people type them, what is counted and said, what a key does, pieces of a stream. */
import assert from "node:assert/strict";
import test from "node:test";

import { codeFault, spelled, writtenCode } from "../../assets/room/codes.js";
import { keepKeys, keptCodes, keysOf, secretIn } from "../../assets/room/kept.js";
import { noteParts } from "../../assets/room/notes.js";
import { bestWords, judgedRounds, middleWords, opinionBars, opinionWords } from "../../assets/room/opinion.js";
import { readingOf } from "../../assets/room/reading.js";
import { pictured, snapshotWords } from "../../assets/room/snapshots.js";
import { actionOfKey, backAction, forwardAction, isPossible, standing } from "../../assets/room/steps.js";
import { messageReader, waitAfter } from "../../assets/room/stream.js";
import { countsIn, medianOf, sharesOf } from "../../assets/room/tallies.js";

const state = {
  ended: false,
  question: { text: "?", answer: "curve" },
  phase: "open",
  round: 1,
  step: 1,
  steps: 2,
  guesses: 3,
  snapshots: [],
  all: { 1: [[0], [1], [1]], 2: [] },
};
const judged = (...ranks) => ranks.map((rank, i) => ({ rank, value: rank === null ? null : -i }));

test("a code is typed in any way, and what can be none is explained", () => {
  assert.equal(writtenCode(" kr-mvt x"), "KRMVT");
  assert.equal(codeFault("KRMVT"), "");
  assert.equal(codeFault("KRM"), "A code has 5 letters. 2 more.");
  assert.equal(codeFault("KR0OT"), "A code never has 0 or O. Look at the screen again.");
  assert.equal(spelled("KRMVT"), "K R M V T");
});

test("values are counted in equal parts, and those outside in the first or the last", () => {
  assert.deepEqual(countsIn([-9, 0, 0.49, 0.5, 1, 9], 0, 1, 2), [3, 3]);
  assert.deepEqual(countsIn([], 0, 1, 3), [0, 0, 0]);
});

test("shares of choices, of orders by their first, and of odds add up to 1", () => {
  assert.deepEqual(sharesOf("choice", [[0], [2], [2], [2]], 3), [0.25, 0, 0.75]);
  assert.deepEqual(
    sharesOf(
      "order",
      [
        [1, 0],
        [1, 0],
      ],
      2,
    ),
    [0, 1],
  );
  assert.deepEqual(
    sharesOf(
      "odds",
      [
        [0.5, 0.5],
        [1, 0],
      ],
      2,
    ),
    [0.75, 0.25],
  );
  assert.deepEqual(sharesOf("choice", [], 2), [0, 0]);
});

test("the median of an even number of values is the mean of the middle two", () => {
  assert.equal(medianOf([3, 1, 2]), 2);
  assert.equal(medianOf([4, 1, 2, 3]), 2.5);
  assert.ok(Number.isNaN(medianOf([])));
});

test("guesses as likely as the prior's own draws fill all bars up to the level", () => {
  const even = judged(...Array.from({ length: 30 }, (_, i) => (i + 0.5) / 30));
  const bars = opinionBars({ 1: even, 2: [] });
  assert.deepEqual(bars, { first: Array(10).fill(3), second: Array(10).fill(0), level: 3, highest: 3 });
  const both = opinionBars({ 1: even, 2: judged(1, 0.95, null) });
  assert.deepEqual([both.second[9], both.level], [2, 0.2]);
  assert.deepEqual(judgedRounds({ 1: judged(null), 2: judged(0.5) }), [2]);
  assert.deepEqual(opinionBars({ 1: [], 2: [] }).highest, 1);
});

test("the best guess is told beside a random draw, in what the score is measured in", () => {
  const draw = { unit: "nats", mean: -3, spread: 1, best: 2 };
  assert.deepEqual(bestWords([{ value: -5 }, { value: 0.12 }, { value: null }], draw), {
    front: "Best guess: ",
    strong: "3.1 nats",
    rest: " above a random draw",
  });
  assert.equal(bestWords([{ value: -4.5 }], draw).rest, " below a random draw");
  assert.equal(bestWords([{ value: -3.01 }], draw).strong, "as good as");
  assert.equal(bestWords([{ value: 4 }, { value: 2 }], { ...draw, unit: "pairs", best: 6 }).strong, "4 of 6");
  assert.equal(bestWords([{ value: 1 }, { value: 0 }], { ...draw, unit: "right", best: 1 }).strong, "1 of 2");
  assert.equal(bestWords([{ value: null }], draw).strong, "");
  assert.equal(middleWords(judged(0.2, 0.9, 0.7), 0), "The middle guess is above 70 % of random draws");
  assert.equal(
    opinionWords({ 1: judged(0.5), 2: judged(0.6) }, draw),
    "Round 1: the middle guess is above 50 % of random draws. " +
      "Round 2: the middle guess is above 60 % of random draws. Best guess: 3 nats above a random draw.",
  );
  assert.equal(opinionWords({ 1: [], 2: [] }, draw), "There is no guess to judge.");
});

test("one key leads through a step and on to the next, the other back", () => {
  assert.equal(forwardAction(state), "freeze");
  assert.equal(forwardAction({ ...state, phase: "frozen" }), "reveal");
  assert.equal(forwardAction({ ...state, phase: "revealed" }), "next");
  assert.equal(forwardAction({ ...state, phase: "revealed", step: 2 }), null);
  assert.equal(forwardAction({ ...state, question: null }), "next");
  assert.equal(backAction({ ...state, phase: "frozen" }), "open");
  assert.equal(backAction({ ...state, step: 2 }), "previous");
  assert.equal(backAction(state), null);
  assert.equal(actionOfKey("PageDown", state), "freeze");
  assert.equal(actionOfKey("ArrowLeft", { ...state, step: 2 }), "previous");
  assert.equal(actionOfKey("a", state), null);
  assert.equal(forwardAction({ ...state, ended: true }), null);
});

test("what would do nothing cannot be pressed", () => {
  const possible = (changed) =>
    ["next", "previous", "open", "freeze", "reveal", "second", "clear", "snapshot", "end"].filter((action) =>
      isPossible(action, { ...state, ...changed }),
    );
  assert.deepEqual(possible({}), ["next", "freeze", "reveal", "second", "clear", "snapshot", "end"]);
  assert.deepEqual(possible({ phase: "revealed", step: 2 }), ["previous", "clear", "snapshot", "end"]);
  assert.deepEqual(possible({ question: null, all: { 1: [], 2: [] } }), ["next", "end"]);
  assert.deepEqual(possible({ ended: true }), []);
  assert.equal(isPossible("snapshot", { ...state, snapshots: Array(12) }), false);
});

test("a line says where the room stands", () => {
  assert.equal(standing(state), "Step 1 of 2 · Round 1 · 3 guesses · open");
  assert.equal(standing({ ...state, steps: 1, guesses: 1, phase: "frozen" }), "Round 1 · 1 guess · closed");
  assert.equal(standing({ ...state, question: null }), "Step 1 of 2");
  assert.equal(standing({ ...state, ended: true }), "This room has ended");
});

test("messages arrive whole, whatever the pieces are", () => {
  const text = ': open\n\nid: 3\ndata: {"a":\ndata: 1}\n\n: ping\n\nevent: gone\ndata:x\r\n\r\n';
  for (const size of [1, 2, 5, text.length]) {
    const heard = [];
    const take = messageReader((message, event) => heard.push(event + message));
    for (let at = 0; at < text.length; at += size) take(text.slice(at, at + size));
    assert.deepEqual(heard, ['{"a":\n1}', "gonex"], `pieces of ${size}`);
  }
});

test("each failure doubles the wait up to ten seconds, and not the same for all", () => {
  assert.deepEqual(
    [1, 2, 3, 9].map((failures) => waitAfter(failures, 1)),
    [500, 1000, 2000, 10_000],
  );
  assert.equal(waitAfter(1, 0), 250);
});

test("the browser keeps the keys of eight rooms in one entry, and nothing fails over what else is there", () => {
  const kept = {};
  const storage = {
    getItem: (name) => kept[name] ?? null,
    setItem: (name, words) => (kept[name] = words),
    removeItem: (name) => delete kept[name],
  };
  Object.defineProperty(globalThis, "localStorage", { configurable: true, value: storage });
  keepKeys("KRMVT", { token: "a" });
  keepKeys("KRMVT", { secret: "b" });
  assert.deepEqual(keysOf("KRMVT"), { token: "a", secret: "b" });
  assert.deepEqual(Object.keys(kept), ["ntk-room"]);
  keepKeys("KRMVT", { token: "" });
  assert.deepEqual(keysOf("KRMVT"), { secret: "b" });
  for (const letter of "ABCDEFGH") keepKeys(letter.repeat(5), { token: letter });
  assert.deepEqual([keptCodes().length, keysOf("KRMVT")], [8, {}]);
  kept["ntk-room"] = '{"odd": 1}';
  assert.deepEqual(keysOf("AAAAA"), {});
  kept["ntk-room"] = "no JSON";
  assert.deepEqual(keptCodes(), []);
});

test("a secret stands behind the # of an address", () => {
  assert.equal(secretIn("#secret=aB-_9"), "aB-_9");
  assert.equal(secretIn("#term-kernel"), "");
});

test("a snapshot is looked at alone, or beneath the present guesses of its step", () => {
  const shot = { title: "", step: 1, round: 1, question: { answer: "curve" }, asked: { prior: "ntk" }, all: [[5]] };
  const room = { ...state, round: 2, all: { 1: [[1]], 2: [[2]] }, answered: { curves: {} }, scores: {}, draw: {} };
  const shown = { ...room, snapshots: [shot, { ...shot, step: 2 }] };
  assert.equal(pictured(shown, null), shown);
  assert.equal(pictured(shown, { number: 3, compares: false }), shown);
  const alone = pictured(shown, { number: 1, compares: false });
  assert.deepEqual([alone.round, alone.all, alone.names[0]], [1, { 1: [[5]], 2: [] }, "Snapshot 1"]);
  assert.deepEqual([alone.scores, alone.answered], [null, room.answered]);
  const compared = pictured(shown, { number: 1, compares: true });
  assert.deepEqual([compared.round, compared.all], [2, { 1: [[5]], 2: [[2]] }]);
  assert.deepEqual(compared.names, ["Snapshot 1", "Now"]);
  const other = pictured(shown, { number: 2, compares: true }); // of another step, whose answer is not here
  assert.deepEqual([other.all, other.answered, other.draw], [{ 1: [[5]], 2: [] }, null, null]);
  assert.equal(snapshotWords(shot, 1), "1 · round 1 · 1 guess");
  assert.equal(snapshotWords({ ...shot, title: "A", round: 2, all: [] }, 4), "4 · step 1: A · round 2 · 0 guesses");
});

test("everybody reads the words and what to try, the lecturer also what comes after the answer", () => {
  const [words, after] = [[["p", [["Look.", ""]]]], [["p", [["So.", ""]]]]];
  const step = { words, tries: ["Drag A."], after: [] };
  assert.deepEqual(readingOf(step), [...words, ["p", [["What to try:", ""]]], ["li", [["Drag A.", ""]]]]);
  const notes = { title: "T", minutes: 4, aim: "A.", mistakes: "M.", discussion: "D?", after, hint: "H." };
  const parts = noteParts({ ...step, tries: [], notes, question: {} });
  assert.deepEqual(
    parts.map(({ head }) => head),
    ["Before the guess", "After the reveal", "For the whole lesson"],
  );
  assert.deepEqual(parts[0].blocks.at(-1), ["p", [["Hint before a second round: H.", ""]]]);
  assert.deepEqual(parts[1].blocks, after);
  assert.equal(parts[2].blocks.length, 3);
  assert.deepEqual(noteParts({ ...step, notes: null }), []);
});
