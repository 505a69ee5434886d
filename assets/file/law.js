/**
 * What explorer/lessons/asked.py and explorer/lessons/score.py compute, for a page without a server: the answer to a
 * question about a scene, by the browser's own kernels and posterior, and the scores of guesses.
 */

import { readAnswers } from "../chart/health.js";
import { sceneOf, settingOf } from "../chart/history.js";
import { liveModel } from "../chart/live.js";
import { jointAt, logDensity } from "../shared/density.js";
import {
  logSoftmax,
  outcomesOfChoice,
  outcomesOfOrder,
  scoreOfOdds,
  scoreOfPairs,
  scoreOfPick,
  upperGamma,
} from "./chance.js";

/** @import { Answer, Entry } from "./types.d.ts" */
/** @import { Asked, Answered, Question, Score } from "../guess/types.d.ts" */
/** @import { Candidate, Certainty, Scene, Setting, Solves } from "../chart/types.d.ts" */
/** @typedef {ReturnType<typeof lawOf>} Law */

const FIXED_STD = 1e-5; // asked._FIXED
/** @type {Record<string, string>} */
const NOTE_OF = { certain: "fixed", impossible: "impossible" };

/** The scene of an entry, solved. @param {Entry} entry @param {Answer["words"]} words */
export function lawOf(entry, words) {
  const [scene, setting] = [sceneOf(entry), settingOf(entry)];
  /** @type {import("../chart/types.d.ts").Cache} */
  const cache = {};
  const { curves, health } = liveModel({ scene, cache, answer: { words } }, setting, 0, null, false);
  const solves = /** @type {Solves} */ (cache.solves.value);
  const certainty = /** @type {Certainty} */ (cache.certainty.value);
  const until = setting.time ?? Infinity;
  /** The answers for candidates at the same inputs. @param {Candidate[]} candidates @param {Solves} solved */
  const ask = (candidates, solved = solves) =>
    readAnswers(solved, certainty, { ...scene, candidates }, until, words.notes).groups[0];
  return { scene, setting, curves, health, solves, mean: certainty.means[0], ask };
}

/** The answer once it is shown. @param {Law} law @param {Asked} asked @param {string[]} truth @returns {Answered} */
export function answerOf(law, asked, truth) {
  const { curves, setting, health } = law;
  const { question } = asked;
  const at = jointAt(law.solves.solver, question.inputs).at;
  const std = Array.from(at, (i) => law.solves.solver.std[i]);
  const labelStd = question.answer === "label" ? Math.hypot(std[0], setting.noise_std) : 0;
  const isCurve = question.answer === "curve";
  return {
    curves: { mean: packed(curves.mean), std: packed(curves.std), samples: curves.samples.map(packed) },
    jitter_decides: health.jitter_decides,
    tight: question.inputs.filter((_, k) => isCurve && std[k] < asked.hand_noise),
    label: labelStd > FIXED_STD ? { mean: law.mean[at[0]], std: labelStd } : null,
    shares: asked.about_labels ? oddsOf(law, asked, truth) : null,
    truth: scoresOf(law, asked, truth, [blankOf(question)])[0].truth,
  };
}

/** Float32 numbers as base64. @param {ArrayLike<number>} values */
function packed(values) {
  const bytes = new Uint8Array(Float32Array.from(values).buffer);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** Some guess, of which only the truth is asked. @param {Question} question */
function blankOf({ answer, inputs, options }) {
  if (answer === "order") return options.map((_, i) => i);
  return answer === "odds"
    ? options.map(() => 1 / options.length)
    : [...inputs.map(() => 0), 0].slice(0, inputs.length || 1);
}

/** The scores of guesses; `truth` is what the lesson states, if it does. @param {Law} law @param {Asked} asked @param {string[]} truth @param {number[][]} guesses @returns {Score[]} */
export function scoresOf(law, asked, truth, guesses) {
  const { answer, options } = asked.question;
  const stated = truth.map((option) => options.indexOf(option));
  if (answer === "curve" || answer === "label") return ofValues(law, asked, guesses);
  if (answer === "odds") return guesses.map((guess) => scoreOfOdds(oddsOf(law, asked, truth), guess));
  if (stated.length && answer === "order") return guesses.map((guess) => scoreOfPairs(stated, guess));
  if (stated.length) return guesses.map(([pick]) => scoreOfPick(stated[0], pick, options.length));
  const weights = weightsOf(law, asked.question);
  const outcomes = answer === "order" ? outcomesOfOrder(weights) : outcomesOfChoice(weights);
  return guesses.map((guess) => outcomes.score(guess));
}

/** Log p of the labels that the options name. @param {Law} law @param {Question} question */
function weightsOf({ scene, ask }, { options }) {
  const { rows } = ask(scene.candidates.filter(({ name }) => options.includes(name)));
  return options.map((option) => {
    const row = rows.find(({ name }) => name === option);
    if (!row || row.verdict || row.step === null || row.log_p === null)
      throw new Error(`${option} has no density here`);
    return row.log_p;
  });
}

/** The probabilities of the options. @param {Law} law @param {Asked} asked @param {string[]} truth */
function oddsOf(law, { question }, truth) {
  if (truth.length) return question.options.map((option) => Number(truth.includes(option)));
  return logSoftmax(weightsOf(law, question)).map(Math.exp);
}

/** Curves and labels, by the density of their values; densities are per unit of the person's own y. @param {Law} law @param {Asked} asked @param {number[][]} guesses @returns {Score[]} */
function ofValues({ solves, mean, ask }, { question, units, hand_noise: hand }, guesses) {
  const { answer, inputs } = question;
  const isCurve = answer === "curve";
  /** @param {Solves["solver"]} solver */
  const held = (solver) => (isCurve ? { ...solver, labelNoise: hand ** 2 } : solver);
  const solved = { ...solves, solver: held(solves.solver), others: solves.others.map(held) };
  /** @type {Candidate[]} */
  const candidates = guesses.map((guess, i) => ({ name: String(i), points: inputs.map((x, k) => [x, guess[k]]) }));
  const { rows, free } = ask(candidates, solved);
  const joint = jointAt(solved.solver, inputs);
  const truth = Array.from(joint.at, (i) => mean[i]);
  const peak = logDensity(joint, mean, truth).logP;
  const n = inputs.length;
  const shift = n * Math.log(units.y.scale);
  const draws = { mean: peak + shift - n / 2, spread: Math.sqrt(n / 2), best: peak + shift };
  return guesses.map((guess, i) => {
    const row = rows.find(({ name }) => name === String(i));
    const certain = row && free === n && row.step !== null ? row.log_p : null;
    if (certain === null || !row?.step)
      return absent(truth, free < n ? (NOTE_OF[row?.verdict ?? ""] ?? "jitter") : "jitter");
    const rank = upperGamma(n / 2, Math.max(0, peak - certain));
    const miss = isCurve ? missOf(joint, mean, guess) : null;
    return { unit: "nats", value: certain + shift, ...draws, rank, truth, step: row.step, note: "", miss };
  });
}

/** @param {number[]} truth @param {string} note @returns {Score} */
function absent(truth, note) {
  const nothing = { value: null, mean: null, spread: null, rank: null, best: null };
  return { unit: "nats", ...nothing, truth, step: 0.01, note, miss: null };
}

/**
 * The value of a curve that costs most: with P = C⁻¹ and a = P (y − m), value i costs a_i² / (2 P_ii), and the others
 * let expect y_i − a_i / P_ii ± 1 / √P_ii there (Rasmussen & Williams 2006, eqs. 5.10–5.12).
 *
 * @param {ReturnType<typeof jointAt>} joint
 * @param {Float64Array} mean
 * @param {number[]} guess
 */
function missOf(joint, mean, guess) {
  const { m, rows, values } = joint;
  const { solved } = logDensity(joint, mean, guess);
  const misses = guess.map((y, i) => {
    let stiffness = 0;
    for (let k = 0; k < m; k += 1) stiffness += rows[k * m + i] ** 2 / values[k];
    return {
      at: i,
      expected: y - solved[i] / stiffness,
      spread: 1 / Math.sqrt(stiffness),
      cost: solved[i] ** 2 / (2 * stiffness),
    };
  });
  return misses.reduce((most, each) => (each.cost > most.cost ? each : most));
}

/** Whether the answer is shown after these tries, as asking.is_revealed. @param {Question} question @param {Score[]} tried */
export function isRevealed({ hint }, tried) {
  if (!tried.length) return false;
  const { rank, note } = tried[0];
  return tried.length > 1 || !hint || note === "fixed" || (rank !== null && rank >= 0.5);
}
