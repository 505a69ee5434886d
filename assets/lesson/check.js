/** What a person is asked to try, measured in what the chart draws, as explorer/lessons/check.py measures it. */

/** @import { Check, Model, Row } from "./types.d.ts" */
/** @typedef {number | string | null} Measured null: it does not exist, or is not computed at this moment */

const ALIKE_WITHIN = 0.005;
const PER_UNIT = 100; // of the grid per unit of x
const FIRST = -1.5;

/** Whether what is drawn fulfils the check; null where that is not known at this moment. @param {Check} check @param {Model} model */
export function isMet(check, model) {
  const value = measure(check, model);
  const { below, above, equals } = check;
  if (value === undefined) return null;
  if (value === null || typeof value === "string") return value !== null && value === equals;
  if (typeof equals === "string") return false;
  if (equals !== null && value !== equals && !(Math.abs(value - equals) < ALIKE_WITHIN)) return false;
  return !(below !== null && value >= below) && !(above !== null && value <= above);
}

/**
 * The quantity of a check; null where it does not exist, undefined where the browser has not computed it.
 *
 * @param {Check} check
 * @param {Model} model
 * @returns {Measured | undefined}
 */
export function measure({ quantity, at, of }, model) {
  const read = QUANTITIES[quantity];
  const value = read ? read(model, at, of) : undefined;
  return typeof value === "number" && Number.isNaN(value) ? null : value;
}

/** @param {number} x */
function indexOf(x) {
  return Math.round((x - FIRST) * PER_UNIT);
}

/** @param {Model} model @param {number} x @param {number} other */
function kernelAt({ prior, setting }, x, other) {
  if (!prior) return undefined;
  const { positions, size } = { ...prior, ...prior.grid };
  const [i, j] = [positions[indexOf(x)], positions[indexOf(other)]];
  if (i < 0 || j < 0) return undefined; // on a coarse grid, while a hand moves a control
  return prior[setting.prior === "nngp" ? "nngp" : "ntk"][i * size + j];
}

/** @param {Model} model @param {number[]} at */
function similarity(model, [x, other]) {
  const [both, first, second] = [kernelAt(model, x, other), kernelAt(model, x, x), kernelAt(model, other, other)];
  if (both === undefined || first === undefined || second === undefined) return undefined;
  return first * second > 0 ? both / Math.sqrt(first * second) : null;
}

/** The rows of both labels, if they are at the same inputs. @param {Model} model @param {string[]} names */
function rowsTogether({ groups }, names) {
  const group = groups.find(({ rows }) => names.every((name) => rows.some((row) => row.name === name)));
  return group ? names.map((name) => /** @type {Row} */ (group.rows.find((row) => row.name === name))) : null;
}

/** log p of a row with its infinities; null where jitter and rounding leave no digit. @param {Partial<Row>} row */
function logP({ verdict, log_p: value, step }) {
  if (verdict === "impossible") return -Infinity;
  if (verdict === "certain") return Infinity;
  return step === null || step === undefined ? null : (value ?? null);
}

/** @param {Model} model @param {string[]} names */
function odds(model, names) {
  const [first, second] = (rowsTogether(model, names) ?? []).map(logP);
  if (typeof first !== "number" || typeof second !== "number") return null;
  return first === second ? 1 : Math.exp(first - second);
}

/** @param {Model} model @param {number} k */
function eigenvalue({ spectrum }, k) {
  return spectrum.values[k - 1] ?? null;
}

/** @param {Model} model @param {number[]} at */
function eigenvalueRatio(model, [k, other]) {
  const [first, second] = [eigenvalue(model, k), eigenvalue(model, other)];
  return first !== null && second !== null && second > 0 ? first / second : null;
}

/** By the names of explorer/lessons/check.py. @type {Record<string, (model: Model, at: number[], of: string[]) => Measured | undefined>} */
const QUANTITIES = {
  mean: ({ curves }, [x]) => curves.mean[indexOf(x)],
  std: ({ curves }, [x]) => curves.std[indexOf(x)],
  band: ({ curves }, [x]) => 2 * curves.std[indexOf(x)],
  kernel: (model, [x, other]) => kernelAt(model, x, other),
  similarity,
  height: ({ scene }, [x]) => scene.points.find((point) => Math.abs(point[0] - x) < ALIKE_WITHIN)?.[1] ?? null,
  nearest: ({ scene }, [x]) => Math.min(Infinity, ...scene.points.map((point) => Math.abs(point[0] - x))),
  log_p: (model, _, names) => rowsTogether(model, names)?.map(logP)[0] ?? null,
  odds: (model, _, names) => odds(model, names),
  label: ({ scene }, _, [name]) => scene.candidates.find((each) => each.name === name)?.points[0][1] ?? null,
  eigenvalue: (model, [k]) => eigenvalue(model, k),
  eigenvalue_ratio: eigenvalueRatio,
  points: ({ scene }) => scene.points.length,
  labels: ({ scene }) => scene.candidates.length,
  layers: ({ setting }) => setting.network.hidden_layers,
  weight_std: ({ setting }) => setting.network.weight_std,
  bias_std: ({ setting }) => setting.network.bias_std,
  noise: ({ setting }) => setting.noise_std,
  time: ({ setting }) => setting.time ?? Infinity,
  slice: ({ scene }) => scene.slice_x,
  seed: ({ setting }) => setting.seed,
  pinned: ({ scene }) => Number(Boolean(scene.pin)),
  activation: ({ setting }) => setting.network.activation,
  prior: ({ setting }) => setting.prior,
  skip: ({ setting }) => setting.network.skip,
  norm: ({ setting }) => setting.network.norm,
};
