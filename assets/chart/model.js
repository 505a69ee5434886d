/** All that is drawn, from what the person has set, what Python has answered, and what is computed here meanwhile. */

import { shortNumber } from "../shared/format.js";
import { findPrior } from "../shared/prior.js";
import { joinAnswers } from "./answers.js";
import { liveModel } from "./live.js";
import { eased } from "./motion.js";
import { currentSetting } from "./moving.js";
import { isAnswered } from "./session.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Model, Session, Setting, Solved, State } from "./types.d.ts" */

const LATE = WORDS.computed_here;
const LATE_MS = 1500;

/** Everything in it is either the person's (scene, setting) or follows from it. @param {State} state @returns {Model} */
export function currentModel(state) {
  const { session, motion } = state;
  const { scene, moved } = session;
  const setting = currentSetting(session);
  const ahead = scene !== session.adopted || motion.time !== null || moved !== null;
  const hasty = moved !== null && setting.root === "triangular"; // on a coarse grid there is no other root
  const live = ahead || motion.angle !== 0 ? liveModel(session, setting, motion.angle, motion.time, hasty) : null;
  const solved = ahead && live ? live : solvedByServer(session, setting);
  const played = live && !ahead ? { ...solved.curves, samples: live.curves.samples } : solved.curves;
  const timeText = motion.time === null ? "" : `t = ${shortNumber(motion.time)}`;
  const curves = eased(motion, played);
  const groups = joinAnswers(scene, solved.groups, setting.units);
  const remedy = session.answer.noise_locked ? null : solved.remedy;
  return { ...solved, remedy, curves, scene, groups, setting, note: timeText || (state.late ? LATE : "") };
}

/** @param {Session} session @param {Setting} setting @returns {Solved} */
function solvedByServer({ curves, spectrum, answer }, { network }) {
  const { groups, slice_range: sliceRange, health, remedy } = answer;
  return { curves, spectrum, groups, sliceRange, health, remedy, prior: findPrior(network) };
}

/** Whether the server has answered all that a hand has let go of, and none holds anything. @param {State} state */
export function isAtRest({ dragKey, session }) {
  return dragKey === null && isAnswered(session) && !session.moved;
}

/** Notes whether the server lets the person wait for long; `show` is called when it begins to. @param {State} state @param {() => void} show */
export function watchServer(state, show) {
  const waits = !isAtRest(state) && state.dragKey === null && !state.session.moved?.moving;
  if (!waits) {
    clearTimeout(state.lateTimer);
    Object.assign(state, { lateTimer: 0, late: false });
  } else if (!state.lateTimer) {
    state.lateTimer = setTimeout(() => {
      state.late = true;
      show();
    }, LATE_MS);
  }
}

/** The answers of all questions. @param {Model} model */
export function rowsOf(model) {
  return model.groups.flatMap(({ rows }) => rows);
}
