/** What explorer/ui/session.py does for the app: the scene of a reader, its history, and the edits of chart and controls. */

import { pinFrom, pinnedKeys } from "./link.js";

/** @import { ChartEvent } from "../chart/types.d.ts" */
/** @import { Content, Control, Entry, Journal, Values } from "./types.d.ts" */

const DEPTH = 200; // session._UNDO_DEPTH

/** @param {Entry} entry @returns {Journal} */
export function openJournal(entry) {
  return { entry, past: [], future: [] };
}

/**
 * Another entry, from which undo leads back. What is pinned is dropped with the units in which it was.
 *
 * @param {Journal} journal
 * @param {Entry} wanted
 * @returns {Journal}
 */
export function commitEntry(journal, wanted) {
  const { pin, units } = journal.entry;
  const drops = pin && !same(wanted.units, units) && same(wanted.pin, pin);
  const entry = drops ? { ...wanted, pin: null } : wanted;
  if (JSON.stringify(entry) === JSON.stringify(journal.entry)) return journal;
  return { entry, past: [...journal.past, journal.entry].slice(-DEPTH), future: [] };
}

/** @param {Journal} journal @returns {Journal} */
function undo({ entry, past, future }) {
  const before = past.at(-1);
  return before ? { entry: before, past: past.slice(0, -1), future: [...future, entry] } : { entry, past, future };
}

/** @param {Journal} journal @returns {Journal} */
function redo({ entry, past, future }) {
  const after = future.at(-1);
  return after ? { entry: after, past: [...past, entry], future: future.slice(0, -1) } : { entry, past, future };
}

/**
 * An edit of the chart, as explorer/ui/chart.py applies it. What its page has locked stays.
 *
 * @param {Journal} journal
 * @param {ChartEvent} event
 * @param {Content["chart"]} chart
 * @returns {Journal}
 */
export function applyEdit(journal, event, chart) {
  const { entry } = journal;
  const { presets, noise_locked: noiseLocked } = chart;
  const { type, name, points, candidates, slice_x, noise_std } = event;
  const allowed = pinningOf(entry, chart);
  if (type === "undo") return undo(journal);
  if (type === "redo") return redo(journal);
  if (type === "clear") return commitEntry(journal, { ...entry, points: [], candidates: [] });
  if (type === "noise" && noise_std !== undefined)
    return noiseLocked ? journal : changeSettings(journal, { noise_std });
  if (type === "edit" && points && candidates && slice_x !== undefined) {
    const pin = allowed.pin ? event.pin : entry.pin;
    return commitEntry(journal, { ...entry, points, candidates: candidates.map(sorted), slice_x, pin });
  }
  if (type === "swap") return allowed.swap ? commitEntry(journal, swap(entry)) : journal;
  const chosen = presets.find((preset) => type === "preset" && preset.name === name);
  if (!chosen) throw new Error(`the chart sent "${type}", which is not an edit`);
  const { name: _, ...changed } = chosen;
  return commitEntry(journal, { ...entry, ...changed });
}

/**
 * Whether a page that locks and hides these settings has Compare, lets a reader pin, and swap: see explorer/ui/pinned.py.
 *
 * @param {Entry} entry
 * @param {Pick<Content["chart"], "lock" | "hide">} chart
 */
export function pinningOf(entry, { lock, hide }) {
  const kept = [...lock, ...hide];
  const swap = !["pin", ...pinnedKeys(entry)].some((key) => kept.includes(key));
  return { shown: !hide.includes("pin"), pin: !kept.includes("pin"), swap };
}

/** As Scene.swapped. @param {Entry} entry @returns {Entry} */
function swap(entry) {
  const { pin } = entry;
  if (!pin) return entry;
  const { beside, ...pinned } = pin;
  const root = same(pin.network, entry.network) ? entry.root : "triangular";
  return { ...entry, ...pinned, root, pin: pinFrom(entry, beside) };
}

/** @param {unknown} a @param {unknown} b */
function same(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Inputs of a question ascend. @param {Entry["candidates"][number]} candidate */
function sorted({ name, points }) {
  return { name, points: points.toSorted(([a], [b]) => a - b) };
}

/**
 * Other settings, by the names of fields of the scene and its network, as session.change: another network or seed has
 * samples of the triangular root.
 *
 * @param {Journal} journal
 * @param {Values} values
 */
export function changeSettings(journal, values) {
  const { entry } = journal;
  const inner = Object.entries(values).filter(([name]) => name in entry.network);
  const outer = Object.entries(values).filter(([name]) => !(name in entry.network));
  const network = { ...entry.network, ...Object.fromEntries(inner) };
  const changed = { ...entry, ...Object.fromEntries(outer), network };
  const alike = same([network, changed.seed], [entry.network, entry.seed]);
  return commitEntry(journal, alike ? changed : { ...changed, root: "triangular" });
}

/** Those of `values` that the controls of the page allow to move. @param {Values} values @param {Control[]} controls @returns {Values} */
export function allowedValues(values, controls) {
  const free = controls.filter(({ locked }) => !locked).map(({ name }) => name);
  return Object.fromEntries(Object.entries(values).filter(([name]) => free.includes(name)));
}
