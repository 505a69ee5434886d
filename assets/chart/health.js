/** Health of the scene on screen in Python's words (messages.HEALTH), while Python's own answer is still on its way. */

import { certaintyOf, digitsLeft, solveAll } from "../shared/certainty.js";
import { superscript } from "../shared/format.js";
import { withNoise } from "../shared/conditioning.js";
import { gridIndices } from "../shared/grid.js";
import { rankGroups } from "./ranking.js";
import { GRID, isWindow, lengthText, noiseText, unitLength, unitText } from "../shared/units.js";

/** @import { Certainty, Facts, Factor, Health, Scene, Setting, Solves, UnitAxis, Units, Words } from "./types.d.ts" */
/** @typedef {Setting & { facts: Facts, words: Words }} Judged */
/** @typedef {ReturnType<typeof readAnswers>["solved"]} Findings */
/** @typedef {Record<string, string>} Templates */

const FAIR_CONDITION = 1e8; // diagnosis.FAIR_CONDITION
const LEAST_ROUGH = 5e-4; // diagnosis.ROUGH
const LEAST_VISIBLE = 0.005; // diagnosis.VISIBLE
const AXIS = { scale: 1, centre: 0, name: "" };
const WINDOW = { x: AXIS, y: AXIS };
const NOISES = [0.003, 0.01, 0.03, 0.1, 0.3, 1]; // diagnosis.NOISES

/**
 * Groups, certainty and what the solve has shown, from the labels on.
 *
 * @param {Solves} solves
 * @param {Certainty} certainty
 * @param {Scene} scene
 * @param {number} time
 * @param {Templates} notes
 */
export function readAnswers(solves, certainty, scene, time, notes) {
  const { solver } = solves;
  const labels = scene.points.map((point) => point[1]);
  const misses = labels.map((y, j) => Math.abs(certainty.means[0][solver.index[j]] - y));
  const converged = time === Infinity || !solver.ensemble;
  const spoiled = solver.jitter > 0 && converged;
  const missed = new Set(Array.from(solver.index).filter((_, j) => spoiled && misses[j] >= LEAST_VISIBLE));
  const groups = rankGroups(solves, certainty, scene.candidates, missed, notes);
  const asked = gridIndices(
    solver.grid,
    scene.candidates.flatMap((each) => each.points.map((point) => point[0])),
  );
  const largest = [certainty.mean, certainty.std].map((doubts) => doubts.reduce((a, b) => Math.max(a, b), 0));
  const { shifted, n } = solver;
  const solved = {
    condition: !n ? 1 : shifted[n - 1] > 0 ? shifted[0] / shifted[n - 1] : Infinity,
    jitter: solver.jitter,
    scale: solver.scale,
    misfit: Math.max(0, ...misses),
    converged,
    exact: Math.max(...largest) < LEAST_VISIBLE && groups.every((group) => group.exact),
    ranked: groups.every((group) => group.ranked),
    digits: digitsLeft(
      solves,
      certainty,
      labels,
      asked,
      groups.map((group) => group.rounding),
    ),
  };
  return { groups, solved };
}

/**
 * { health, remedy }: as health.assess and view._remedy.
 *
 * @param {Factor} factor
 * @param {Findings} solved
 * @param {Scene} scene
 * @param {Judged} setting
 * @param {number} time
 */
export function assessHealth(factor, solved, scene, setting, time) {
  const { noise_std: noiseStd, facts, words } = setting;
  const labels = scene.points.map((point) => point[1]);
  const poor = isPoor(scene, noiseStd, facts, solved);
  /** @param {number} noise */
  const helps = (noise) => {
    if (noise <= noiseStd) return false;
    const solves = solveAll(withNoise(factor, noise), time, facts.rounding);
    const certainty = certaintyOf(solves, labels);
    return !isPoor(scene, noise, facts, readAnswers(solves, certainty, scene, time, words.notes).solved);
  };
  const remedy = poor ? (NOISES.find(helps) ?? null) : null;
  return { health: describe(scene, setting, solved, poor, remedy), remedy };
}

/** @param {Scene} scene @param {number} noise @param {Facts} facts @param {Findings} solved */
function isPoor(scene, noise, facts, solved) {
  return contradictions(scene, noise, facts, {}, WINDOW).length > 0 || decides(solved) || isHidden(solved);
}

/** @param {Findings} solved */
function decides({ jitter, exact, converged, misfit }) {
  return jitter > 0 && (!exact || (converged && misfit >= LEAST_VISIBLE));
}

/** @param {Findings} solved */
function isHidden({ jitter, ranked, digits }) {
  return jitter === 0 && (!ranked || digits < 1);
}

/**
 * @param {Scene} scene
 * @param {Judged} setting
 * @param {Findings} solved
 * @param {boolean} poor
 * @param {number | null} remedy
 * @returns {Health}
 */
function describe(scene, { noise_std: noise, facts, words, units }, solved, poor, remedy) {
  const say = words.health;
  const { condition, jitter, digits } = solved;
  const delicate = condition > FAIR_CONDITION && condition < Infinity;
  const messages = [
    ...contradictions(scene, noise, facts, say, units),
    ...coincidences(scene, noise, say, units),
    ...ofNature(scene, facts, jitter, say, units),
  ];
  messages.push(...ofJitter(solved, noise, messages.length > 0, say, units));
  if (isHidden(solved)) messages.push(say.hidden);
  else if (delicate && jitter === 0) messages.push(fill(digits === 1 ? say.digit : say.digits, { digits }));
  if (poor && remedy !== null) messages.push(offerOf(remedy, say, units.y));
  const level = poor ? "poor" : jitter > 0 || delicate ? "fair" : "good";
  return { level, summary: summaryOf(scene, solved, say), messages, jitter_decides: decides(solved) };
}

/** @param {Scene} scene @param {Findings} solved @param {Templates} say */
function summaryOf(scene, { condition, jitter, scale }, say) {
  if (scene.points.length === 0) return say.empty;
  if (condition === Infinity) return say.zero;
  const relative = roughly(scale > 0 ? jitter / scale : 0);
  return fill(jitter > 0 ? say.jitter : say.plain, { condition: roughly(condition), relative });
}

/** @param {Findings} solved @param {number} noise @param {boolean} explained @param {Templates} say @param {Units} units */
function ofJitter(solved, noise, explained, say, units) {
  const { jitter, scale, misfit, converged } = solved;
  if (!jitter) return [];
  const rules = decides(solved);
  const messages = [];
  if (noise > 0) {
    const variance = roughly(unitLength(units.y, unitLength(units.y, scale)));
    const acts = lengthText(units.y, Math.sqrt(jitter), 2);
    messages.push(fill(say.large, { scale: variance, acts, noise: noiseText(units.y, noise) }));
  } else if (!explained) messages.push(rules && converged && misfit >= LEAST_ROUGH ? say.rough : say.smooth);
  const missing = converged ? [fill(say.misfit, { misfit: lengthText(units.y, misfit, 2) })] : [];
  return [...messages, [...missing, rules ? say.decides : say.steady].join(" ")];
}

/** The labels at each input, in order of first appearance. @param {Scene} scene */
function labelsByInput(scene) {
  /** @type {Map<number, number[]>} */
  const labels = new Map();
  for (const [x, y] of scene.points) labels.set(x, [...(labels.get(x) ?? []), y]);
  return labels;
}

/** @param {Scene} scene @param {number} noise @param {Facts} facts @param {Templates} say @param {Units} units */
function contradictions(scene, noise, facts, say, units) {
  if (noise > 0) return [];
  const labels = labelsByInput(scene);
  const messages = [];
  for (const [x, ys] of labels) {
    const different = [...new Set(ys)].sort((a, b) => a - b).map((y) => unitText(units.y, y));
    if (different.length > 1) {
      messages.push(fill(say.contradiction, { x: unitText(units.x, x), labels: different.join(" and ") }));
    }
  }
  if (facts.unbiased && (labels.get(0) ?? []).some((y) => y !== 0)) {
    messages.push(fill(say.unreachable, originOf(units)));
  }
  return messages;
}

/** @param {Scene} scene @param {number} noise @param {Templates} say @param {Units} units */
function coincidences(scene, noise, say, units) {
  const repeated = [];
  for (const [x, ys] of labelsByInput(scene)) {
    for (const y of [...new Set(ys)].sort((a, b) => a - b)) {
      const copies = ys.filter((each) => each === y).length;
      if (copies > 1) repeated.push(`(${unitText(units.x, x)}, ${unitText(units.y, y)})`);
    }
  }
  if (repeated.length === 0) return [];
  const effect = noise > 0 ? say.noisy_copies : say.idle_copies;
  return [fill(say.coincide, { points: repeated.join(", "), effect })];
}

/**
 * @param {Scene} scene
 * @param {Facts} facts
 * @param {number} jitter
 * @param {Templates} say
 * @param {Units} units
 * @returns {string[]}
 */
function ofNature(scene, { rank, rank_words: words, odd }, jitter, say, units) {
  const inputs = new Set(scene.points.map((point) => point[0]));
  if (rank !== null && inputs.size > rank) {
    return [fill(words, { count: inputs.size, x: originOf(units).x, distance: distanceText(units.x) })];
  }
  const mirrored = [...inputs].some((x) => x > 0 && inputs.has(-x));
  if (!(jitter > 0 && odd && mirrored)) return [];
  return [units.x.centre === 0 && units.y.centre === 0 ? say.odd : fill(say.odd_about, originOf(units))];
}

/** The window's 0 in the person's units: where networks without bias meet, and their average. @param {Units} units */
function originOf({ x, y }) {
  return { x: unitText(x, 0), y: unitText(y, 0) };
}

/** "|x|", or "|x − 14.5|" where the middle of the window is another value. @param {UnitAxis} axis */
function distanceText(axis) {
  const zero = unitText(axis, 0);
  if (axis.centre === 0) return "|x|";
  return zero.startsWith("−") ? `|x + ${zero.slice(1)}|` : `|x − ${zero}|`;
}

/** The noise that would help, beside that of the chart's own rounding. @param {number} remedy @param {Templates} say @param {UnitAxis} axis */
function offerOf(remedy, say, axis) {
  const step = lengthText(axis, GRID, isWindow(axis) ? 6 : 3);
  return fill(say.offer, { noise: noiseText(axis, remedy), step, rounded: noiseText(axis, NOISES[0]) });
}

/** @param {string | undefined} template @param {Record<string, string | number>} values */
function fill(template, values) {
  return (template ?? "").replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** One figure and a power of ten, as format.number(value, ".0e"). @param {number} value */
function roughly(value) {
  const [front, power] = value.toExponential(0).split("e");
  if (Number(power) === 0) return front;
  const tail = `10${superscript(Number(power))}`;
  return front === "1" ? tail : `${front}·${tail}`;
}
