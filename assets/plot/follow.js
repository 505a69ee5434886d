/**
 * Figures that follow a network while a hand moves its settings: what the browser can compute of them, as Python will
 * when the hand lets go. `layout.meta.live` says what a figure shows (explorer/figures/live.py).
 */

import { symmetricEigen } from "../shared/eigen.js";
import { shortNumber } from "../shared/format.js";
import { atAllInputs, inputsOf, wholeGrid } from "../shared/grid.js";
import { gramMatrices } from "../shared/kernels.js";
import { mirroredEigen, modesOf, orient } from "../shared/mirrored.js";
import { findNoise } from "../shared/noise.js";
import { coarsePrior, priorSamples } from "../shared/prior.js";
import { listOf } from "./numbers.js";

/** @import { Architecture, Kernel, Numbers } from "../shared/types.d.ts" */
/** @import { Figure } from "./numbers.js" */
/**
 * @typedef {{ recipe: "functions", network: Architecture, seed: number, noise: string, stride: number, reach: number,
 *   scale: number, centre: number }} LiveFunctions
 */
/**
 * @typedef {{ recipe: "similarity", network: Architecture, kernel: Kernel, cosine: boolean, stride: number, a: number,
 *   b: number, pair: string, signed: unknown, rising: unknown }} LiveSimilarity
 */
/**
 * @typedef {{ recipe: "eigenvalues" | "mode", network: Architecture, kernel: Kernel, inputs: Numbers | null,
 *   index: number, trace: number, floor: number }} LiveModes
 */
/** @typedef {LiveFunctions | LiveSimilarity | LiveModes} Live */

const WINDOW_INPUTS = wholeGrid();
const EDGE = 150; // steps of 0.01 from x = 0 to either end
const LEAST_RANGE = 2 ** -1022;

/**
 * The figure under the network that is being set, or null if it does not follow, or not yet.
 *
 * @param {Figure} figure
 * @param {Record<string, unknown>} values what has moved, by the names of the fields
 * @returns {Figure | null}
 */
export function follow(figure, values) {
  const { live } = figure.layout.meta ?? {};
  if (!live) return null;
  const network = { ...live.network };
  for (const [name, value] of Object.entries(values)) if (name in network) Object.assign(network, { [name]: value });
  if (JSON.stringify(network) === JSON.stringify(live.network)) return figure; // the hand has come back
  switch (live.recipe) {
    case "functions":
      return functions(figure, live, network, Number(values.seed ?? live.seed));
    case "similarity":
      return similarity(figure, live, network);
    default:
      return modes(figure, live, network);
  }
}

/** @param {Figure} figure @param {LiveFunctions} live @param {Architecture} network @param {number} seed */
function functions({ data, layout }, { stride, reach, scale, centre }, network, seed) {
  const noise = findNoise(seed);
  if (!noise) return null;
  const prior = coarsePrior(network, []);
  const [first, second] = priorSamples(prior, "nngp", noise, "triangular").map((rows) =>
    rows.flatMap((row) => {
      const all = atAllInputs(prior.grid, row);
      const shown = Array.from(all).filter((_, i) => i % stride === 0);
      return [...shown.map((value) => value / scale + centre), null];
    }),
  );
  const variances = inputsOf(prior.grid).map((_, i) => prior.nngp[i * prior.size + i]);
  const end = reach * Math.sqrt(Math.max(...variances)) || 1;
  const yaxis = { .../** @type {object} */ (layout.yaxis), range: [centre - end / scale, centre + end / scale] };
  const circle = layout.meta?.circle;
  const meta = { ...layout.meta, ...(circle && { circle: { ...circle, second } }) };
  return { data: [{ ...data[0], y: first }], layout: { ...layout, yaxis, meta } };
}

/** @param {Figure} figure @param {LiveSimilarity} live @param {Architecture} network */
function similarity({ data, layout }, live, network) {
  const [heat, level, dot, cut, value] = data;
  const ticks = [live.a, live.b].map((x) => Math.round(100 * x));
  const even = Array.from({ length: 2 * EDGE + 1 }, (_, i) => i - EDGE).filter((tick) => tick % live.stride === 0);
  const shown = ascending([...even, ...ticks]);
  const gram = submatrix(network, live.kernel, shown);
  const n = shown.length;
  const scales = shown.map((_, i) => (live.cosine ? Math.sqrt(gram[i * n + i]) : 1));
  const rows = shown.map((_, i) => shown.map((__, j) => gram[i * n + j] / (scales[i] * scales[j])));
  const finite = rows.flat().filter(Number.isFinite);
  const low = finite.reduce((least, each) => Math.min(least, each), 0);
  const high = finite.reduce((most, each) => Math.max(most, Math.abs(each)), LEAST_RANGE);
  const [a, b] = ticks.map((tick) => shown.indexOf(tick));
  const hovertemplate = `${live.pair}${shortNumber(rows[a][b])}<extra></extra>`;
  const colours = { zmin: low < 0 ? -high : 0, zmax: high, colorscale: low < 0 ? live.signed : live.rising };
  const room = 0.06 * (high - low);
  const yaxis2 = { .../** @type {object} */ (layout.yaxis2), range: [low - room, high + room] };
  const traces = [{ ...heat, z: rows, ...colours }, level, { ...dot, hovertemplate }, { ...cut, y: rows[a] }];
  return { data: [...traces, { ...value, y: [rows[a][b]], hovertemplate }], layout: { ...layout, yaxis2 } };
}

/** @param {Figure} figure @param {LiveModes} live @param {Architecture} network */
function modes({ data, layout }, { recipe, kernel, inputs, index, trace, floor }, network) {
  const { values, vector, root } = inputs
    ? modesOnPoints(network, kernel, listOf(inputs).map(Number), index)
    : modesOnWindow(network, kernel, recipe === "mode" ? index : -1);
  if (recipe === "mode") {
    const y = Array.from(vector, (value) => root * value);
    return { data: [{ ...data[0], y }], layout };
  }
  const least = floor * values[0];
  const resolved = Array.from(values).filter((value) => value > least);
  const shown = inputs ? resolved : resolved.slice(0, index);
  const dots = { ...data[trace], x: shown.map((_, k) => k + 1), y: shown, customdata: shown.map(() => 1) };
  return { data: [dots], layout };
}

/** On all inputs of the window, divided by their number. @param {Architecture} network @param {Kernel} kernel @param {number} index */
function modesOnWindow(network, kernel, index) {
  const gram = gramMatrices(network, inputsOf(WINDOW_INPUTS))[kernel];
  const halves = mirroredEigen(gram, WINDOW_INPUTS.size, WINDOW_INPUTS.even, index + 1);
  const { values, vectors } = modesOf(halves, WINDOW_INPUTS.size, WINDOW_INPUTS.even, index + 1);
  return { values, vector: vectors[index] ?? [], root: Math.sqrt(WINDOW_INPUTS.size) };
}

/** @param {Architecture} network @param {Kernel} kernel @param {number[]} inputs @param {number} index */
function modesOnPoints(network, kernel, inputs, index) {
  const n = inputs.length;
  const gram = submatrix(
    network,
    kernel,
    inputs.map((x) => Math.round(100 * x)),
  );
  const { values, rows } = symmetricEigen(gram, n);
  return { values, vector: orient(rows.slice(index * n, index * n + n)), root: Math.sqrt(n) };
}

/** The kernel at the inputs tick / 100, ascending. @param {Architecture} network @param {Kernel} kernel @param {number[]} ticks */
function submatrix(network, kernel, ticks) {
  const mirrored = ascending([...ticks, ...ticks.map((tick) => -tick)]);
  const size = mirrored.length;
  const gram = gramMatrices(
    network,
    mirrored.map((tick) => tick / 100),
  )[kernel];
  const at = ticks.map((tick) => mirrored.indexOf(tick));
  return Float64Array.from({ length: at.length ** 2 }, (_, i) => {
    return gram[at[Math.floor(i / at.length)] * size + at[i % at.length]];
  });
}

/** @param {number[]} ticks */
function ascending(ticks) {
  return [...new Set(ticks)].sort((one, other) => one - other);
}
