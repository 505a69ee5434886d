/** The words of a guess and its score: no browser is needed here. */

import { plainNumber, written } from "../shared/format.js";
import { lengthText, unitText } from "../shared/units.js";
import GUESS_WORDS from "./words.json" with { type: "json" };

/** @import { Answered, Asked, Draft, Score } from "./types.d.ts" */

export const WORDING = GUESS_WORDS;
const FEW = 0.005; // a share below it is no whole percent
const DEAR = 3; // nats that a value of a curve must cost to be named
const MISSED = { near: 0.3, sure: 4 }; // to a training point; spread in units of the hand’s noise

/** The text with its blanks filled in. @param {string} text @param {Record<string, string | number>} values */
export function fillBlanks(text, values) {
  return text.replace(/\{(\w+)\}/g, (blank, name) => String(values[name] ?? blank));
}

/** A share as whole percents, or that it is less or more than these can say. @param {number} share */
export function shareText(share) {
  if (share < FEW) return WORDING.few;
  return share > 1 - FEW ? WORDING.most : `${Math.round(100 * share)} %`;
}

/** A number of nats: one decimal for a drawn curve, two otherwise, never more than are certain. @param {number} value @param {number} step @param {number} most */
export function natsText(value, step, most) {
  if (step > 1) return plainNumber(Math.round(value / step) * step, 0);
  const digits = Math.min(most, Math.max(0, -Math.round(Math.log10(step))));
  return written(value.toFixed(digits)).replace(/^−(0([.,]0+)?)$/, "$1");
}

/**
 * The score of a guess in one or two sentences, for somebody who has never heard of a density.
 *
 * @param {Asked} asked
 * @param {Score} score
 */
export function scoreText({ question: { answer, options } }, score) {
  const { unit, value, mean, spread, rank, best, step, note } = score;
  if (value === null || mean === null || spread === null || rank === null || best === null) {
    return WORDING.notes[/** @type {keyof typeof WORDING.notes} */ (note)];
  }
  if (unit === "right")
    return fillBlanks(value ? WORDING.right : WORDING.wrong, { chance: `${Math.round(100 / options.length)} %` });
  const digits = answer === "curve" ? 1 : 2;
  /** @param {number} each */
  const text = (each) => (unit === "pairs" ? plainNumber(each, 1) : natsText(each, step, digits));
  const numbers = {
    value: text(value),
    mean: text(mean),
    spread: text(spread),
    best: text(best),
    share: shareText(rank),
  };
  const draws = unit === "pairs" ? WORDING.draws.pairs : WORDING.draws[answer];
  const sentence = unit === "pairs" ? WORDING.pairs : WORDING.score;
  const ties = answer === "order" || answer === "choice" ? ` ${WORDING.ties}` : "";
  return fillBlanks(sentence, { ...numbers, draws, yours: WORDING.yours[answer] }) + ties;
}

/** The best answer in words, none for a curve, which is drawn. @param {Asked} asked @param {number[]} truth */
export function truthLines({ question: { answer, options }, units }, truth) {
  if (answer === "curve") return [];
  if (answer === "label") return [fillBlanks(WORDING.truth.label, { mean: unitText(units.y, truth[0]) })];
  const named = answer === "odds" ? options.map((option, i) => `${option} ${Math.round(100 * truth[i])} %`) : truth.map((i) => options[i]); // prettier-ignore
  return [fillBlanks(WORDING.truth[answer], { options: named.join(", ") })];
}

/** Why a curve scores little: the value that costs most, and what lets networks be so sure there. @param {Asked} asked @param {number[]} guess @param {Score} score */
export function missLines({ question: { inputs }, units, points, ...noise }, guess, { miss }) {
  if (!miss || miss.cost < DEAR) return [];
  const at = inputs[miss.at];
  const places = { x: units.x.name || "x", at: unitText(units.x, at), yours: unitText(units.y, guess[miss.at]) };
  const sure = { expected: unitText(units.y, miss.expected), spread: lengthText(units.y, miss.spread, 2) };
  const line = fillBlanks(WORDING.miss, { ...places, ...sure, cost: plainNumber(miss.cost, 1) });
  const isSure = noise.noise_std === 0 && miss.spread < MISSED.sure * noise.hand_noise;
  return isSure && points.some(([x]) => Math.abs(x - at) <= MISSED.near) ? [line, WORDING.exact] : [line];
}

/** What stands below the score once the answer is shown. @param {Asked} asked @param {Answered} answered @param {Score} score */
export function afterwords(asked, answered, { unit, value, best, truth, step }) {
  const { question, units } = asked;
  const { answer, inputs } = question;
  const lines = truthLines(asked, truth);
  if (unit !== "nats") return lines;
  if (best !== null)
    lines.push(fillBlanks(WORDING.best[answer], { best: natsText(best, step, answer === "curve" ? 1 : 2) }));
  if (answered.tight.length && inputs.length > 1) {
    const places = answered.tight.map((x) => unitText(units.x, x)).join(", ");
    lines.push(
      fillBlanks(WORDING.tight, { x: units.x.name || "x", inputs: places, noise: plainNumber(asked.hand_noise) }),
    );
  }
  if (value !== null) lines.push(fillBlanks(WORDING.measure[answer], { noise: plainNumber(asked.hand_noise) }));
  return lines;
}

/** What is missing from a draft, "" if nothing is. @param {Asked} asked @param {Draft} draft */
export function missingText({ question: { answer } }, draft) {
  const count = draft.filter((value) => value === null).length;
  if (!count || answer === "order" || answer === "odds") return "";
  return fillBlanks(WORDING.missing[answer], { count });
}

/** The points in words, for those who do not see the chart. @param {Asked} asked */
export function pointsInWords({ points, units }) {
  if (!points.length) return WORDING.none;
  return fillBlanks(WORDING.points, {
    points: points.map(([x, y]) => `(${unitText(units.x, x)}, ${unitText(units.y, y)})`).join(", "),
  });
}

/** An option with what it stands for: a label of the scene with its value. @param {Asked} asked @param {number} at */
export function optionText({ about_labels: aboutLabels, candidates, question: { options }, units }, at) {
  const candidate = aboutLabels && candidates.find((each) => each.name === options[at]);
  if (!candidate) return options[at];
  return `${candidate.name}: ${candidate.points.map(([, y]) => unitText(units.y, y)).join(", ")}`;
}
