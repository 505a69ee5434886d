/** The curves of what is pinned: those that the server has answered, otherwise computed here as the scene's are. */

import { decodeFloats } from "../shared/format.js";
import { keep, liveModel } from "./live.js";
import { pinnedSetting, samePinned } from "./pin.js";

/** @import { Answer, Cache, Pinned, Setting, State } from "./types.d.ts" */

const LEAST_ROOM = 640; // pixels for two charts

/** Whether there is room for two charts. @param {Pick<State, "room">} state */
export function hasRoom({ room }) {
  return room >= LEAST_ROOM;
}

/** Whether what is pinned has a chart of its own now. @param {Pick<State, "session" | "room">} state */
export function isBeside(state) {
  return Boolean(state.session.scene.pin?.beside) && hasRoom(state);
}

/**
 * What is pinned: as a ghost on the points of that time, or beside the scene's chart on the scene's points, where its
 * samples turn and its training plays with those of the scene. Null if nothing is pinned.
 *
 * @param {Pick<State, "session" | "motion" | "room" | "pinnedCache">} state
 * @param {Setting} setting
 * @returns {Pinned | null}
 */
export function pinnedModel(state, setting) {
  const { session, motion, pinnedCache: cache } = state;
  const { scene, answer } = session;
  const { pin } = scene;
  if (!pin) return null;
  const under = pinnedSetting(setting, pin);
  if (isBeside(state)) {
    const { curves } = liveModel({ scene, cache, answer }, under, motion.angle, motion.time, false);
    return { pin, setting: under, ghost: null, second: curves };
  }
  const then = { points: pin.points, candidates: [], slice_x: 0 };
  const answered = answer.pin && samePinned(answer.pin, pin) ? answeredCurves(answer, cache) : null;
  const ghost = answered ?? liveModel({ scene: then, cache, answer }, under, 0, null, false).curves;
  return { pin, setting: under, ghost, second: null };
}

/** @param {Answer} answer @param {Cache} cache */
function answeredCurves({ pinned_curves: { mean, std } = {} }, cache) {
  if (!mean || !std) return null;
  return keep(cache, "answered", [mean, std], () => ({ mean: decodeFloats(mean), std: decodeFloats(std) }));
}
