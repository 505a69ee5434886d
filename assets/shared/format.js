/** Numbers to words: a real minus sign, the language's decimal sign, no trailing zeros, powers of ten with superscripts. */

import LANGUAGE from "../language.json" with { type: "json" };
import WORDS from "./words.json" with { type: "json" };

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A number's digits as they stand on screen: "-0.8" → "−0.8", or "−0,8". @param {string} digits */
export function written(digits) {
  return digits.replace("-", "−").replace(".", LANGUAGE.decimal);
}

/** `words` with `values` in its {blanks}. @param {string} words @param {Record<string, unknown>} values */
export function worded(words, values) {
  return words.replace(/\{(\w+)\}/g, (blank, name) => String(values[name] ?? blank));
}

/** 0.5 → "0.5", −0.8 → "−0.8", −0.001 → "0" (with two digits). @param {number} value */
export function plainNumber(value, digits = 2) {
  return written(String(Number(value.toFixed(digits)) + 0));
}

/** 12 → "¹²", −3 → "⁻³". @param {number} power */
export function superscript(power) {
  return [...String(power)].map((sign) => SUPERSCRIPTS[Number(sign)] ?? "⁻").join("");
}

/** A power of ten beside an axis: −1 → "10⁻¹", 0 → "1", 1 → "10", 2 → "10²", as plotly has them. @param {number} power */
export function powerTick(power) {
  return power === 0 || power === 1 ? String(10 ** power) : `10${superscript(power)}`;
}

/**
 * 0.00032 → "3.2·10⁻⁴", 12.34 → "12.3": three figures between 0.01 and 10000, powers of ten outside.
 *
 * @param {number} value
 */
export function shortNumber(value) {
  const size = Math.abs(value);
  if (size === 0 || !Number.isFinite(value)) return size === 0 ? "0" : "∞";
  if (size >= 0.01 && size < 10000) return plainNumber(Number(value.toPrecision(3)), 4);
  const [mantissa, power] = value.toExponential(1).split("e");
  const front = plainNumber(Number(mantissa), 1);
  return `${front === "1" ? "" : `${front}·`}10${superscript(Number(power))}`;
}

/** So many figures, as format.number(value, ".{count}g"). @param {number} value @param {number} count */
export function figures(value, count) {
  if (value === 0) return "0";
  const [front, text] = value.toExponential(count - 1).split("e");
  const power = Number(text);
  if (power >= -4 && power < Math.max(count, 5)) return written(String(Number(value.toPrecision(count))));
  const mantissa = written(String(Number(front)));
  return `${mantissa === "1" ? "" : `${mantissa}·`}10${superscript(power)}`;
}

/** @param {unknown} value @returns {value is number} */
export function isFiniteNumber(value) {
  return Number.isFinite(value);
}

/**
 * "log p = −14.83", to the unit `step` of the last certain digit; "log p not determined" if there is none.
 *
 * @param {number | null | undefined} logDensity
 * @param {number | null | undefined} step
 */
export function logWords(logDensity, step) {
  if (!step || !isFiniteNumber(logDensity)) return WORDS.log_p.open;
  const digits = Math.max(0, -Math.round(Math.log10(step)));
  if (step <= 1) return `log p = ${plainNumber(logDensity, digits)}`;
  const figures = Math.floor(Math.log10(Math.abs(Math.round(logDensity / step) * step)) - Math.log10(step) + 1e-9);
  const [mantissa, power] = logDensity.toExponential(figures).split("e");
  return `log p = ${written(mantissa)}·10${superscript(Number(power))}`;
}

/**
 * How much less likely than the best: log10 of the ratio → "most likely", "3.2× less", "10⁷× less".
 *
 * @param {number} log10Odds
 */
export function oddsWords(log10Odds) {
  if (log10Odds <= 0) return WORDS.odds.most;
  const ratio = 10 ** Math.min(log10Odds, 3);
  if (log10Odds >= 3) return worded(WORDS.odds.less, { times: `10${superscript(Math.round(log10Odds))}` });
  if (ratio < 1.05) return WORDS.odds.equal;
  return worded(WORDS.odds.less, { times: plainNumber(ratio, ratio < 10 ? 1 : 0) });
}

/** What is said in place of a density that does not exist. @param {string} [verdict] */
export function verdictWords(verdict) {
  if (verdict === "impossible") return WORDS.verdict.impossible;
  if (verdict === "certain") return WORDS.verdict.fixed;
  if (verdict === "undetermined") return WORDS.verdict.open;
  return "";
}

/** The numbers in a base64 string of little-endian float32 values. @param {string} base64 */
export function decodeFloats(base64) {
  return new Float32Array(decodeBytes(base64).buffer);
}

/** The bytes in a base64 string. @param {string} base64 */
export function decodeBytes(base64) {
  const letters = atob(base64);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i += 1) bytes[i] = letters.charCodeAt(i);
  return bytes;
}
