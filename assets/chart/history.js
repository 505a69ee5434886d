/**
 * What undo, redo, clear and the presets will do, so that it shows at once; Python's answer then settles it.
 *
 * An entry of the history is a scene { points, candidates, slice_x } with its setting { prior_key, prior, noise_std,
 * time, units, facts }. Python sends the nearest ones in both directions with every answer; edits made since are added here.
 */

import { sameScene } from "./scene.js";

/** What of `data`, an entry or an answer, the person edits. */
export function sceneOf({ points, candidates, slice_x }) {
  return { points, candidates, slice_x };
}

/** What else of `data` makes the picture: set by the controls beside the chart, and by a table of points. */
export function settingOf({ prior_key, prior, noise_std, time, units, facts }) {
  return { prior_key, prior, noise_std, time, units, facts };
}

export function sameSetting(a, b) {
  return JSON.stringify(settingOf(a)) === JSON.stringify(settingOf(b));
}

/** Starts again from what Python answered: the number of steps, and the nearest entries, the very nearest last. */
export function takeHistory(session) {
  const { past, future, steps } = session.answer;
  const whole = (changed) => ({ ...sceneOf(session.answer), ...settingOf(session.answer), ...changed });
  session.history = { past: past.map(whole), future: future.map(whole), steps, blind: false };
  session.setting = settingOf(session.answer);
}

/** An edit has left the scene that was sent last. */
export function remember(session) {
  const { past, steps, blind } = session.history;
  const entries = blind ? [] : [...past, present(session)];
  session.history = { past: entries, future: [], steps: { undo: steps.undo + 1, redo: 0 }, blind };
}

function present({ sentScene, setting }) {
  return { ...sentScene, ...setting };
}

/** Where a request leads: an entry; null at the end of the history, and where Python alone has the entry. */
export function destination(session, type, { name, noise_std }) {
  const { answer, history, scene, setting } = session;
  if (type === "undo") return history.past.at(-1) ?? null;
  if (type === "redo") return history.future.at(-1) ?? null;
  if (type === "clear") return { ...scene, ...setting, points: [], candidates: [] };
  if (type === "noise") return { ...scene, ...setting, noise_std };
  const { points, candidates, units = answer.units } = answer.presets.find((preset) => preset.name === name);
  return { ...scene, ...setting, points, candidates, units };
}

/** Goes where the request leads, if that is known; the person's scene and setting are then those. */
export function travel(session, type, details) {
  const entry = destination(session, type, details);
  if (type === "undo" || type === "redo") step(session, type === "undo", entry !== null);
  else if (!sameScene(entry, session.scene) || !sameSetting(entry, session.setting)) remember(session);
  if (!entry) return;
  session.scene = session.sentScene = sceneOf(entry);
  session.setting = settingOf(entry);
}

function step(session, back, known) {
  const { past, future, steps } = session.history;
  const counts = { undo: steps.undo + (back ? -1 : 1), redo: steps.redo + (back ? 1 : -1) };
  const left = (list) => list.slice(0, -1);
  const entered = (list) => [...list, present(session)];
  if (!known) session.history = { past: [], future: [], steps: counts, blind: true };
  else if (back) session.history = { past: left(past), future: entered(future), steps: counts, blind: false };
  else session.history = { past: entered(past), future: left(future), steps: counts, blind: false };
}
