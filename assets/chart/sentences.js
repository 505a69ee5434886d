/** The picture in sentences with numbers: what is true right now, and what an edit has changed. */

import { isFiniteNumber, logWords, plainNumber, verdictWords } from "../shared/format.js";
import { GRID, labelName, lengthText, unitText, xText } from "../shared/units.js";
import { gridIndex } from "./geometry.js";

/** @import { Curve, Limits, Model, Question, QuestionRow, Setting, Units } from "./types.d.ts" */
/** @typedef {Pick<Model, "scene" | "curves" | "groups" | "setting" | "health">} Described */
/** @typedef {{ at: string, mean: string, spread: string }} Place the most likely label at an input, "" if it is unsure */
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

const COUNTS = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"];
const SPOKEN_ACTIVATIONS = {
  relu: "ReLU",
  leaky_relu: "leaky ReLU",
  abs: "absolute value",
  erf: "erf",
  gelu: "GELU",
  sin: "sine",
  identity: "linear",
};
const POWERS = ["a thousand", "ten thousand", "a hundred thousand", "a million", "ten million", "a hundred million"];
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
  const pinned = scene.pin ? "Another picture is pinned beside it for comparison." : "";
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
  const changes = before.points === after.points ? [] : [`Now ${countText(after.points).toLowerCase()}`];
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
  if (log10Odds < 3) return `${plainNumber(10 ** log10Odds, 10 ** log10Odds < 10 ? 1 : 0)} times`;
  const power = Math.round(log10Odds);
  return `about ${power < 9 ? POWERS[power - 3] : `10 to the power of ${power}`} times`;
}

/** @param {number} count */
function countText(count) {
  return `${COUNTS[count] ?? count} training point${count === 1 ? "" : "s"}.`;
}

/** @param {Setting} setting */
function networksOf({ network, prior, time, noise_std: noise, units }) {
  const moment = time === 0 ? "Networks before training" : `Networks trained up to t = ${plainNumber(time ?? 0, 3)}`;
  const trained = time === null ? "Trained networks" : moment;
  const which = { nngp: "Random networks", ntk: "The NTK prior of networks", ensemble: trained }[prior];
  const layers = `${network.hidden_layers} hidden layer${network.hidden_layers === 1 ? "" : "s"}`;
  const skips = network.skip === "none" ? [] : ["skip connections"];
  const norm = network.norm === "none" ? [] : ["layer norm"];
  const labels = noise ? [`label noise ${lengthText(units.y, noise, 3)}`] : [];
  return [which, layers, SPOKEN_ACTIVATIONS[network.activation], ...skips, ...norm, ...labels].join(", ");
}

/** @param {Model["curves"]} curves @param {number} i @param {number} x @param {Setting} setting @returns {Place} */
function placeOf({ mean, std, doubt }, i, x, { units, noise_std: noise }) {
  const at = xText(units, x);
  if (!Number.isFinite(mean[i]) || (doubt && doubt[i] >= SHOWN_CHANGE)) return { at, mean: "", spread: "" };
  const spread = Math.hypot(std[i], noise); // of a label, as its density has it
  return { at, mean: unitText(units.y, mean[i]), spread: spread < NO_SPREAD ? "" : lengthText(units.y, spread, 2) };
}

/** @param {Place} place */
function placeText({ at, mean, spread }) {
  if (!mean) return `At ${at} the numbers depend on rounding, so no label is told.`;
  if (!spread) return `At ${at} the label is fixed: ${mean}.`;
  return `The most likely label at ${at} is ${mean}, give or take ${spread}.`;
}

/** @param {Place | undefined} before @param {Place} after */
function placeChanges(before, after) {
  if (!before || !before.mean || !after.mean || before.at !== after.at) {
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [placeText(after)];
  }
  const spreads = [before.spread || "0", after.spread || "0"];
  const spread = `give or take ${spreads[1]}, ${direction(spreads[0], spreads[1])} ${spreads[0]}`;
  if (before.mean !== after.mean) {
    const verb = numberOf(after.mean) > numberOf(before.mean) ? "rose" : "fell";
    const more = before.spread === after.spread ? "" : `, ${spread}`;
    return [`The most likely label at ${after.at} ${verb} from ${before.mean} to ${after.mean}${more}.`];
  }
  return before.spread === after.spread ? [] : [`The most likely label at ${after.at} stays ${after.mean}, ${spread}.`];
}

/** @param {string} before @param {string} after */
function direction(before, after) {
  return numberOf(after) > numberOf(before) ? "up from" : "down from";
}

/** The number that a text begins with, powers of ten aside. @param {string} text */
function numberOf(text) {
  return Number.parseFloat(text.replace("−", "-"));
}

/** @param {Question} group @param {Units} units */
function rankingOf({ rows, ranked, note, x }, units) {
  const fixed = rows.filter((row) => row.verdict && !isFiniteNumber(row.log_p));
  if (fixed.length) return fixed.map((row) => `${row.name} is ${verdictWords(row.verdict)}.`).join(" ");
  if (rows.length < 2 || rows.some((row) => row.rank === Infinity)) return "";
  if (!ranked) return note;
  const [best, ...others] = rows;
  const named = others.slice(0, MOST_RANKED).map(({ name, log10_odds: odds }) => {
    if (!isFiniteNumber(odds)) return `${name} is less likely than ${best.name}.`;
    if (odds < Math.log10(1.05)) return `${name} is about as likely as ${best.name}.`;
    return `${name} is ${timesText(odds)} less likely than ${best.name}.`;
  });
  const labels = x.length === 1 ? ` (${labelName(units)} ${unitText(units.y, best.y[0])})` : "";
  const first = others.length > 1 ? [`Of ${rows.length} labels, ${best.name}${labels} is the most likely.`] : [];
  return [...first, ...named].join(" ");
}

/** Where the average is lowest and highest, and where the functions differ most. @param {Facts} facts */
function curveTexts({ mean, std, units, limits }) {
  if (!Array.from(mean).every(Number.isFinite)) return ["The curve leaves the window."];
  const [low, high, wide] = [lowestOf(mean.map((y) => y)), lowestOf(mean.map((y) => -y)), lowestOf(std.map((y) => -y))];
  /** @param {number} i */
  const at = (i) => xText(units, limits.x[0] + i * GRID);
  const spread = lengthText(units.y, std[wide], 2);
  const [lowest, highest] = [unitText(units.y, mean[low]), unitText(units.y, mean[high])];
  const level = lowest === highest;
  const average = level
    ? `Their average is ${lowest} everywhere.`
    : `Their average is lowest at ${at(low)}, with ${lowest}, and highest at ${at(high)}, with ${highest}.`;
  return [average, `They differ most at ${at(wide)}: give or take ${spread}.`];
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
  return `The average changed most at ${at}: from ${was} to ${is}.`;
}

/** @param {Facts["health"]} health @param {boolean} always */
function healthText({ level, summary }, always = false) {
  if (level === "good") return always ? "Numerical health is good." : "";
  return `Numerical health is ${level}: ${summary.replace(/\.$/, "")}.`;
}
