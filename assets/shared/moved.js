/**
 * Settings that a hand is moving, or has let go of and the server has not confirmed yet. The controls tell of them by an
 * event on globalThis, CustomEvent("ntk-setting", { detail: { values, moving, seq } }): `values` by the names of the
 * scene's and its network's fields; `moving` while the hand holds on; then `seq`, which the server repeats.
 */

/** @import { Moved } from "./types.d.ts" */
/** @import { Values } from "../controls/types.d.ts" */

const MOVED = "ntk-setting";

/** Calls `listener` with what has moved; returns a function that removes it. @param {(moved: Moved) => void} listener */
export function onMoved(listener) {
  /** @param {Event} event */
  const hear = (event) => listener(/** @type {CustomEvent<Moved>} */ (event).detail);
  globalThis.addEventListener(MOVED, hear);
  return () => globalThis.removeEventListener(MOVED, hear);
}

/**
 * Tells which settings differ from Python's last answer: with `seq` once they are at rest, null before.
 *
 * @param {Values} values
 * @param {number | null} seq
 */
export function tellMoved(values, seq) {
  globalThis.dispatchEvent(new CustomEvent(MOVED, { detail: { values, moving: seq === null, seq } }));
}
