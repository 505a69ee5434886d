/** The prior of a network: its two kernels on a grid, their modes and sample functions, each computed when first used. */

import { coarseGrid, inputsOf, wholeGrid } from "./grid.js";
import { gramMatrices } from "./kernels.js";
import { drawSymmetric, drawTriangular, mirroredEigen, modesOf, triangularRoots } from "./mirrored.js";

/** @import { Architecture, Grid, Kernel, Noise, Prior, Root } from "./types.d.ts" */

const KEPT_NETWORKS = 4; // 1.5 MB each
const WINDOW_MODES = 5;
const ALL_INPUTS = wholeGrid();
const SLOWEST_MS = 24; // a redraw of 33 ms, two frames, has to do more than the kernels
/** @type {Map<string, Prior>} */
const whole = new Map();
/** @type {{ prior: Prior | null }} */
const last = { prior: null };
/** Milliseconds for a pair of inputs in a layer, by what a layer does, as last measured here. @type {Map<string, number>} */
const paces = new Map();

/** All fields, those of later versions too. @param {Architecture} network */
function networkName(network) {
  return Object.entries(network).sort().join();
}

/** @param {Architecture} network */
function layerName({ activation, skip, norm }) {
  return [activation, skip, norm].join();
}

/** The prior at all inputs if it has been computed, else null. @param {Architecture} network */
export function findPrior(network) {
  return whole.get(networkName(network)) ?? null;
}

/** The prior at all inputs; the last four networks are kept. @param {Architecture} network */
export function wholePrior(network) {
  const name = networkName(network);
  const prior = whole.get(name) ?? makePrior(network, ALL_INPUTS);
  whole.delete(name);
  whole.set(name, prior);
  if (whole.size > KEPT_NETWORKS) whole.delete([...whole.keys()][0]);
  return prior;
}

/**
 * The prior at every second input and at `inputs`: a fourth of the work. Where even that would take too long, in deep
 * networks or on slow machines, every fourth input has to do.
 *
 * @param {Architecture} network
 * @param {number[]} inputs
 */
export function coarsePrior(network, inputs) {
  const finer = coarseGrid(inputs);
  const expected = (paces.get(layerName(network)) ?? 0) * workOf(network, finer);
  const grid = expected > SLOWEST_MS ? coarseGrid(inputs, 4) : finer;
  if (last.prior?.key !== priorKey(network, grid)) last.prior = makePrior(network, grid);
  return last.prior;
}

/** @param {Architecture} network @param {Grid} grid */
function priorKey(network, grid) {
  return `${networkName(network)} ${grid.key}`;
}

/** @param {Architecture} network @param {Grid} grid @returns {Prior} */
function makePrior(network, grid) {
  const began = performance.now();
  const kernels = gramMatrices(network, inputsOf(grid));
  paces.set(layerName(network), (performance.now() - began) / workOf(network, grid));
  return { ...kernels, key: priorKey(network, grid), grid, size: grid.size, made: new Map() };
}

/** Pairs of inputs times layers. @param {Architecture} network @param {Grid} grid */
function workOf({ hidden_layers: depth }, { size }) {
  return size ** 2 * (depth + 1);
}

/**
 * What `make` makes for `name`, once for each prior.
 *
 * @template T
 * @param {Prior} prior
 * @param {string} name
 * @param {() => T} make
 * @returns {T}
 */
function once({ made }, name, make) {
  if (!made.has(name)) made.set(name, make());
  return /** @type {T} */ (made.get(name));
}

/** @param {Prior} prior @param {Kernel} kernel */
function eigenOf(prior, kernel) {
  return once(prior, `eigen ${kernel}`, () => mirroredEigen(prior[kernel], prior.size, prior.grid.even));
}

/** The eigenvalues under the uniform density on the window, and the first five modes. @param {Prior} prior @param {Kernel} kernel */
export function windowModes(prior, kernel) {
  const { size, grid } = prior;
  return once(prior, `modes ${kernel}`, () => {
    return modesOf(mirroredEigen(prior[kernel], size, grid.even, WINDOW_MODES), size, grid.even, WINDOW_MODES);
  });
}

/**
 * Functions f₀ of `kernel` on the grid of the prior: five for each of the two sets of normals. On a coarse grid the
 * root is always the triangular one.
 *
 * @param {Prior} prior
 * @param {Kernel} kernel
 * @param {Noise} noise
 * @param {Root} root
 */
export function priorSamples(prior, kernel, noise, root) {
  const { grid, size } = prior;
  return once(prior, `${kernel} ${noise.seed} ${root}`, () => {
    if (root === "symmetric" && size === ALL_INPUTS.size) {
      return noise.functions.map((rows) => drawSymmetric(eigenOf(prior, kernel), size, rows));
    }
    const roots = once(prior, `root ${kernel}`, () => triangularRoots(prior[kernel], grid));
    return noise.functions.map((rows) => drawTriangular(roots, grid, rows));
  });
}
