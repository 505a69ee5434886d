/** How likely each candidate is, and whether its number and its rank are certain: as explorer/grid/answers.py. */

import { roundingOfDensity } from "../shared/certainty.js";
import { jointAt, logDensity } from "../shared/density.js";
import { groupsOf } from "./scene.js";

/** @import { Candidate, Certainty, Row, Solves } from "./types.d.ts" */
/** @typedef {{ logP: number, verdict: string, solved: Float64Array, precision: number }} Reading */
/** @typedef {ReturnType<typeof makeQuery>} Query */

const AGREES = 0.005; // answers.AGREES: half a step of the labels' grid
const SURE_SHARE = 0.05; // answers._SURE
const SMALL_DENSITY = 0.1; // answers._NEAR_0
const DRIFT = 0.01; // answers._DRIFT
const EQUAL = 5e-4; // answers._TIE
const [FINE, COARSE, WHOLE_FROM] = [0.01, 1, 1000]; // answers._FINE, _COARSE, _WHOLE_FROM
const [DECADES, SHARE] = [1, 0.1]; // answers._DECADES, _SHARE

/**
 * The groups as Python sends them, with `exact` and `rounding`; `missed` are the places of points that are missed.
 *
 * @param {Solves} solves
 * @param {Certainty} certainty
 * @param {Candidate[]} candidates
 * @param {Set<number>} missed
 * @param {Record<string, string>} notes
 */
export function rankGroups(solves, certainty, candidates, missed, notes) {
  const labels = new Map(candidates.map((each) => [each.name, each.points.map((point) => point[1])]));
  return groupsOf(candidates).map(({ x, names }) => {
    const ys = names.map((name) => labels.get(name) ?? []);
    return rankGroup(names, makeQuery(solves, certainty, x, ys, missed), notes);
  });
}

/**
 * What the data say of the candidates of one group, with each size of the jitter.
 *
 * @param {Solves} solves
 * @param {Certainty} certainty
 * @param {number[]} x
 * @param {number[][]} ys
 * @param {Set<number>} missed
 */
function makeQuery(solves, certainty, x, ys, missed) {
  const readings = [solves.solver, ...solves.others].map((solver, s) => {
    const joint = jointAt(solver, x);
    return ys.map((y) => readLabels(joint, logDensity(joint, certainty.means[s], y)));
  });
  const { at, fixed, free } = jointAt(solves.solver, x);
  const off = fixed && at.some((i) => missed.has(i));
  const [first, second = first] = certainty.means; // with a tenth of the jitter rounding alone moves the mean that far
  /** @param {number} i */
  const moved = (i) => certainty.rounding[i] + Math.abs(second[i] - first[i]);
  const vague = fixed && (Math.sqrt(certainty.floor) >= AGREES || at.some((i) => moved(i) >= AGREES));
  const alike = readings.every((reading) => reading.every((each, i) => each.verdict === readings[0][i].verdict));
  return { x, at, fixed, free, readings, certainty, off, settled: !off && !vague && alike };
}

/** @param {{ fixed: boolean, free: number }} joint @param {ReturnType<typeof logDensity>} density @returns {Reading} */
function readLabels({ fixed, free }, { logP, off, solved, precision }) {
  const impossible = fixed && off >= AGREES;
  const certain = fixed && !free && !impossible;
  const verdict = impossible ? "impossible" : certain ? "certain" : "";
  return { logP: impossible ? -Infinity : certain ? Infinity : logP, verdict, solved, precision };
}

/**
 * log p of one candidate minus that of another with each size of the jitter; 0 for equal infinities.
 *
 * @param {Query} query
 * @param {number} index
 * @param {number} other
 */
function gapsOf({ readings }, index, other) {
  return readings.map((reading) => {
    const [a, b] = [reading[index].logP, reading[other].logP];
    return a === b ? 0 : a - b;
  });
}

/** @param {Query} query @param {number} index @param {number | null} other */
function roundingOf({ readings, certainty, at }, index, other = null) {
  const [here] = readings;
  const rival = other === null ? null : here[other].solved;
  return roundingOfDensity(certainty, at, here[index].solved, rival, here[index].precision);
}

/** @param {number[]} values */
function largestChange(values) {
  return Math.max(...values.map((value) => Math.abs(value - values[0])));
}

/** @param {Query} query @param {number} index */
function doubtOf(query, index) {
  return roundingOf(query, index) + largestChange(query.readings.map((reading) => reading[index].logP));
}

/** @param {Query} query @param {number} best @param {number} other */
function doubtOfOdds(query, best, other) {
  const gaps = gapsOf(query, best, other);
  if (!Number.isFinite(query.readings[0][best].logP) || !Number.isFinite(gaps[0])) return 0;
  return (roundingOf(query, best, other) + largestChange(gaps)) / Math.LN10;
}

/** @param {string[]} names @param {Query} query @param {Record<string, string>} notes */
function rankGroup(names, query, notes) {
  const { readings, settled, fixed, free, x } = query;
  const [here] = readings;
  const indices = names.map((_, i) => i);
  /** @param {number} i @param {number} j */
  const compare = (i, j) => (here[i].logP === here[j].logP ? 0 : here[j].logP - here[i].logP);
  const order = [...indices].sort(compare);
  const steps = indices.map((i) => stepOf(query, i));
  const why = whyNot(query, order, steps);
  let exact = !why;
  const rows = (why ? indices : order).map((i) => {
    const { logP } = here[i];
    const verdict = settled || !here[i].verdict ? here[i].verdict : "undetermined";
    const odds = gapsOf(query, order[0], i)[0] / Math.LN10;
    const agreed = !why && oddsAgree(odds, doubtOfOdds(query, order[0], i));
    exact &&= agreed && (verdict !== "" || steps[i] === finestStep(logP));
    const numbers = { log_p: finite(logP), log10_odds: agreed ? finite(odds) : null, step: finite(steps[i]) };
    return { name: names[i], ...numbers, verdict };
  });
  const note = why ? notes[why] : !fixed ? "" : free ? notes.partly : notes.fixed;
  const counted = indices.filter((i) => Number.isFinite(here[i].logP) && !Number.isNaN(steps[i]));
  const shares = counted.map((i) => roundingOf(query, i) / Math.max(Math.abs(here[i].logP), SMALL_DENSITY));
  return { x, rows, note, ranked: !why, exact, rounding: Math.max(0, ...shares), free };
}

/** @param {number} value */
function finite(value) {
  return Number.isFinite(value) ? value : null;
}

/** @param {Query} query @param {number} index */
function stepOf(query, index) {
  const { logP, verdict } = query.readings[0][index];
  if (!query.settled) return NaN;
  if (verdict) return FINE;
  const doubt = doubtOf(query, index);
  if (query.readings.length > 1 && doubt > DRIFT * Math.max(1, Math.abs(logP))) return NaN;
  return agreedStep(logP, doubt, finestStep(logP));
}

/**
 * The key of the note that says why the candidates cannot be ranked; empty if they can.
 *
 * @param {Query} query
 * @param {number[]} order
 * @param {number[]} steps
 */
function whyNot(query, order, steps) {
  if (query.off) return "missed";
  const hidden = query.readings.length > 1 ? "order" : "rounding";
  if (order.length === 1) return Number.isNaN(steps[0]) ? "number" : "";
  if (!query.settled) return hidden;
  let reason = "";
  for (let i = 1; i < order.length; i += 1) {
    const gaps = gapsOf(query, order[i - 1], order[i]);
    if (Math.min(...gaps) < -EQUAL) return "order";
    const comparable = Number.isFinite(query.readings[0][order[i - 1]].logP) && Number.isFinite(gaps[0]);
    const close = comparable && roundingOf(query, order[i - 1], order[i]) > Math.max(EQUAL, gaps[0]);
    const decades = gapsOf(query, order[0], order[i])[0] / Math.LN10;
    if (close || doubtOfOdds(query, order[0], order[i]) > Math.max(DECADES, SHARE * decades)) reason = hidden;
  }
  return reason;
}

/** The unit of the last digit of log p on screen. @param {number} logP */
function finestStep(logP) {
  return Math.abs(logP) < WHOLE_FROM ? FINE : COARSE;
}

/** @param {number} value @param {number} step */
function roundTo(value, step) {
  return Math.floor(value / step + 0.5);
}

/**
 * The smallest finest·10ᵏ in whose multiples value − doubt and value + doubt round alike; NaN if only to 0.
 *
 * @param {number} value
 * @param {number} doubt
 * @param {number} finest
 */
function agreedStep(value, doubt, finest) {
  if (!Number.isFinite(value) || !Number.isFinite(doubt)) return NaN;
  if (doubt <= SURE_SHARE * finest) return finest;
  for (let step = finest; Math.abs(value) + doubt >= 0.5 * step; step *= 10) {
    const low = roundTo(value - doubt, step);
    if (low === roundTo(value + doubt, step)) return low ? step : NaN;
  }
  return NaN;
}

/**
 * Whether the odds as they are shown are certain: a power of ten from 1000 on, else two or three figures.
 *
 * @param {number} odds
 * @param {number} doubt
 */
function oddsAgree(odds, doubt) {
  if (doubt <= SURE_SHARE * FINE) return true;
  if (odds >= Math.log10(WHOLE_FROM)) return roundTo(odds - doubt, 1) === roundTo(odds + doubt, 1);
  const step = 10 ** odds < 10 ? 0.1 : 1;
  return roundTo(10 ** (odds - doubt), step) === roundTo(10 ** Math.min(odds + doubt, 300), step);
}
