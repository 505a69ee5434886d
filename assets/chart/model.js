/** All that is drawn, from what the person has set, what Python has answered, and what is computed here meanwhile. */

import { shortNumber } from "../shared/format.js";
import { joinAnswers } from "./answers.js";
import { liveModel } from "./live.js";
import { eased } from "./motion.js";

/** @import { Model, Session, Solved, State } from "./types.d.ts" */

/** Everything in it is either the person's (scene) or follows from it and the prior. @param {State} state @returns {Model} */
export function currentModel(state) {
  const { session, motion } = state;
  const { scene, setting } = session;
  const ahead = scene !== session.adopted || motion.time !== null;
  const live = ahead || motion.angle !== 0 ? liveModel(session, motion.angle, motion.time) : null;
  const stale = ahead && !live; // the prior of a new architecture is still on its way: the picture waits for it
  const answered = solvedByServer(session);
  const solved = ahead ? (live ?? state.solved ?? answered) : answered;
  state.solved = solved;
  const turned = motion.angle !== 0 && !ahead ? (live?.curves ?? state.drawn?.curves) : null;
  const played = turned ? { ...solved.curves, samples: turned.samples } : solved.curves;
  const timeText = motion.time === null ? "" : `t = ${shortNumber(motion.time)}`;
  const curves = eased(motion, played);
  const groups = joinAnswers(scene, solved.groups, setting.units);
  return { ...solved, curves, scene, groups, noiseStd: setting.noise_std, timeText, stale };
}

/** @param {Session} session @returns {Solved} */
function solvedByServer({ curves, spectrum, answer }) {
  const { groups, slice_range: sliceRange, health, remedy } = answer;
  return { curves, spectrum, groups, sliceRange, health, remedy };
}

/** The answers of all questions. @param {Model} model */
export function rowsOf(model) {
  return model.groups.flatMap(({ rows }) => rows);
}
