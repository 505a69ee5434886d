/**
 * Settings that a hand is moving, or has let go of and the server has not confirmed yet. The controls tell of them by an
 * event on globalThis, CustomEvent("ntk-setting", { detail: { values, moving, seq } }): `values` by the names of the
 * scene's and its network's fields; `moving` while the hand holds on; then `seq`, which the server repeats.
 */

/** @import { Answer, Moved, Session, Setting } from "./types.d.ts" */

const MOVED = "ntk-setting";

/** Calls `listener` with what has moved; returns a function that removes it. @param {(moved: Moved) => void} listener */
export function onMoved(listener) {
  /** @param {Event} event */
  const hear = (event) => listener(/** @type {CustomEvent<Moved>} */ (event).detail);
  globalThis.addEventListener(MOVED, hear);
  return () => globalThis.removeEventListener(MOVED, hear);
}

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
