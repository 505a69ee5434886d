/**
 * Settings that a hand is moving, or has let go of and the server has not confirmed yet. The controls tell of them by an
 * event on globalThis, CustomEvent("ntk-setting", { detail: { values, moving, seq } }): `values` by the names of the
 * scene's and its network's fields; `moving` while the hand holds on; then `seq`, which the server repeats.
 */

/** @import { Moved } from "./types.d.ts" */

const MOVED = "ntk-setting";

/** Calls `listener` with what has moved; returns a function that removes it. @param {(moved: Moved) => void} listener */
export function onMoved(listener) {
  /** @param {Event} event */
  const hear = (event) => listener(/** @type {CustomEvent<Moved>} */ (event).detail);
  globalThis.addEventListener(MOVED, hear);
  return () => globalThis.removeEventListener(MOVED, hear);
}
