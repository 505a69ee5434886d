/** The person's own units: window coordinates as text and ticks on an axis { scale, centre, name } of the data. */

import { multiples, roundStep } from "./axes.js";
import { figures, plainNumber, superscript, worded } from "./format.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Pair, Tick, UnitAxis, Units } from "./types.d.ts" */

export const GRID = 0.01;
const LONGEST_NAME = 12;

/** @param {UnitAxis} axis */
export function isWindow({ scale, centre }) {
  return scale === 1 && centre === 0;
}

/** The value at a coordinate of the window. @param {UnitAxis} axis @param {number} coordinate */
export function unitValue({ scale, centre }, coordinate) {
  return centre + coordinate / scale;
}

/** The coordinate of a value. @param {UnitAxis} axis @param {number} value */
function coordinateOf({ scale, centre }, value) {
  return scale * (value - centre);
}

/**
 * A coordinate in the person's units, with the digits that the window's grid of 0.01 can tell apart.
 *
 * @param {UnitAxis} axis
 * @param {number} coordinate
 */
export function unitText(axis, coordinate) {
  if (isWindow(axis)) return plainNumber(coordinate);
  return roundedText(unitValue(axis, coordinate), Math.ceil(0.7 - Math.log10(GRID / axis.scale)));
}

/**
 * A length of the window (a standard deviation) in the person's units.
 *
 * @param {UnitAxis} axis
 * @param {number} length
 */
export function unitLength(axis, length) {
  return length / axis.scale;
}

/** The unit in the name of an axis, "ft" of "dist (ft)"; "" for none. @param {UnitAxis} axis */
export function unitOf({ name }) {
  return /[([]\s*([^()[\]]+?)\s*[)\]]$/.exec(name)?.[1] ?? "";
}

/**
 * A length of the window in the person's units, "12.3 ft", with so many figures; a bare number in the window's own.
 *
 * @param {UnitAxis} axis
 * @param {number} length
 * @param {number} count
 */
export function lengthText(axis, length, count) {
  const unit = isWindow(axis) ? "" : unitOf(axis);
  return `${figures(unitLength(axis, length), count)}${unit && ` ${unit}`}`;
}

/** The standard deviation of label noise in the person's units. @param {UnitAxis} axis @param {number} noise */
export function noiseText(axis, noise) {
  return lengthText(axis, noise, isWindow(axis) ? 6 : 3);
}

/**
 * `value` with so many decimals (tens, hundreds … when negative); powers of ten where zeros would hide the digits.
 *
 * @param {number} value
 * @param {number} decimals
 */
function roundedText(value, decimals) {
  const size = Math.abs(value);
  const power = size > 0 ? Math.floor(Math.log10(size)) : 0;
  if (power + decimals < 0) return "0";
  if (power < 7 && power > -5 && decimals < 9) {
    const tens = 10 ** -decimals;
    return decimals < 0 ? plainNumber(Math.round(value / tens) * tens, 0) : plainNumber(value, decimals);
  }
  // Divided twice: 10 ** power may be beyond the smallest number.
  const half = Math.trunc(power / 2);
  const front = plainNumber(value / 10 ** half / 10 ** (power - half), Math.min(12, power + decimals));
  return `${front}·10${superscript(power)}`;
}

/**
 * "x 0.5, y −0.8", or with the names of the data "time (s) 3.5, volts 12".
 *
 * @param {Units} units
 * @param {number} x
 * @param {number} y
 */
export function pointText(units, x, y) {
  return `${xText(units, x)}, ${units.y.name || "y"} ${unitText(units.y, y)}`;
}

/** The same for an input alone. @param {Units} units @param {number} x */
export function xText(units, x) {
  return `${units.x.name || "x"} ${unitText(units.x, x)}`;
}

/**
 * What the data call a value on the y axis, without its unit: "dist" of 'dist (ft)'; "y" for none or a long one.
 *
 * @param {Units} units
 */
export function labelName(units) {
  const name = units.y.name.replace(/\s*[([].*$/, "");
  return name && name.length <= LONGEST_NAME ? name : "y";
}

/**
 * What is added to a log-density of `count` labels per window unit of y to get the one per unit of the data.
 *
 * @param {Units} units
 * @param {number} count
 */
export function densityShift(units, count) {
  return count * Math.log(units.y.scale);
}

/** How the density is measured, for those who read log p: '' in the window's own units. @param {Units} units */
export function densityWords({ y }) {
  return y.scale === 1 ? "" : worded(WORDS.density, { name: y.name || "y" });
}

/**
 * Round values between the ends of the window, at most `most` steps: { ticks, title }. Very large and very small values
 * share a power of ten, which the title names; an axis without a name is called by its `letter`, and '' in the window's
 * own units.
 *
 * @param {UnitAxis} axis
 * @param {Pair} limits
 * @param {number} most
 * @param {string} letter
 */
export function makeTicks(axis, [low, high], most, letter = "x") {
  const [from, to] = [unitValue(axis, low), unitValue(axis, high)];
  const { step, power } = roundStep((to - from) / most);
  const largest = Math.max(Math.abs(from), Math.abs(to));
  const shared = largest >= 1e5 || largest < 0.1 ? Math.floor(Math.log10(largest)) : 0;
  const decimals = Math.max(0, Math.ceil(shared - Math.log10(step) - 1e-9));
  /** @type {Tick[]} */
  const ticks = multiples([from, to], step).map((i) => {
    const text = plainNumber((i * (step / 10 ** power)) / 10 ** (shared - power), Math.min(12, decimals));
    return { at: isWindow(axis) ? i * step : coordinateOf(axis, i * step), text };
  });
  const factor = shared ? `10${superscript(shared)}` : "";
  const name = axis.name || (isWindow(axis) ? "" : letter);
  return { ticks, title: factor && name ? `${name} ×${factor}` : name };
}
