/** The joint density of labels at several inputs, given the training points: the formulas of explorer/grid/conditioned.py. */

import { rowOfB } from "./conditioning.js";
import { symmetricEigen } from "./eigen.js";
import { gridIndices } from "./grid.js";

/** @import { Joint, Solver } from "./types.d.ts" */
/** @typedef {Float64Array} Numbers */

/**
 * What the joint density of labels y* = f(x*) + noise at inputs x* needs, whatever the labels are.
 *
 * @param {Solver} solver
 * @param {number[]} inputs
 */
export function jointAt(solver, inputs) {
  const { f, grid, size, n, left, labelNoise, floor } = solver;
  const at = gridIndices(grid, inputs);
  const m = at.length;
  const b = Array.from(at, (i) => rowOfB(solver, i, new Float64Array(n)));
  const block = new Float64Array(m * m);
  for (let p = 0; p < m; p += 1) {
    for (let q = 0; q <= p; q += 1) {
      let sum = f[at[p] * size + at[q]];
      for (let k = 0; k < n; k += 1) sum -= left[at[p] * n + k] * b[q][k] + left[at[q] * n + k] * b[p][k];
      block[p * m + q] = block[q * m + p] = sum;
    }
    block[p * m + p] += labelNoise;
  }
  const { values, rows } = symmetricEigen(block, m);
  const fixed = m > 0 && values[m - 1] < floor;
  return { at, m, floor, values, rows, fixed, free: values.filter((value) => value >= floor).length };
}

/**
 * The joint log-density (nats) of `labels` there, in the directions that the data leave `free`: { logP, off, solved,
 * precision }. In the others (`fixed`) there is no density; `off` is how far the labels are from what the data fix.
 * solved = C⁻¹(labels − mean) and precision = tr C⁻¹, C the covariance in the free directions.
 *
 * @param {Joint} joint
 * @param {Numbers} mean
 * @param {number[]} labels
 */
export function logDensity({ at, m, floor, values, rows }, mean, labels) {
  let twice = 0;
  let off = 0;
  let precision = 0;
  const solved = new Float64Array(m);
  for (let k = 0; k < m; k += 1) {
    let residual = 0;
    for (let p = 0; p < m; p += 1) residual += rows[k * m + p] * (labels[p] - mean[at[p]]);
    if (values[k] < floor) off = Math.max(off, Math.abs(residual));
    else {
      twice += (residual * residual) / values[k] + Math.log(2 * Math.PI * values[k]);
      precision += 1 / values[k];
      for (let p = 0; p < m; p += 1) solved[p] += (rows[k * m + p] * residual) / values[k];
    }
  }
  return { logP: -0.5 * twice, off, solved, precision };
}
