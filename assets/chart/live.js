/** What is drawn while the scene or a setting on screen is ahead of Python's answer, or while samples or time are played. */

import { certaintyOf, solveAll } from "../shared/certainty.js";
import { factorise, makeSamples } from "../shared/conditioning.js";
import { atAllInputs, gridIndices } from "../shared/grid.js";
import { orient } from "../shared/mirrored.js";
import { findNoise } from "../shared/noise.js";
import { coarsePrior, findPrior, priorSamples, wholePrior } from "../shared/prior.js";
import { factsOf } from "./facts.js";
import { assessHealth, readAnswers } from "./health.js";

const SHOWN_MODES = 5;

/** @import { Cache, Factor, Noise, Pair, Prior, Scene, Session, Setting, Solved, Solver, Words } from "./types.d.ts" */
/** @typedef {Pick<Session, "scene" | "cache"> & { curves?: Session["curves"], answer: { words: Words } }} Held */

/**
 * The curves, spectrum and answers of the session's scene under `setting`, computed here. `angle` is the place of the
 * samples on their great circle, `time` replaces the training time unless it is null. `hasty`: a network that was not
 * on screen before is computed at some inputs only. Samples without their noise stay as they were.
 * What has not changed since the last call is kept: a label costs no factorisation, a candidate no curve.
 *
 * @param {Held} session
 * @param {Setting} setting
 * @param {number} angle
 * @param {number | null} time
 * @param {boolean} hasty
 * @returns {Solved}
 */
export function liveModel({ scene, cache, curves: before, answer }, setting, angle, time, hasty) {
  const { prior: distribution, noise_std: noiseStd, network } = setting;
  const { words } = answer;
  const prior = priorFor(network, scene, hasty);
  const facts = factsOf(network, words.rank);
  const noise = findNoise(setting.seed);
  const inputs = scene.points.map((point) => point[0]);
  const labels = scene.points.map((point) => point[1]);
  const until = time ?? setting.time ?? Infinity;
  const factor = keep(cache, "factor", [prior.key, distribution, noiseStd, inputs], () =>
    factorise(prior, inputs, distribution, noiseStd),
  );
  const solves = keep(cache, "solves", [cache.factor.key, until], () => solveAll(factor, until, facts.rounding));
  const certainty = keep(cache, "certainty", [cache.solves.key, labels], () => certaintyOf(solves, labels));
  const samples = keep(cache, "samples", [cache.certainty.key, angle, noise?.seed, setting.root], () =>
    noise ? turnedSamples(solves.solver, labels, prior, noise, setting, angle) : (before?.samples ?? []),
  );
  const slice = keep(cache, "slice", [prior.key, distribution, scene.slice_x], () =>
    sliceOf(solves.solver, scene.slice_x),
  );
  const spectrum = keep(cache, "spectrum", [cache.factor.key], () => spectrumOf(factor, inputs));
  const read = keep(cache, "read", [cache.certainty.key, JSON.stringify(scene.candidates)], () =>
    readAnswers(solves, certainty, scene, until, words.notes),
  );
  const health = keep(cache, "health", [cache.read.key], () =>
    assessHealth(factor, read.solved, scene, { ...setting, facts, words }, until),
  );
  const curves = keep(cache, "curves", [cache.samples.key, cache.slice.key], () => {
    /** @param {ArrayLike<number>} values */
    const all = (values) => atAllInputs(prior.grid, Float64Array.from(values));
    const doubt = all(certainty.mean.map((each, i) => Math.max(each, certainty.std[i])));
    return { mean: all(certainty.means[0]), std: all(solves.solver.std), doubt, samples, slice };
  });
  /** @type {Pair} */
  const sliceRange = [Math.min(0, ...slice), Math.max(0, ...slice)];
  return { curves, spectrum, groups: read.groups, sliceRange, prior, ...health };
}

/** @param {Setting["network"]} network @param {Scene} scene @param {boolean} hasty */
function priorFor(network, scene, hasty) {
  const whole = findPrior(network);
  if (whole || !hasty) return whole ?? wholePrior(network);
  const used = [...scene.points, ...scene.candidates.flatMap((each) => each.points)].map((point) => point[0]);
  return coarsePrior(network, [...used, scene.slice_x]);
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
export function keep(cache, name, parts, make) {
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
 * @param {Noise} noise
 * @param {Setting} setting
 * @param {number} angle
 */
function turnedSamples(solver, labels, prior, noise, { prior: distribution, root }, angle) {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  /** @param {ArrayLike<number>[][]} pair */
  const turn = ([first, second]) =>
    first.map((row, i) => Float64Array.from(row, (value, j) => turned(value, second[i][j])));
  /** @param {number} value @param {number} other */
  const turned = (value, other) => (angle === 0 ? value : c * value + s * other);
  const base = turn(priorSamples(prior, distribution === "ntk" ? "ntk" : "nngp", noise, root));
  return makeSamples(solver, labels, base, turn(noise.labels)).map((row) => atAllInputs(prior.grid, row));
}

/** @param {Solver} solver @param {number} x */
function sliceOf({ r, size, grid }, x) {
  const [at] = gridIndices(grid, [x]);
  return atAllInputs(grid, r.subarray(at * size, at * size + size));
}

/** @param {Factor} factor @param {number[]} inputs */
function spectrumOf({ values, rows, n }, inputs) {
  const count = Math.min(SHOWN_MODES, n);
  const vectors = Array.from({ length: count }, (_, k) => Array.from(orient(rows.slice(k * n, k * n + n))));
  return { values: Array.from(values, (value) => Math.max(value, 0)), vectors, x: inputs };
}
