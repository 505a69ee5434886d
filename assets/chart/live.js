/** What is drawn while the scene on screen is ahead of Python's answer, or while samples or time are played. */

import { applyGain, factorise, jointAt, logDensity, makeSamples, solveAt } from "./preview.js";
import { findPrior } from "./prior.js";
import { groupsOf } from "./scene.js";

const SHOWN_MODES = 5;
const TIE = 1e-6; // eigenmodes.orient: entries this close to the largest count as equally large
const SPACING = 100; // grid inputs per unit of x

/**
 * { curves, spectrum, groups, sliceRange } of the session's scene, conditioned here; null without the matching prior.
 * `angle` is the place of the samples on their great circle, `time` replaces the training time unless it is null.
 * What has not changed since the last call is kept: a label costs no factorisation, a candidate no curve.
 */
export function liveModel(session, angle, time) {
  const { answer, scene } = session;
  const prior = findPrior(answer.prior_key);
  if (!prior) return null;
  const kept = session.kept;
  const inputs = scene.points.map((point) => point[0]);
  const until = time ?? answer.time ?? Infinity;
  keep(kept, "factor", [prior.key, answer.prior, answer.noise_std, inputs], () =>
    factorise(prior, inputs, answer.prior, answer.noise_std),
  );
  keep(kept, "solver", [kept.factorKey, until], () => solveAt(kept.factor, until));
  const labels = scene.points.map((point) => point[1]);
  keep(kept, "mean", [kept.solverKey, labels], () => applyGain(kept.solver, labels));
  keep(kept, "samples", [kept.meanKey, angle], () => turnedSamples(kept.solver, labels, prior, answer.prior, angle));
  keep(kept, "slice", [prior.key, answer.prior, scene.slice_x], () => sliceOf(kept.solver, scene.slice_x));
  keep(kept, "spectrum", [kept.factorKey], () => spectrumOf(kept.factor, inputs));
  keep(kept, "groups", [kept.meanKey, JSON.stringify(scene.candidates)], () => answerGroups(kept, scene, answer));
  keep(kept, "curves", [kept.samplesKey, kept.sliceKey], () => ({
    mean: kept.mean,
    std: kept.solver.std,
    samples: kept.samples,
    slice: kept.slice,
  }));
  const sliceRange = [Math.min(0, ...kept.slice), Math.max(0, ...kept.slice)];
  return { curves: kept.curves, spectrum: kept.spectrum, groups: kept.groups, sliceRange };
}

/** Recomputes `kept[name]` only when what it is made of has changed. */
function keep(kept, name, parts, make) {
  const key = parts.join("|");
  if (kept[`${name}Key`] === key) return;
  kept[name] = make();
  kept[`${name}Key`] = key;
}

/** Samples at `angle` of the great circle: with a, b independent, a cos θ + b sin θ is a draw like a itself. */
function turnedSamples(solver, labels, prior, kind, angle) {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const turn = ([first, second]) =>
    angle === 0 ? first : first.map((row, i) => row.map((value, j) => c * value + s * second[i][j]));
  return makeSamples(solver, labels, turn(prior.base[kind === "ntk" ? "ntk" : "nngp"]), turn(prior.labels));
}

function sliceOf({ r, size }, x) {
  const at = Math.round((size - 1) / 2 + x * SPACING);
  return r.subarray(at * size, at * size + size);
}

function spectrumOf({ values, rows, n }, inputs) {
  const vectors = Array.from({ length: Math.min(SHOWN_MODES, n) }, (_, k) => orient(rows.slice(k * n, k * n + n)));
  return { values: Array.from(values, (value) => Math.max(value, 0)), vectors, x: inputs };
}

/** The entry of largest magnitude is positive, the last one if several are equally large. */
function orient(vector) {
  const largest = Math.max(...vector.map(Math.abs)) * (1 - TIE);
  const pivot = vector.findLast((value) => Math.abs(value) >= largest);
  return Array.from(vector, (value) => (pivot < 0 ? -value : value));
}

/** As explore._group: best first; where the data fix labels, verdicts for those off them, densities of the rest. */
function answerGroups({ solver, mean }, scene, answer) {
  const labels = new Map(scene.candidates.map((each) => [each.name, each.points.map((point) => point[1])]));
  return groupsOf(scene.candidates).map(({ x, names }) => {
    const joint = jointAt(solver, x);
    const { fixed, free } = joint;
    const found = names.map((name) => ({ name, ...logDensity(joint, mean, labels.get(name)) }));
    const open = (each) => !fixed || (free && each.agrees);
    const best = Math.max(...found.filter(open).map((each) => each.logP));
    const rows = found.map((each) => ({
      name: each.name,
      log_p: open(each) ? each.logP : null,
      log10_odds: open(each) ? (best - each.logP) / Math.LN10 : each.agrees ? 0 : null,
      verdict: open(each) ? "" : each.agrees ? "certain" : "impossible",
    }));
    const rank = (row) => row.log_p ?? (row.verdict === "certain" ? Infinity : -Infinity);
    rows.sort((a, b) => (rank(a) === rank(b) ? 0 : rank(b) - rank(a)));
    return { x, rows, note: fixed ? (free ? answer.words.partly : answer.words.fixed) : "" };
  });
}
