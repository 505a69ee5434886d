/** The inputs of the window on which curves are computed: all of them, or every second one and those that a scene uses. */

/** @import { Curve, Grid } from "./types.d.ts" */

const STEPS = 100; // per unit of x
const LAST = 150; // steps from x = 0 to either end
const LEVELS = 6; // of coarser and coarser inputs: mirrored._LEVELS
const RANKS = ranks();

/** All 301 inputs. */
export function wholeGrid() {
  return gridOf(() => true, 1);
}

/**
 * Every second input (or every `step`-th, a power of 2), both ends, and on both sides of 0 the `inputs`.
 *
 * @param {number[]} inputs
 * @param {number} [step]
 */
export function coarseGrid(inputs, step = 2) {
  const used = new Set(inputs.map((x) => Math.abs(Math.round(STEPS * x))));
  return gridOf((tick) => tick % step === 0 || tick === LAST || used.has(tick), step);
}

/**
 * The grid of the inputs ±tick / 100 whose `tick` is wanted; among them are all multiples of `step`.
 *
 * @param {(tick: number) => boolean} wanted
 * @param {number} step
 * @returns {Grid}
 */
function gridOf(wanted, step) {
  const right = Array.from({ length: LAST }, (_, i) => i + 1).filter(wanted);
  const ticks = Int32Array.from([...right.map((tick) => -tick).reverse(), 0, ...right]);
  const positions = new Int32Array(2 * LAST + 1).fill(-1);
  ticks.forEach((tick, at) => (positions[LAST + tick] = at));
  const even = Int32Array.from(ticks.keys()).filter((at) => ticks[at] % step === 0);
  return { size: ticks.length, ticks, positions, even, step, key: ticks.join() };
}

/** The inputs themselves, ascending. @param {Grid} grid */
export function inputsOf({ ticks }) {
  return Float64Array.from(ticks, (tick) => tick / STEPS);
}

/** The positions of `inputs` on the grid, which has them all. @param {Grid} grid @param {number[]} inputs */
export function gridIndices({ positions }, inputs) {
  return Int32Array.from(inputs, (x) => positions[LAST + Math.round(STEPS * x)]);
}

/** A curve on the grid at all 301 inputs, on straight lines between those of the grid. @param {Grid} grid @param {Curve} values */
export function atAllInputs({ ticks, size }, values) {
  if (size > 2 * LAST) return values;
  const all = new Float64Array(2 * LAST + 1);
  for (let at = 0; at < size; at += 1) {
    all[LAST + ticks[at]] = values[at];
    const gap = at > 0 ? ticks[at] - ticks[at - 1] : 1;
    const rise = (values[at] - values[at - 1]) / gap;
    for (let before = 1; before < gap; before += 1) all[LAST + ticks[at] - before] = values[at] - before * rise;
  }
  return all;
}

/** The rank of tick ≥ 0 in the order of mirrored.coarse_first: those divisible by high powers of 2 first. */
function ranks() {
  /** @param {number} tick */
  const level = (tick) => {
    let power = 0;
    while (power < LEVELS && tick % 2 ** (power + 1) === 0) power += 1;
    return power;
  };
  const order = Array.from({ length: LAST + 1 }, (_, i) => i).sort((a, b) => level(b) - level(a) || a - b);
  const at = new Int32Array(LAST + 1);
  order.forEach((tick, rank) => (at[tick] = rank));
  return at;
}

/** The rank of ±`tick` among the inputs of one side. @param {number} tick */
export function rankOf(tick) {
  return RANKS[Math.abs(tick)];
}
