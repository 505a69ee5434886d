/** Enter takes what has the focus, as a finger would: arrows move it, Enter drops it, Escape puts it back. */

import { isFiniteNumber, logWords, oddsWords, verdictWords } from "../shared/format.js";
import { pointText, xText } from "../shared/units.js";

/** @import { Actions, Handle, QuestionRow, State } from "./types.d.ts" */

const KEYS = "Arrow keys move it, Enter drops it, Escape puts it back.";
const NAMES = { point: "training point", candidate: "label", probe: "test input", slice: "kernel slice" };

/**
 * Takes the handle, or drops it if it is taken already; says what is true right now.
 *
 * @param {State} state
 * @param {Actions} actions
 * @param {Handle} handle
 */
export function toggleGrab(state, actions, handle) {
  if (state.grabbed?.key === handle.key) {
    endGrab(state, actions);
    actions.say(`Dropped. ${statusText(state, actions, handle)}`);
    return;
  }
  endGrab(state, actions);
  state.grabbed = { key: handle.key, before: state.session.scene };
  markGrabbed(state, actions, true);
  actions.say(`Picked up: ${nameOf(handle)}. ${statusText(state, actions, handle)} ${KEYS}`);
}

/**
 * Escape: the scene from before the handle was taken; false if none is.
 *
 * @param {State} state
 * @param {Actions} actions
 */
export function cancelGrab(state, actions) {
  if (!state.grabbed) return false;
  const { before, key } = state.grabbed;
  endGrab(state, actions);
  if (before !== state.session.scene) actions.commit(before);
  const handle = state.handles.find((each) => each.key === key);
  if (handle) actions.say(`Put back. ${statusText(state, actions, handle)}`);
  return true;
}

/** Nothing is taken any more; whatever was moved stays moved. @param {State} state @param {Actions} actions */
export function endGrab(state, actions) {
  markGrabbed(state, actions, false);
  state.grabbed = null;
}

/** Where the handle is right now, and for a label how likely it is. @param {State} state @param {Actions} actions @param {Handle} handle */
export function statusText({ session }, actions, handle) {
  const { units } = session.setting;
  const { kind, x, y } = handle;
  const where = kind === "point" || kind === "candidate" ? pointText(units, x, y) : xText(units, x);
  const answer = kind === "candidate" ? answerText(actions.answerOf(handle.name)) : "";
  return `Right now, ${where}${answer}.`;
}

/** @param {QuestionRow | undefined} row */
function answerText(row) {
  if (!row) return "";
  if (!isFiniteNumber(row.log_p)) return row.verdict ? `; ${verdictWords(row.verdict)}` : "";
  const odds = isFiniteNumber(row.log10_odds) ? `, ${oddsWords(Math.max(0, row.log10_odds))}` : "";
  return `; ${logWords(row.log_p, row.step)}${odds}`;
}

/** @param {Handle} handle */
function nameOf(handle) {
  if (handle.kind === "point") return `${NAMES.point} ${handle.index + 1}`;
  return handle.kind === "candidate" ? `${NAMES.candidate} ${handle.name}` : NAMES[handle.kind];
}

/** @param {State} state @param {Actions} actions @param {boolean} grabbed */
function markGrabbed(state, actions, grabbed) {
  const node = state.grabbed && actions.nodeOf(state.grabbed.key);
  node?.classList.toggle("taken", grabbed);
  if (node?.getAttribute("role") === "button") node.setAttribute("aria-pressed", String(grabbed));
}
