/** Points, candidates and axes in a link, as explorer/scene/listing.py and explorer/scene/units.py read and write them. */

import { exactNumber, numberOf, snapped } from "./numbers.js";

/** @import { Candidate, Pair, Rules, UnitAxis } from "./types.d.ts" */
/** @typedef {() => void} Note called with each repair */

const NAME = /^[A-Za-z0-9 _]{1,16}$/;
const NAME_LENGTH = 40; // units.MAX_NAME
const SCALES = [1e-300, 1e300]; // units.MIN_SCALE, MAX_SCALE

/** @param {Pair[]} points */
export function writePoints(points) {
  return points.map(([x, y]) => `${exactNumber(x)},${exactNumber(y)}`).join(";");
}

/** @param {string} text @param {Rules["ranges"]} ranges @param {Note} note @returns {Pair[]} */
function readPairs(text, ranges, note) {
  /** @type {Pair[]} */
  const pairs = [];
  for (const piece of text.split(";").map((each) => each.trim())) {
    if (!piece) continue;
    const [x, y, ...more] = piece.split(",").map(numberOf);
    if (x === null || y === null || y === undefined || more.length) note();
    else pairs.push([inWindow(x, ranges.x, note), inWindow(y, ranges.y, note)]);
  }
  return pairs;
}

/** @param {number} value @param {[number, number | null]} range @param {Note} note */
function inWindow(value, [low, high], note) {
  const nearest = Math.min(Math.max(value, low), high ?? Infinity);
  if (nearest !== value) note();
  return snapped(nearest);
}

/** As many points as fit. @param {string} text @param {Rules["ranges"]} ranges @param {Note} note */
export function readPoints(text, ranges, note) {
  const [points, most] = [readPairs(text, ranges, note), ranges.points[1] ?? Infinity];
  if (points.length > most) note();
  return points.slice(0, most);
}

/** @param {Candidate[]} candidates */
export function writeCandidates(candidates) {
  return candidates.map(({ name, points }) => `${name}:${writePoints(points)}`).join("~");
}

/** If an input or a name is repeated, the first counts. @param {string} text @param {Rules["ranges"]} ranges @param {Note} note */
export function readCandidates(text, ranges, note) {
  /** @type {Map<string, Candidate>} */
  const candidates = new Map();
  for (const piece of text.split("~").filter(Boolean)) {
    const [first, ...rest] = piece.split(":");
    const candidate = readCandidate(first.trim(), rest.join(":"), ranges, note);
    const fits = candidate && !candidates.has(candidate.name) && candidates.size < (ranges.candidates[1] ?? Infinity);
    if (fits) candidates.set(candidate.name, candidate);
    else note();
  }
  return [...candidates.values()];
}

/** @param {string} name @param {string} text @param {Rules["ranges"]} ranges @param {Note} note @returns {Candidate | null} */
function readCandidate(name, text, ranges, note) {
  /** @type {Map<number, number>} */
  const labels = new Map();
  for (const [x, y] of readPairs(text, ranges, note)) if (!labels.has(x)) labels.set(x, y);
  const most = ranges.candidate_inputs[1] ?? Infinity;
  if (labels.size > most) note();
  const points = [...labels].slice(0, most).sort(([a], [b]) => a - b);
  const named = NAME.test(name) && /[A-Za-z0-9]/.test(name);
  return named && points.length ? { name, points } : null;
}

/** @param {UnitAxis} axis */
export function writeAxis({ scale, centre, name }) {
  return [exactNumber(scale), exactNumber(centre), name].join(",");
}

/** Undefined if it cannot be read. @param {string} text @param {Note} note @returns {UnitAxis | undefined} */
export function readAxis(text, note) {
  const [scaleText, centreText = "", ...rest] = text.split(",");
  const [scale, centre] = [numberOf(scaleText), numberOf(centreText)];
  if (scale === null || centre === null || scale <= 0) {
    note();
    return undefined;
  }
  const [least, most] = SCALES;
  const used = { scale: Math.min(Math.max(scale, least), most), centre: Math.min(Math.max(centre, -most), most) + 0 };
  const name = rest.join(",");
  const clean = cleanName(name);
  if (used.scale !== scale || used.centre !== centre || name !== clean) note();
  return { ...used, name: clean };
}

/** Printable, without spaces at its ends or in a row, and not too long. @param {string} text */
function cleanName(text) {
  const printable = text
    .replace(/[\p{C}\p{Z}]/gu, " ")
    .trim()
    .replace(/ +/g, " ");
  return [...printable].slice(0, NAME_LENGTH).join("").trim();
}
