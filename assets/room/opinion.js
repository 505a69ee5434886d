/** What the prior thinks of a room's guesses, in bars and in sentences. */

import { plainNumber, worded } from "../shared/format.js";
import { countsIn, medianOf } from "./tallies.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Draw, Rounds, Scored } from "./types.d.ts" */

export const OPINION_BARS = 10;
const ROUNDS = /** @type {const} */ ([1, 2]);

/** The ranks of those guesses that have one: where the data fix a label, or jitter decides, there is none. @param {Scored[]} scores */
function ranksOf(scores) {
  return scores.flatMap(({ rank }) => rank ?? []);
}

/** The rounds with guesses that the prior can judge. @param {Rounds<Scored[]>} scores */
export function judgedRounds(scores) {
  return ROUNDS.filter((round) => ranksOf(scores[round]).length > 0);
}

/**
 * How many guesses of each round are more likely than so many of the prior's own draws: the first bar counts those
 * that beat less than a tenth of the draws, the last those that beat nine tenths or more. Draws of the prior would fill
 * all bars alike, up to the `level` of the latest round.
 *
 * @param {Rounds<Scored[]>} scores
 */
export function opinionBars(scores) {
  const [first, second] = ROUNDS.map((round) => countsIn(ranksOf(scores[round]), 0, 1, OPINION_BARS));
  const latest = judgedRounds(scores).at(-1) ?? 1;
  const level = ranksOf(scores[latest]).length / OPINION_BARS;
  return { first, second, level, highest: Math.max(1, level, ...first, ...second) };
}

/** The best guess beside a draw of the prior, in a sentence of which one part is stressed. @param {Scored[]} scores @param {Draw} draw */
export function bestWords(scores, { unit, mean, best }) {
  const values = scores.flatMap(({ value }) => value ?? []);
  if (values.length === 0 || mean === null) return { front: "", strong: "", rest: "" };
  const highest = Math.max(...values);
  const right = values.filter((value) => value === best).length;
  if (unit === "right") return inParts(worded(WORDS.opinion.right, { right, count: values.length }));
  if (unit === "pairs") return inParts(worded(WORDS.opinion.pairs, { right: highest, count: best }));
  const nats = plainNumber(Math.abs(highest - mean), 1);
  if (nats === "0") return inParts(WORDS.opinion.equal);
  return inParts(worded(highest > mean ? WORDS.opinion.above : WORDS.opinion.below, { nats }));
}

/** What stands before the stressed **part** of a sentence, the part, and the rest. @param {string} sentence */
function inParts(sentence) {
  const [front, strong, rest] = sentence.split("**");
  return { front, strong, rest };
}

/** How many draws of the prior the middle one of a round's guesses beats; round 0 is one alone. @param {Scored[]} scores @param {number} round */
export function middleWords(scores, round) {
  const share = Math.round(100 * medianOf(ranksOf(scores)));
  return worded(round ? WORDS.opinion.middle_round : WORDS.opinion.middle, { round, share });
}

/** All of the above for those who cannot see it. @param {Rounds<Scored[]>} scores @param {Draw} draw */
export function opinionWords(scores, draw) {
  const rounds = judgedRounds(scores);
  if (rounds.length === 0) return WORDS.opinion.none;
  const middles = rounds.map((round) => `${middleWords(scores[round], round)}.`);
  const { front, strong, rest } = bestWords(scores[rounds[rounds.length - 1]], draw);
  return `${middles.join(" ")} ${front}${strong}${rest}.`;
}
