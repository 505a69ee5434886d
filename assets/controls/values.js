/** Where a slider's value stands, which value comes next, and how values are written and read. */

import { figures, written } from "../shared/format.js";
import { isWindow, unitLength, unitText } from "../shared/units.js";

/** @import { Option, Slider } from "./types.d.ts" */

const NEAR = 1e-6; // of a step
const SHOWN_FIGURES = 7; // of a value between the steps
const LENGTH_FIGURES = 4;
const PAGE = 0.1; // of the range
const INFINITE = /^[+]?(∞|inf|infinity|for ?ever)$/i;

/** @param {number | null} value */
function asNumber(value) {
  return value ?? Infinity;
}

/** The stops of a slider with `value` among them. @param {Slider} slider @param {number | null} value @returns {Option[]} */
function stopsWith({ stops }, value) {
  if (!stops || stops.some((stop) => stop.value === value)) return stops ?? [];
  const at = stops.findIndex((stop) => asNumber(/** @type {number | null} */ (stop.value)) > asNumber(value));
  return stops.toSpliced(at < 0 ? stops.length : at, 0, { value, text: figures(asNumber(value), SHOWN_FIGURES) });
}

/** The step nearest to `value`. @param {Slider} slider @param {number} value */
function snapped({ low, high, step, decimals }, value) {
  const nearest = low + Math.round((value - low) / step) * step;
  return Number(Math.min(nearest, asNumber(high)).toFixed(decimals)) + 0;
}

/** @param {Slider} slider @param {number} value */
function isOnStep(slider, value) {
  return Math.abs(snapped(slider, value) - value) < NEAR * slider.step;
}

/**
 * The attributes of the native slider. Between two steps any position is allowed, lest the browser move the value.
 *
 * @param {Slider} slider
 * @param {number | null} value
 */
export function rangeOf(slider, value) {
  if (slider.stops) {
    const stops = stopsWith(slider, value);
    return { min: 0, max: stops.length - 1, step: 1, at: stops.findIndex((stop) => stop.value === value) };
  }
  const at = /** @type {number} */ (value);
  return {
    min: slider.low,
    max: /** @type {number} */ (slider.high),
    step: isOnStep(slider, at) ? slider.step : "any",
    at,
  };
}

/** The value at a position of the native slider, while it shows `value`. @param {Slider} slider @param {number | null} value @param {number} position */
export function valueAt(slider, value, position) {
  if (!slider.stops) return snapped(slider, position);
  return /** @type {number | null} */ (stopsWith(slider, value)[Math.round(position)].value);
}

/**
 * The value that a key leads to; undefined for keys that do nothing here.
 *
 * @param {Slider} slider
 * @param {number | null} value
 * @param {string} key
 */
export function valueAfter(slider, value, key) {
  const { min, max, at } = rangeOf(slider, value);
  const step = slider.stops ? 1 : slider.step;
  const steps = (at - min) / step;
  const last = Math.round((max - min) / step);
  const page = Math.max(1, Math.round(last * PAGE));
  const [above, below] = [Math.floor(steps + NEAR), Math.ceil(steps - NEAR)]; // the same on a step
  /** @type {Record<string, number>} */
  const goals = {
    ArrowRight: above + 1,
    ArrowUp: above + 1,
    ArrowLeft: below - 1,
    ArrowDown: below - 1,
    PageUp: above + page,
    PageDown: below - page,
    Home: 0,
    End: last,
  };
  if (!(key in goals)) return undefined;
  return valueAt(slider, value, min + Math.max(0, Math.min(last, goals[key])) * step);
}

/** The value as text, in the person's units. @param {Slider} slider @param {number | null} value */
export function textOf(slider, value) {
  const { stops, axis, length, decimals } = slider;
  if (stops) return stopsWith(slider, value).find((stop) => stop.value === value)?.text ?? "";
  const number = /** @type {number} */ (value);
  if (axis && !isWindow(axis))
    return length ? figures(unitLength(axis, number), LENGTH_FIGURES) : unitText(axis, number);
  if (number === 0 && slider.low === 0) return "0"; // none at all
  if (!isOnStep(slider, number)) return figures(number, SHOWN_FIGURES);
  return written(snapped(slider, number).toFixed(decimals));
}

/** What a screen reader says. @param {Slider} slider @param {number | null} value */
export function spokenOf(slider, value) {
  const stop = slider.stops?.find((each) => each.value === value);
  return stop?.spoken ?? textOf(slider, value);
}

/** The value as one types it, with all digits. @param {Slider} slider @param {number | null} value */
export function exactText({ axis, length }, value) {
  if (value === null) return "∞";
  if (!axis || isWindow(axis)) return written(String(value));
  const shown = length ? value / axis.scale : axis.centre + value / axis.scale;
  return written(String(Number(shown.toPrecision(12)))); // a conversion leaves dust in the last digits
}

/** The value that was typed; undefined if there is none, or none that is allowed. @param {Slider} slider @param {string} typed */
export function typedValue({ axis, length, low, high, whole }, typed) {
  const text = typed.trim().replace("−", "-");
  if (INFINITE.test(text)) return high === null ? null : undefined;
  const plain = text.includes(".") ? text : text.replace(",", ".");
  const number = plain === "" ? NaN : Number(plain);
  const value = axis && !isWindow(axis) ? axis.scale * (length ? number : number - axis.centre) : number;
  const allowed =
    Number.isFinite(value) && value >= low && value <= asNumber(high) && (!whole || Number.isInteger(value));
  return allowed ? value + 0 : undefined;
}
