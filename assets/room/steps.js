/** What a lecturer can do next in a room, and what each key and button does. */

import { worded } from "../shared/format.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Action, RoomState } from "./types.d.ts" */

const FORWARD = ["PageDown", "ArrowRight"];
const BACK = ["PageUp", "ArrowLeft"];
/** @type {Record<Action, string>} */
export const LABELS = {
  next: WORDS.actions.next,
  previous: WORDS.actions.previous,
  open: WORDS.actions.open,
  freeze: WORDS.actions.freeze,
  reveal: WORDS.actions.reveal,
  second: WORDS.actions.second,
  clear: WORDS.actions.clear,
  snapshot: WORDS.actions.snapshot,
  end: WORDS.actions.end,
};
/** @type {Partial<Record<Action, string>>} */
export const WARNINGS = {
  clear: WORDS.actions.clear_warning,
  end: WORDS.actions.end_warning,
};

/** The action that leads on, the one of the largest button and of a presenter's forward key. @param {RoomState} state @returns {Action | null} */
export function forwardAction({ ended, question, phase, step, steps }) {
  if (ended) return null;
  if (question && phase === "open") return "freeze";
  if (question && phase === "frozen") return "reveal";
  return step < steps ? "next" : null;
}

/** The action that leads back. @param {RoomState} state @returns {Action | null} */
export function backAction({ ended, question, phase, step }) {
  if (ended) return null;
  if (question && phase === "frozen") return "open";
  return step > 1 ? "previous" : null;
}

/** Whether `action` would do anything now. @param {Action} action @param {RoomState} state */
export function isPossible(action, { ended, question, phase, round, step, steps, snapshots = [], all }) {
  if (ended) return false;
  const guesses = all ? all[1].length + all[2].length : 0;
  switch (action) {
    case "next":
      return step < steps;
    case "previous":
      return step > 1;
    case "open":
      return Boolean(question) && phase === "frozen";
    case "freeze":
      return Boolean(question) && phase === "open";
    case "reveal":
      return Boolean(question) && phase !== "revealed";
    case "second":
      return Boolean(question) && phase !== "revealed" && round === 1;
    case "clear":
      return guesses > 0 || phase !== "open" || round === 2;
    case "snapshot":
      return guesses > 0 && snapshots.length < 12; // explorer.rooms.room.MOST_SNAPSHOTS
    default:
      return true;
  }
}

/** What a key of a keyboard or of a presenter's remote does, null for others. @param {string} key @param {RoomState} state */
export function actionOfKey(key, state) {
  if (FORWARD.includes(key)) return forwardAction(state);
  return BACK.includes(key) ? backAction(state) : null;
}

/** @param {number} count */
export function countedGuesses(count) {
  return count === 1 ? WORDS.standing.one_guess : worded(WORDS.standing.guesses, { count });
}

/** Where the room stands, in a line; students are not told how many have guessed. @param {RoomState} state */
export function standing({ ended, phase, round, guesses, question, step, steps }) {
  if (ended) return WORDS.standing.ended;
  const at = steps > 1 ? worded(WORDS.standing.step, { step, steps }) : "";
  const counted = guesses === undefined ? "" : countedGuesses(guesses);
  const phases = { open: WORDS.standing.open, frozen: WORDS.standing.frozen, revealed: WORDS.standing.revealed };
  const parts = question ? [at, worded(WORDS.standing.round, { round }), counted, phases[phase]] : [at];
  return parts.filter(Boolean).join(" · ");
}
