/** Scene ↔ query string, as explorer/scene/permalink.py has it. Reading never fails: what is damaged is mended. */

import { readAxis, readCandidates, readPoints, writeAxis, writeCandidates, writePoints } from "./listing.js";
import { numberOf, roundToEven, snapped, writeNumber } from "./numbers.js";

/** @import { Entry, Pin, Rules } from "./types.d.ts" */
/** @import { Note } from "./listing.js" */
/** @typedef {{ key: string, read: (text: string, rules: Rules, note: Note) => unknown, write: (value: any) => string }} Field */
/** @typedef {{ path: string[] } & Field} Placed */

const WHOLE = ["hidden_layers", "seed"];

/** The one table that drives reading and writing: where a value stands in an entry, and its key. @type {Placed[]} */
const FIELDS = [
  choiceField("activation", "network", "activation"),
  numberField("layers", "network", "hidden_layers"),
  numberField("weights", "network", "weight_std"),
  numberField("bias", "network", "bias_std"),
  choiceField("skip", "network", "skip"),
  { ...choiceField("norm", "network", "norm"), key: "normed" },
  choiceField("prior", "prior"),
  numberField("time", "time"),
  numberField("noise", "noise_std"),
  {
    key: "points",
    path: ["points"],
    read: (text, { ranges }, note) => readPoints(text, ranges, note),
    write: writePoints,
  },
  {
    key: "ask",
    path: ["candidates"],
    read: (text, { ranges }, note) => readCandidates(text, ranges, note),
    write: writeCandidates,
  },
  numberField("slice", "slice_x"),
  numberField("seed", "seed"),
  choiceField("root", "root"),
  { key: "xaxis", path: ["units", "x"], read: (text, _, note) => readAxis(text, note), write: writeAxis },
  { key: "yaxis", path: ["units", "y"], read: (text, _, note) => readAxis(text, note), write: writeAxis },
];

/** @param {string} key @param {string[]} path @returns {Placed} */
function numberField(key, ...path) {
  const name = /** @type {string} */ (path.at(-1));
  /** @param {string} text @param {Rules} rules @param {Note} note */
  const read = (text, { ranges }, note) => {
    const value = numberOf(text);
    const [low, high] = ranges[name];
    const nearest = value === null ? null : Math.min(Math.max(value, low), high ?? Infinity);
    const used = nearest !== null && WHOLE.includes(name) ? roundToEven(nearest) : nearest;
    if (value === null || used !== value) note();
    if (used === null) return undefined;
    if (name === "slice_x") return snapped(used);
    return used === Infinity ? null : used;
  };
  return { key, path, read, write: (value) => writeNumber(value ?? Infinity) };
}

const PINNED = FIELDS.filter(({ path: [name] }) => ["network", "points", "prior", "noise_std", "time"].includes(name));
const [PIN, BESIDE, SAME] = ["pin", "beside", "same"]; // the key of what is pinned, and what stands in its value

/** @param {"activation" | "skip" | "norm" | "prior" | "root"} key @param {string[]} path @returns {Placed} */
function choiceField(key, ...path) {
  return {
    key,
    path: path.length ? path : [key],
    read: (text, { choices }, note) => {
      const word = text.trim().toLowerCase();
      if (choices[key].includes(word)) return word;
      note();
      return undefined;
    },
    write: String,
  };
}

/** The value at a path. @param {any} entry @param {string[]} path */
function valueAt(entry, path) {
  return path.reduce((inner, name) => inner[name], entry);
}

/** A copy with another value at a path of one or two names. @param {any} entry @param {string[]} path @param {unknown} value @returns {Entry} */
function withValue(entry, [name, inner], value) {
  return { ...entry, [name]: inner ? { ...entry[name], [inner]: value } : value };
}

/** The query string of an entry, without '?': its version, and what differs from the default. @param {Entry} entry @param {Rules} rules */
export function encodeLink(entry, { version, defaults }) {
  const standard = defaults[version];
  const pairs = FIELDS.filter(
    ({ path }) => JSON.stringify(valueAt(entry, path)) !== JSON.stringify(valueAt(standard, path)),
  ).map(({ key, path, write }) => `${key}=${quoted(write(valueAt(entry, path)))}`);
  const pin = entry.pin ? [`${PIN}=${quoted(writePin(entry, entry.pin))}`] : [];
  return [`v=${version}`, ...pairs, ...pin].join("&");
}

/** The settings in which what is pinned differs from the entry. @param {Entry} entry */
function pinnedDifferences(entry) {
  return PINNED.filter(
    ({ path }) => entry.pin && JSON.stringify(valueAt(entry.pin, path)) !== JSON.stringify(valueAt(entry, path)),
  );
}

/** Their keys. @param {Entry} entry */
export function pinnedKeys(entry) {
  return pinnedDifferences(entry).map(({ key }) => key);
}

/** @param {Entry} entry @param {Pin} pin */
function writePin(entry, pin) {
  const pairs = pinnedDifferences(entry).map(({ key, path, write }) => `${key}=${quoted(write(valueAt(pin, path)))}`);
  if (pin.beside) pairs.push(`${BESIDE}=1`);
  return pairs.join("&") || SAME;
}

/** @param {string} text @param {Entry} entry @param {Rules} rules @param {Note} note @returns {Pin} */
function readPin(text, entry, rules, note) {
  const given = new Map(text === SAME ? [] : new URLSearchParams(text));
  const beside = (given.get(BESIDE) ?? "0").trim();
  const keys = [BESIDE, ...PINNED.map(({ key }) => key)];
  if (!["0", "1"].includes(beside) || ![...given.keys()].every((key) => keys.includes(key))) note();
  return pinFrom(withValues(entry, PINNED, given, rules, note), beside === "1");
}

/** What an entry shows, to be pinned. @param {Entry} entry @param {boolean} beside @returns {Pin} */
export function pinFrom({ points, network, prior, noise_std, time }, beside) {
  return { points, network, prior, noise_std, time, beside };
}

/** `entry` with the values that are given. @param {Entry} entry @param {Placed[]} fields @param {Map<string, string>} given @param {Rules} rules @param {Note} note */
function withValues(entry, fields, given, rules, note) {
  return fields.reduce((made, { key, path, read }) => {
    const text = given.get(key);
    const value = text === undefined ? undefined : read(text, rules, note);
    return value === undefined ? made : withValue(made, path, value);
  }, entry);
}

/** As urlencode with the marks ',;:~' left as they are. @param {string} text */
function quoted(text) {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+")
    .replace(/%2C|%3B|%3A/g, decodeURIComponent);
}

/**
 * The entry that a query string describes, and whether something in it had to be repaired.
 *
 * @param {string} query
 * @param {Rules} rules
 */
export function decodeLink(query, rules) {
  let mended = query.length > rules.longest;
  const note = () => (mended = true);
  const given = new Map(new URLSearchParams(query.slice(0, rules.longest)));
  const keys = FIELDS.map(({ key }) => key);
  const written = numberOf(given.get("v") ?? "");
  if (given.has("v") && !(String(written) in rules.defaults)) note();
  for (const key of given.keys()) {
    if (key !== "v" && key !== PIN && !keys.includes(key) && !rules.foreign.some((start) => key.startsWith(start)))
      note();
  }
  const version = versionOf(
    written,
    keys.some((key) => given.has(key)),
    rules,
  );
  const entry = withValues(rules.defaults[version], FIELDS, given, rules, note);
  const pin = given.get(PIN);
  return { entry: pin === undefined ? entry : { ...entry, pin: readPin(pin, entry, rules, note) }, mended };
}

/** As versions.version_of. @param {number | null} number @param {boolean} namesScene @param {Rules} rules */
function versionOf(number, namesScene, { version, defaults }) {
  if (number !== null && String(number) in defaults) return number;
  return namesScene && !(number !== null && number > version) ? 1 : version;
}

/**
 * `entry` with what a link names, as permalink.changed: with a version it is a scene of its own; what is pinned stays
 * unless the link names it; another network or seed has samples of the triangular root.
 *
 * @param {Entry} entry
 * @param {string} query
 * @param {Rules} rules
 * @returns {Entry}
 */
export function changedByLink(entry, query, rules) {
  const given = new URLSearchParams(query);
  if (given.has("v")) return decodeLink(query, rules).entry;
  const all = new URLSearchParams(encodeLink({ ...entry, pin: null }, rules));
  given.forEach((value, key) => all.set(key, value));
  const read = decodeLink(all.toString(), rules).entry;
  const made = given.has(PIN) ? read : { ...read, pin: entry.pin };
  const alike = JSON.stringify([made.network, made.seed]) === JSON.stringify([entry.network, entry.seed]);
  return alike || given.has("root") ? made : { ...made, root: "triangular" };
}
