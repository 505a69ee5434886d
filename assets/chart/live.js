/** What is drawn while the scene on screen is ahead of Python's answer, or while samples or time are played. */

import { certaintyOf, solveAll } from "../shared/certainty.js";
import { assessHealth, readAnswers } from "./health.js";
import { factorise, gridIndices, makeSamples } from "../shared/conditioning.js";
import { findPrior } from "../shared/prior.js";

const SHOWN_MODES = 5;
const TIE = 1e-6; // modes.orient: entries this close to the largest count as equally large

/** @import { Answer, Cache, Factor, Pair, Prior, Scene, Session, Setting, Solved, Solver, Words } from "./types.d.ts" */

/**
 * The curves, spectrum and answers of the session's scene, conditioned here; null without the matching prior.
 * `angle` is the place of the samples on their great circle, `time` replaces the training time unless it is null.
 * What has not changed since the last call is kept: a label costs no factorisation, a candidate no curve.
 *
 * @param {Pick<Session, "scene" | "cache"> & { setting?: Setting, answer: Setting & { words: Words } }} session
 * @param {number} angle
 * @param {number | null} time
 * @returns {Solved | null}
 */
export function liveModel({ scene, cache, setting, answer }, angle, time) {
  const current = { ...answer, ...setting }; // after an undo the setting may be ahead of the answer, too
  const { prior: distribution, noise_std: noiseStd, facts, words } = current;
  const prior = findPrior(current.prior_key);
  if (!prior) return null;
  const inputs = scene.points.map((point) => point[0]);
  const labels = scene.points.map((point) => point[1]);
  const until = time ?? current.time ?? Infinity;
  const factor = keep(cache, "factor", [prior.key, distribution, noiseStd, inputs], () =>
    factorise(prior, inputs, distribution, noiseStd),
  );
  const solves = keep(cache, "solves", [cache.factor.key, until], () => solveAll(factor, until, facts.rounding));
  const certainty = keep(cache, "certainty", [cache.solves.key, labels], () => certaintyOf(solves, labels));
  const samples = keep(cache, "samples", [cache.certainty.key, angle], () =>
    turnedSamples(solves.solver, labels, prior, angle),
  );
  const slice = keep(cache, "slice", [prior.key, distribution, scene.slice_x], () =>
    sliceOf(solves.solver, scene.slice_x),
  );
  const spectrum = keep(cache, "spectrum", [cache.factor.key], () => spectrumOf(factor, inputs));
  const read = keep(cache, "read", [cache.certainty.key, JSON.stringify(scene.candidates)], () =>
    readAnswers(solves, certainty, scene, until, words.notes),
  );
  const health = keep(cache, "health", [cache.read.key], () =>
    assessHealth(factor, read.solved, scene, current, until),
  );
  const curves = keep(cache, "curves", [cache.samples.key, cache.slice.key], () => ({
    mean: certainty.means[0],
    std: solves.solver.std,
    doubt: certainty.mean.map((doubt, i) => Math.max(doubt, certainty.std[i])),
    samples,
    slice,
  }));
  /** @type {Pair} */
  const sliceRange = [Math.min(0, ...slice), Math.max(0, ...slice)];
  return { curves, spectrum, groups: read.groups, sliceRange, ...health };
}

/**
 * What is cached under `name`, made again only when the `parts` that it is made of have changed.
 *
 * @template T
 * @param {Cache} cache
 * @param {string} name
 * @param {unknown[]} parts
 * @param {() => T} make
 * @returns {T}
 */
function keep(cache, name, parts, make) {
  const key = parts.join("|");
  if (cache[name]?.key !== key) cache[name] = { key, value: make() };
  return /** @type {T} */ (cache[name].value);
}

/**
 * Samples at `angle` of the great circle: with a, b independent, a cos θ + b sin θ is a draw like a itself.
 *
 * @param {Solver} solver
 * @param {number[]} labels
 * @param {Prior} prior
 * @param {number} angle
 */
function turnedSamples(solver, labels, prior, angle) {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  /** @param {Float64Array[][]} pair */
  const turn = ([first, second]) =>
    angle === 0 ? first : first.map((row, i) => row.map((value, j) => c * value + s * second[i][j]));
  return makeSamples(solver, labels, turn(prior.base[solver.f === prior.ntk ? "ntk" : "nngp"]), turn(prior.labels));
}

/** @param {Solver} solver @param {number} x */
function sliceOf({ r, size }, x) {
  const [at] = gridIndices(size, [x]);
  return r.subarray(at * size, at * size + size);
}

/** @param {Factor} factor @param {number[]} inputs */
function spectrumOf({ values, rows, n }, inputs) {
  const vectors = Array.from({ length: Math.min(SHOWN_MODES, n) }, (_, k) => orient(rows.slice(k * n, k * n + n)));
  return { values: Array.from(values, (value) => Math.max(value, 0)), vectors, x: inputs };
}

/**
 * The entry of largest magnitude is positive, the last one if several are equally large.
 *
 * @param {Float64Array} vector
 */
function orient(vector) {
  const largest = Math.max(...vector.map(Math.abs)) * (1 - TIE);
  const pivot = vector.findLast((value) => Math.abs(value) >= largest);
  return Array.from(vector, (value) => (pivot !== undefined && pivot < 0 ? -value : value));
}
