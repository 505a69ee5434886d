/** Numbers as Python reads and writes them in a link. */

const DIGITS = "\\d(?:_?\\d)*";
const NUMBER = new RegExp(`^[+-]?(?:${DIGITS}(?:\\.(?:${DIGITS})?)?|\\.${DIGITS})(?:e[+-]?${DIGITS})?$`, "i");
const INFINITE = /^[+-]?inf(?:inity)?$/i;
const EXPONENT_FROM = 16; // from this power of ten on, and below 10⁻⁴, Python writes an exponent

/** As float(text); null where that is impossible, and for NaN. @param {string} text */
export function numberOf(text) {
  const trimmed = text.trim();
  if (INFINITE.test(trimmed)) return trimmed.startsWith("-") ? -Infinity : Infinity;
  return NUMBER.test(trimmed) ? Number(trimmed.replaceAll("_", "")) : null;
}

/** As repr(value), without '.0' at the end. @param {number} value */
export function exactNumber(value) {
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const [front, text] = value.toExponential().split("e");
  const power = Number(text);
  if (value === 0 || (power >= -4 && power < EXPONENT_FROM)) return String(value);
  return `${front}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

/** As values.write_number: whole numbers with all their digits. @param {number} value */
export function writeNumber(value) {
  return Number.isInteger(value) ? String(BigInt(value)) : exactNumber(value);
}

/** The nearest whole number; of two, the even one. @param {number} value */
export function roundToEven(value) {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

/** As window.snap: rounded to two decimals, of two nearest the even one, and never −0. @param {number} value */
export function snapped(value) {
  const halves = Number.isInteger(8 * value); // only eighths lie exactly between two hundredths
  return (halves ? roundToEven(100 * value) / 100 : Number(value.toFixed(2))) + 0;
}
