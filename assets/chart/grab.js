/** Space or Enter takes what has the focus, as a finger would: arrows move it, Space lets go, Escape puts it back. */

import { isFiniteNumber, worded } from "../shared/format.js";
import { pointText, xText } from "../shared/units.js";
import { answerText, timesText } from "./sentences.js";
import { beginChange, endChange, factsNow } from "./telling.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Actions, Handle, QuestionRow, State } from "./types.d.ts" */

/**
 * Takes the handle, or lets go of it if it is taken already; tells what has changed since it was taken.
 *
 * @param {State} state
 * @param {Actions} actions
 * @param {Handle} handle
 */
export function toggleGrab(state, actions, handle) {
  if (state.grabbed?.key === handle.key) {
    const changes = endChange(state);
    endGrab(state, actions);
    actions.say(worded(WORDS.grab.released, { at: whereIs(state, handle), changes }));
    return;
  }
  endGrab(state, actions);
  beginChange(state);
  state.grabbed = { key: handle.key, before: state.session.scene };
  markGrabbed(state, actions, true);
  const status = statusText(state, actions, handle);
  actions.say(worded(WORDS.grab.grabbed, { name: nameOf(handle), status }));
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
  if (handle) actions.say(worded(WORDS.grab.put_back, { status: statusText(state, actions, handle) }));
  return true;
}

/** Nothing is taken any more; whatever was moved stays moved. @param {State} state @param {Actions} actions */
export function endGrab(state, actions) {
  markGrabbed(state, actions, false);
  state.grabbed = null;
}

/**
 * Where the handle is right now; for a label also how likely it is, and for a point the first question's answer.
 *
 * @param {State} state
 * @param {Actions} actions
 * @param {Handle} handle
 */
export function statusText(state, actions, handle) {
  const where = whereIs(state, handle);
  if (handle.kind === "candidate") return [where, ...likelihoodOf(actions.answerOf(handle.name))].join(", ");
  const place = factsNow(state).questions[0]?.places[0];
  return place?.mean ? worded(WORDS.grab.status, { where, at: place.at, is: place.mean }) : where;
}

/** @param {State} state @param {Handle} handle */
function whereIs({ session }, { kind, x, y }) {
  const { units } = session.setting;
  return kind === "point" || kind === "candidate" ? pointText(units, x, y) : xText(units, x);
}

/** @param {QuestionRow | undefined} row */
function likelihoodOf(row) {
  const odds = row?.log10_odds;
  if (!isFiniteNumber(row?.log_p) || !isFiniteNumber(odds)) return [answerText(row)].filter(Boolean);
  const compared = odds < Math.log10(1.05) ? WORDS.grab.best : worded(WORDS.grab.less, { times: timesText(odds) });
  return [answerText(row), compared];
}

/** @param {Handle} handle */
function nameOf(handle) {
  if (handle.kind === "point") return worded(WORDS.grab.point, { name: handle.index + 1 });
  if (handle.kind === "candidate") return worded(WORDS.grab.candidate, { name: handle.name });
  return handle.kind === "probe" ? WORDS.grab.probe : WORDS.grab.slice;
}

/** @param {State} state @param {Actions} actions @param {boolean} grabbed */
function markGrabbed(state, actions, grabbed) {
  const node = state.grabbed && actions.nodeOf(state.grabbed.key);
  node?.classList.toggle("taken", grabbed);
  if (node?.getAttribute("role") === "button") node.setAttribute("aria-pressed", String(grabbed));
}
