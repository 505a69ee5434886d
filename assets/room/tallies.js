/** What a room has guessed, counted. */

/** @import { Guess } from "./types.d.ts" */

/**
 * How many of `values` lie in each of `bins` equal parts from `low` to `high`; those outside count in the first or last.
 *
 * @param {number[]} values
 * @param {number} low
 * @param {number} high
 * @param {number} bins
 */
export function countsIn(values, low, high, bins) {
  const counts = new Array(bins).fill(0);
  for (const value of values) {
    const bin = Math.floor((bins * (value - low)) / (high - low));
    counts[Math.min(bins - 1, Math.max(0, bin))] += 1;
  }
  return counts;
}

/**
 * For each of `options` the share of the room: of those who chose it, who put it first, or the mean of the odds.
 *
 * @param {"choice" | "order" | "odds"} answer
 * @param {Guess[]} guesses
 * @param {number} options
 */
export function sharesOf(answer, guesses, options) {
  const shares = new Array(options).fill(0);
  for (const guess of guesses) {
    if (answer === "odds") guess.forEach((share, i) => (shares[i] += share / guesses.length));
    else shares[guess[0]] += 1 / guesses.length;
  }
  return shares;
}

/** The middle one of `values`, between two the mean of both; NaN of none. @param {number[]} values */
export function medianOf(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle) - 1]) / 2;
}
