/** What a server would answer, computed here: a page in one file has none, and its answers come without curves. */

import { sceneOf, settingOf } from "./history.js";
import { liveModel } from "./live.js";

/** @import { Answer, Cache } from "./types.d.ts" */

/** The answer with curves, spectrum and what else its scene gives. @param {Answer} answer @param {Cache} cache */
export function solveAlone(answer, cache) {
  const held = { scene: sceneOf(answer), cache, answer };
  const { curves, spectrum, sliceRange, groups, health, remedy } = liveModel(held, settingOf(answer), 0, null, false);
  return { answer: { ...answer, groups, health, remedy, slice_range: sliceRange }, curves, spectrum };
}
