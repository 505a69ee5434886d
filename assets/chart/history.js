/**
 * What undo, redo, clear and the presets will do, so that it shows at once; Python's answer then settles it.
 *
 * An entry of the history is a scene { points, candidates, slice_x, pin } with its setting { network, seed, root, prior,
 * noise_std, time, units }. Python sends the nearest ones in both directions with every answer; edits made since are added here.
 */

import { swapped } from "./pin.js";
import { sameScene } from "./scene.js";

/** @import { Answer, Changes, Entry, History, RequestDetails, RequestType, Scene, Session, Setting } from "./types.d.ts" */

/** What of an entry or an answer the person edits. @param {Scene} entry @returns {Scene} */
export function sceneOf({ points, candidates, slice_x, pin }) {
  return { points, candidates, slice_x, pin };
}

/**
 * What else of it makes the picture: set by the controls beside the chart, and by a table of points.
 *
 * @param {Setting} entry
 * @returns {Setting}
 */
export function settingOf({ network, seed, root, prior, noise_std, time, units }) {
  return { network, seed, root, prior, noise_std, time, units };
}

/**
 * `entry` with the `changes` of a link. Another network or seed has samples of the triangular root, as
 * permalink.changed in Python.
 *
 * @param {Entry} entry
 * @param {Changes} changes
 * @returns {Entry}
 */
export function changedEntry(entry, changes) {
  const network = { ...entry.network, ...changes.network };
  const changed = { ...entry, ...changes, network };
  const same = JSON.stringify([network, changed.seed]) === JSON.stringify([entry.network, entry.seed]);
  return same || changes.root ? changed : { ...changed, root: "triangular" };
}

/** @param {Setting} a @param {Setting} b */
export function sameSetting(a, b) {
  return JSON.stringify(settingOf(a)) === JSON.stringify(settingOf(b));
}

/**
 * The history that Python answered: the number of steps, and the nearest entries, the very nearest last.
 *
 * @param {Answer} answer
 * @returns {History}
 */
export function historyOf(answer) {
  const { past, future, steps } = answer;
  /** @param {Partial<Entry>} changed */
  const complete = (changed) => ({ ...sceneOf(answer), ...settingOf(answer), ...changed });
  return { past: past.map(complete), future: future.map(complete), steps, blind: false };
}

/** Adds the scene that was sent last, which an edit has just left. @param {Session} session */
export function remember(session) {
  const { past, steps, blind } = session.history;
  const entries = blind ? [] : [...past, present(session)];
  session.history = { past: entries, future: [], steps: { undo: steps.undo + 1, redo: 0 }, blind };
}

/** @param {Session} session @returns {Entry} */
function present({ sentScene, setting }) {
  return { ...sentScene, ...setting };
}

/**
 * Where a request leads: an entry; null at the end of the history, and where Python alone has the entry.
 *
 * @param {Session} session
 * @param {RequestType} type
 * @param {RequestDetails} details
 * @returns {Entry | null}
 */
export function destination(session, type, { name, noise_std = session.setting.noise_std, changes }) {
  const { answer, history, scene, setting } = session;
  if (type === "undo") return history.past.at(-1) ?? null;
  if (type === "redo") return history.future.at(-1) ?? null;
  if (type === "clear") return { ...scene, ...setting, points: [], candidates: [] };
  if (type === "noise") return { ...scene, ...setting, noise_std };
  if (type === "swap") return swapped(scene, setting);
  if (type === "open") return changes ? changedEntry({ ...scene, ...setting }, changes) : null;
  const chosen = answer.presets.find((preset) => preset.name === name);
  if (!chosen) return null;
  const { points, candidates, units = answer.units } = chosen;
  // As in Python, a pin goes with the units in which it was pinned.
  const pin = JSON.stringify(units) === JSON.stringify(setting.units) ? scene.pin : null;
  return { ...scene, ...setting, points, candidates, units, pin };
}

/**
 * Goes where the request leads, if that is known; the person's scene and setting are then those.
 *
 * @param {Session} session
 * @param {RequestType} type
 * @param {RequestDetails} details
 */
export function travel(session, type, details) {
  const entry = destination(session, type, details);
  if (type === "undo" || type === "redo") step(session, type === "undo", entry !== null);
  else if (entry && !(sameScene(entry, session.scene) && sameSetting(entry, session.setting))) remember(session);
  if (!entry) return;
  session.scene = session.sentScene = sceneOf(entry);
  session.setting = settingOf(entry);
}

/** @param {Session} session @param {boolean} back @param {boolean} isKnown */
function step(session, back, isKnown) {
  const { past, future, steps } = session.history;
  const counts = { undo: steps.undo + (back ? -1 : 1), redo: steps.redo + (back ? 1 : -1) };
  /** @param {Entry[]} list */
  const left = (list) => list.slice(0, -1);
  /** @param {Entry[]} list */
  const entered = (list) => [...list, present(session)];
  if (!isKnown) session.history = { past: [], future: [], steps: counts, blind: true };
  else if (back) session.history = { past: left(past), future: entered(future), steps: counts, blind: false };
  else session.history = { past: entered(past), future: left(future), steps: counts, blind: false };
}
