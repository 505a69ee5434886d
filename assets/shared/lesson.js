/**
 * What a lesson and the chart beside it tell each other, by events on globalThis: the lesson asks the chart to show or
 * to open another scene, and to light up a mark; the chart tells what it has drawn, and at which mark a person points.
 */

/** @import { LessonWish, Told } from "./types.d.ts" */

const WISH = "ntk-lesson";
const TOLD = "ntk-chart";

/** @param {LessonWish} wish */
export function tellChart(wish) {
  globalThis.dispatchEvent(new CustomEvent(WISH, { detail: wish }));
}

/** Calls `listener` with what a lesson wishes; returns a function that removes it. @param {(wish: LessonWish) => void} listener */
export function onWish(listener) {
  return heard(WISH, listener);
}

/** @param {Told} told */
export function tellLesson(told) {
  globalThis.dispatchEvent(new CustomEvent(TOLD, { detail: told }));
}

/** Calls `listener` with what the chart tells; returns a function that removes it. @param {(told: Told) => void} listener */
export function onTold(listener) {
  return heard(TOLD, listener);
}

/**
 * @template Detail
 * @param {string} name
 * @param {(detail: Detail) => void} listener
 */
function heard(name, listener) {
  /** @param {Event} event */
  const hear = (event) => listener(/** @type {CustomEvent<Detail>} */ (event).detail);
  globalThis.addEventListener(name, hear);
  return () => globalThis.removeEventListener(name, hear);
}
