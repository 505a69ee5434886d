/**
 * What this browser keeps of rooms, in one entry: the token with which a student comes back as the same participant, and
 * the secret of a lecturer. The secret never stands in the part of an address that a server sees: it comes in the part
 * behind "#", is kept here, and leaves the address bar at once.
 */

import { keepWords, readKept } from "../shared/store.js";

/** @import { Keys } from "./types.d.ts" */

const ENTRY = "ntk-room";
const MOST = 8; // rooms, the newest ones
const SECRET = /[#&]secret=([\w-]+)/;

/** The keys of the room `code` in this browser. @param {string} code @returns {Keys} */
export function keysOf(code) {
  return readAll().find((each) => each[0] === code)?.[1] ?? {};
}

/** The rooms of which this browser has a key, the oldest first. */
export function keptCodes() {
  return readAll().map(([code]) => code);
}

/** Keeps `keys` of the room `code` beside those that are there. @param {string} code @param {Keys} keys */
export function keepKeys(code, keys) {
  const others = readAll().filter((each) => each[0] !== code);
  const kept = Object.fromEntries(Object.entries({ ...keysOf(code), ...keys }).filter(([, key]) => key));
  const all = Object.keys(kept).length > 0 ? [...others, [code, kept]] : others;
  keepWords(ENTRY, all.length > 0 ? JSON.stringify(all.slice(-MOST)) : "");
}

/** The secret in the part of an address behind "#", "" if there is none. @param {string} hash */
export function secretIn(hash) {
  return SECRET.exec(hash)?.[1] ?? "";
}

/** @returns {[string, Keys][]} */
function readAll() {
  try {
    const all = JSON.parse(readKept(ENTRY) || "[]");
    return Array.isArray(all) ? all.filter((each) => Array.isArray(each) && each.length === 2) : [];
  } catch {
    return []; // something else has written there
  }
}

/** What links of the same person add: the language that this page was asked for, if it was. */
export function languageInLinks() {
  const asked = new URLSearchParams(location.search).get("lang");
  return asked ? `&lang=${encodeURIComponent(asked)}` : "";
}
