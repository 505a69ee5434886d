/** What is drawn while the scene on screen is ahead of Python's answer, or while samples or time are played. */

import { certaintyOf, solveAll } from "../shared/certainty.js";
import { assessHealth, readAnswers } from "./health.js";
import { factorise, makeSamples } from "../shared/conditioning.js";
import { findPrior } from "../shared/kernels.js";

const SHOWN_MODES = 5;
const TIE = 1e-6; // eigenmodes.orient: entries this close to the largest count as equally large
const SPACING = 100; // grid inputs per unit of x

/**
 * { curves, spectrum, groups, sliceRange, health, remedy } of the session's scene, conditioned here; null without the
 * matching prior.
 * `angle` is the place of the samples on their great circle, `time` replaces the training time unless it is null.
 * What has not changed since the last call is kept: a label costs no factorisation, a candidate no curve.
 */
export function liveModel(session, angle, time) {
  const { scene } = session;
  const answer = { ...session.answer, ...session.setting }; // after an undo the setting may be ahead of the answer, too
  const prior = findPrior(answer.prior_key);
  if (!prior) return null;
  const kept = session.kept;
  const inputs = scene.points.map((point) => point[0]);
  const until = time ?? answer.time ?? Infinity;
  keep(kept, "factor", [prior.key, answer.prior, answer.noise_std, inputs], () =>
    factorise(prior, inputs, answer.prior, answer.noise_std),
  );
  keep(kept, "solves", [kept.factorKey, until], () => solveAll(kept.factor, until, answer.facts.rounding));
  const { solver } = kept.solves;
  const labels = scene.points.map((point) => point[1]);
  keep(kept, "certainty", [kept.solvesKey, labels], () => certaintyOf(kept.solves, labels));
  const { certainty } = kept;
  keep(kept, "samples", [kept.certaintyKey, angle], () => turnedSamples(solver, labels, prior, answer.prior, angle));
  keep(kept, "slice", [prior.key, answer.prior, scene.slice_x], () => sliceOf(solver, scene.slice_x));
  keep(kept, "spectrum", [kept.factorKey], () => spectrumOf(kept.factor, inputs));
  keep(kept, "read", [kept.certaintyKey, JSON.stringify(scene.candidates)], () =>
    readAnswers(kept.solves, certainty, scene, until, answer.words.notes),
  );
  keep(kept, "health", [kept.readKey], () => assessHealth(kept, scene, answer, until));
  keep(kept, "curves", [kept.samplesKey, kept.sliceKey], () => ({
    mean: certainty.means[0],
    std: solver.std,
    doubt: certainty.mean.map((doubt, i) => Math.max(doubt, certainty.std[i])),
    samples: kept.samples,
    slice: kept.slice,
  }));
  const sliceRange = [Math.min(0, ...kept.slice), Math.max(0, ...kept.slice)];
  return { curves: kept.curves, spectrum: kept.spectrum, groups: kept.read.groups, sliceRange, ...kept.health };
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
