/**
 * What a hand is moving, or has let go of and the server has not confirmed yet, laid over the setting that the server
 * knows: shared/moved.js says how the controls tell of it.
 */

/** @import { Answer, Session, Setting } from "./types.d.ts" */
/** @import { Moved } from "../shared/types.d.ts" */

/** Lays what has moved over the setting, beside what moved before it. @param {Session} session @param {Moved} moved */
export function noteMoved(session, { values, moving, seq = null }) {
  session.moved = { values: { ...session.moved?.values, ...values }, moving, seq };
}

/** The server has answered: what it knows of is no longer laid over its setting. @param {Session} session @param {Answer} answer */
export function settleMoved(session, { controls_seq: newest }) {
  const { moved } = session;
  if (moved && !moved.moving && newest >= (moved.seq ?? 0)) session.moved = null;
}

/**
 * The setting on screen. Another network or seed has samples of the triangular root, as session.change in Python.
 *
 * @param {Pick<Session, "setting" | "moved">} session
 * @returns {Setting}
 */
export function currentSetting({ setting, moved }) {
  if (!moved) return setting;
  const changed = { ...setting, network: { ...setting.network } };
  for (const [name, value] of Object.entries(moved.values)) {
    if (name in changed.network) Object.assign(changed.network, { [name]: value });
    else if (name in changed) Object.assign(changed, { [name]: value });
  }
  const same = JSON.stringify([changed.network, changed.seed]) === JSON.stringify([setting.network, setting.seed]);
  return same ? changed : { ...changed, root: "triangular" };
}
