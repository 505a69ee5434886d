/** The picture in sentences with numbers: what is true right now, and what an edit has changed. */

import { isFiniteNumber, logWords, plainNumber, verdictWords, worded } from "../shared/format.js";
import { GRID, labelName, lengthText, unitText, xText } from "../shared/units.js";
import { HEALTH_LEVELS } from "./footer.js";
import { gridIndex } from "./geometry.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Curve, Limits, Model, Question, QuestionRow, Setting, Units } from "./types.d.ts" */
/** @typedef {Pick<Model, "scene" | "curves" | "groups" | "setting" | "health">} Described */
/** @typedef {{ at: string, mean: string, spread: string, value: number }} Place the most likely label at an input, "" if it is unsure */
/**
 * @typedef {object} Facts what is told of a picture, in words and as it is shown
 * @property {number} points
 * @property {string} networks
 * @property {string} pinned
 * @property {{ key: string, places: Place[], ranking: string, logs: [string, string][] }[]} questions
 * @property {{ level: string, summary: string }} health
 * @property {Curve} mean
 * @property {Curve} std
 * @property {Units} units
 * @property {Limits} limits
 */

const COUNTS = ["", "", ...WORDS.now.counts.split(" ")];
const SPOKEN_ACTIVATIONS = {
  relu: "ReLU",
  leaky_relu: WORDS.now.leaky,
  abs: WORDS.now.abs,
  erf: "erf",
  gelu: "GELU",
  sin: WORDS.now.sine,
  identity: WORDS.now.linear,
};
const TIMES = [
  WORDS.times.thousand,
  WORDS.times.ten_thousand,
  WORDS.times.hundred_thousand,
  WORDS.times.million,
  WORDS.times.ten_million,
  WORDS.times.hundred_million,
];
const SHOWN_CHANGE = GRID / 2;
const NO_SPREAD = 0.005; // a spread below it is none on screen
const MOST_RANKED = 3;
const MOST_CHANGES = 3;

/** @param {Described} model @param {Limits} limits @returns {Facts} */
export function readFacts({ scene, curves, groups, setting, health }, limits) {
  const { units } = setting;
  const { mean, std } = curves;
  const questions = groups.map((group) => ({
    key: group.names.join(),
    places: group.x.map((x) => placeOf(curves, gridIndex(limits, x), x, setting)),
    ranking: rankingOf(group, units),
    logs: group.rows.map((row) => /** @type {[string, string]} */ ([row.name, answerText(row)])),
  }));
  const { level, summary } = health;
  const pinned = scene.pin ? WORDS.now.pinned : "";
  const networks = networksOf(setting);
  return {
    points: scene.points.length,
    networks,
    pinned,
    questions,
    health: { level, summary },
    mean,
    std,
    units,
    limits,
  };
}

/** Everything that is true right now, a sentence each. @param {Facts} facts */
export function sentencesOf(facts) {
  const { points, networks, pinned, questions, health } = facts;
  const answers = questions.flatMap(({ places, ranking }) => [...places.map(placeText), ranking]);
  return [countText(points), `${networks}.`, pinned, ...curveTexts(facts), ...answers, healthText(health)].filter(
    Boolean,
  );
}

/**
 * What differs between two pictures, the most important first, at most three sentences; none if nothing does that shows.
 *
 * @param {Facts} before
 * @param {Facts} after
 */
export function changesOf(before, after) {
  const earlier = new Map(before.questions.map((question) => [question.key, question]));
  const changes = before.points === after.points ? [] : [cameText(after.points)];
  let told = false;
  for (const { key, places, ranking, logs } of after.questions) {
    const old = earlier.get(key);
    if (!old) changes.push(...places.map(placeText), ranking);
    else {
      const moved = places.flatMap((place, i) => placeChanges(old.places[i], place));
      told ||= moved.length > 0;
      const logsMoved = logs.filter(([name, text]) => new Map(old.logs).get(name) !== text);
      const which = ranking === old.ranking ? logsMoved.map(([name, text]) => `${name}: ${text}.`) : [ranking];
      changes.push(...moved, ...which);
    }
  }
  if (!told) changes.push(curveChange(before, after));
  if (before.health.level !== after.health.level) changes.push(healthText(after.health, true));
  return changes.filter(Boolean).slice(0, MOST_CHANGES);
}

/** log p of a label and how it compares, or why there is no number. @param {QuestionRow | undefined} row */
export function answerText(row) {
  if (!row || row.rank === Infinity) return "";
  if (row.verdict && !isFiniteNumber(row.log_p)) return verdictWords(row.verdict);
  return logWords(row.log_p, row.step);
}

/** "2.7 times", or "about a million times" from a thousand on. @param {number} log10Odds */
export function timesText(log10Odds) {
  const times = 10 ** log10Odds;
  if (log10Odds < 3) return worded(WORDS.times.few, { count: plainNumber(times, times < 10 ? 1 : 0) });
  const power = Math.round(log10Odds);
  return TIMES[power - 3] ?? worded(WORDS.times.power, { power });
}

/** @param {number} count */
function countText(count) {
  if (count < 2) return count ? WORDS.now.one_point : WORDS.now.no_points;
  const text = worded(WORDS.now.points, { count: COUNTS[count] ?? count });
  return text[0].toUpperCase() + text.slice(1);
}

/** @param {number} count */
function cameText(count) {
  if (count < 2) return count ? WORDS.now.came_one : WORDS.now.came_none;
  return worded(WORDS.now.came, { count: COUNTS[count] ?? count });
}

/** @param {Setting} setting */
function networksOf({ network, prior, time, noise_std: noise, units }) {
  const moment = time === 0 ? WORDS.now.before : worded(WORDS.now.until, { t: plainNumber(time ?? 0, 3) });
  const trained = time === null ? WORDS.now.trained : moment;
  const which = { nngp: WORDS.now.random, ntk: WORDS.now.ntk, ensemble: trained }[prior];
  const count = network.hidden_layers;
  const layers = count === 1 ? WORDS.now.one_layer : worded(WORDS.now.layers, { count });
  const skips = network.skip === "none" ? [] : [WORDS.now.skips];
  const norm = network.norm === "none" ? [] : [WORDS.now.norm];
  const labels = noise ? [worded(WORDS.now.noise, { noise: lengthText(units.y, noise, 3) })] : [];
  return [which, layers, SPOKEN_ACTIVATIONS[network.activation], ...skips, ...norm, ...labels].join(", ");
}

/** @param {Model["curves"]} curves @param {number} i @param {number} x @param {Setting} setting @returns {Place} */
function placeOf({ mean, std, doubt }, i, x, { units, noise_std: noise }) {
  const at = xText(units, x);
  const value = mean[i];
  if (!Number.isFinite(value) || (doubt && doubt[i] >= SHOWN_CHANGE)) return { at, mean: "", spread: "", value };
  const spread = Math.hypot(std[i], noise); // of a label, as its density has it
  return {
    at,
    mean: unitText(units.y, value),
    spread: spread < NO_SPREAD ? "" : lengthText(units.y, spread, 2),
    value,
  };
}

/** @param {Place} place */
function placeText({ at, mean, spread }) {
  const text = !mean ? WORDS.now.rounding : spread ? WORDS.now.likely : WORDS.now.fixed;
  return worded(text, { at, is: mean, spread });
}

/** @param {Place | undefined} before @param {Place} after */
function placeChanges(before, after) {
  if (!before || !before.mean || !after.mean || before.at !== after.at) {
    return before && placeText(before) === placeText(after) ? [] : [placeText(after)];
  }
  const spreads = { spread: after.spread || "0", earlier: before.spread || "0" };
  const told = { at: after.at, was: before.mean, is: after.mean, ...spreads };
  const widened = before.spread !== after.spread;
  if (before.mean === after.mean) return widened ? [worded(WORDS.now.stays, told)] : [];
  const rose = widened ? WORDS.now.rose_spread : WORDS.now.rose;
  const fell = widened ? WORDS.now.fell_spread : WORDS.now.fell;
  return [worded(after.value > before.value ? rose : fell, told)];
}

/** @param {Question} group @param {Units} units */
function rankingOf({ rows, ranked, note, x }, units) {
  const fixed = rows.filter((row) => row.verdict && !isFiniteNumber(row.log_p));
  if (fixed.length) return fixed.map(verdictText).join(" ");
  if (rows.length < 2 || rows.some((row) => row.rank === Infinity)) return "";
  if (!ranked) return note;
  const [best, ...others] = rows;
  const named = others.slice(0, MOST_RANKED).map(({ name, log10_odds: odds }) => {
    const told = { name, best: best.name };
    if (!isFiniteNumber(odds)) return worded(WORDS.now.less, told);
    if (odds < Math.log10(1.05)) return worded(WORDS.now.equal, told);
    return worded(WORDS.now.times_less, { ...told, times: timesText(odds) });
  });
  const label = `${labelName(units)} ${unitText(units.y, best.y[0])}`;
  const first = worded(x.length === 1 ? WORDS.now.best_label : WORDS.now.best, {
    count: rows.length,
    best: best.name,
    label,
  });
  return [...(others.length > 1 ? [first] : []), ...named].join(" ");
}

/** @param {QuestionRow} row */
function verdictText({ name, verdict }) {
  return worded(WORDS.now.verdict, { name, verdict: verdictWords(verdict) });
}

/** Where the average is lowest and highest, and where the functions differ most. @param {Facts} facts */
function curveTexts({ mean, std, units, limits }) {
  if (!Array.from(mean).every(Number.isFinite)) return [WORDS.now.leaves];
  const [low, high, wide] = [lowestOf(mean.map((y) => y)), lowestOf(mean.map((y) => -y)), lowestOf(std.map((y) => -y))];
  /** @param {number} i */
  const at = (i) => xText(units, limits.x[0] + i * GRID);
  const spread = lengthText(units.y, std[wide], 2);
  const [lowest, highest] = [unitText(units.y, mean[low]), unitText(units.y, mean[high])];
  const average = lowest === highest ? WORDS.now.level : WORDS.now.average;
  return [
    worded(average, { is: lowest, low: at(low), lowest, high: at(high), highest }),
    worded(WORDS.now.differ, { at: at(wide), spread }),
  ];
}

/** The index of the smallest value. @param {Curve} values */
function lowestOf(values) {
  return Array.from(values).reduce((least, value, i, all) => (value < all[least] ? i : least), 0);
}

/** @param {Facts} before @param {Facts} after */
function curveChange(before, after) {
  const far = Float64Array.from(after.mean, (value, i) => -Math.abs(value - before.mean[i]) || 0);
  const most = lowestOf(far);
  const [was, is] = [before.mean[most], after.mean[most]].map((value) => unitText(after.units.y, value));
  if (!(far[most] <= -SHOWN_CHANGE) || was === is) return "";
  const at = xText(after.units, after.limits.x[0] + most * GRID);
  return worded(WORDS.now.changed, { at, was, is });
}

/** @param {Facts["health"]} health @param {boolean} always */
function healthText({ level, summary }, always = false) {
  if (level === "good") return always ? WORDS.now.healthy : "";
  return worded(WORDS.now.health, { level: HEALTH_LEVELS[level], summary: summary.replace(/\.$/, "") });
}
