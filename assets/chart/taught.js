/** The chart beside a lesson: it shows and opens the scenes that the words name, and lights up their marks. */

import { onWish, tellLesson } from "../shared/lesson.js";
import { changedEntry, sceneOf, settingOf } from "./history.js";
import { keep, liveModel } from "./live.js";
import { currentSetting } from "./moving.js";
import { pinOf } from "./pin.js";

/** @import { Actions, Cache, LessonWish, Model, Parts, Pinned, State } from "./types.d.ts" */

const NEAR_LINE = 9; // pixels from the average

/**
 * Listens to the lesson on this page, if there is one; returns a function that ends it.
 *
 * @param {HTMLElement} root
 * @param {State} state
 * @param {Actions} actions
 * @param {Parts} parts
 */
export function attachLesson(root, state, actions, { plot, behind }) {
  /** @param {LessonWish} wish */
  const hear = ({ preview, open, mark, show, ask }) => {
    if (preview !== undefined) state.preview = preview;
    if (mark !== undefined) root.dataset.lit = mark ?? "";
    if (show !== undefined) {
      behind.unfold(show);
      root.dataset.shows = show;
    }
    if (open) actions.request("open", open);
    else if (preview !== undefined || show || ask) actions.show();
  };
  /** @type {{ mark: string | null }} */
  const pointed = { mark: null };
  /** @param {string | null} mark */
  const point = (mark) => {
    if (mark !== pointed.mark) tellLesson({ mark });
    pointed.mark = mark;
  };
  plot.svg.addEventListener("pointermove", (event) => {
    if (event.pointerType === "mouse") point(markAt(state, event.offsetX, event.offsetY));
  });
  plot.svg.addEventListener("pointerleave", () => point(null));
  plot.svg.addEventListener("focusin", () => point(markOfHandle(state.focusKey)));
  plot.svg.addEventListener("focusout", () => point(null));
  for (const [mark, box] of Object.entries({ slice: behind.strip.box, spectrum: behind.spectrum.row })) {
    box.addEventListener("pointerenter", () => point(mark));
    box.addEventListener("pointerleave", () => point(null));
  }
  const stop = onWish(hear);
  tellLesson({ ready: true });
  return stop;
}

/** @param {string | null} key of a handle */
function markOfHandle(key) {
  const start = key?.split(" ")[0];
  return start === "point" ? "points" : start === "candidate" || start === "probe" ? "labels" : null;
}

/** The mark under the pointer: a handle, the average, or the inner band. @param {State} state @param {number} px @param {number} py */
function markAt({ hoverKey, frame, drawn }, px, py) {
  const held = markOfHandle(hoverKey);
  if (held || !frame || !drawn) return held;
  const { mean, std } = drawn.curves;
  const { left, right, toY } = frame;
  const at = Math.round(((px - left) / (right - left)) * (mean.length - 1));
  if (!(at >= 0 && at < mean.length)) return null;
  if (Math.abs(toY(mean[at]) - py) <= NEAR_LINE) return "average";
  return Math.abs(toY(mean[at]) - py) <= Math.abs(toY(mean[at] + std[at]) - toY(mean[at])) ? "band" : null;
}

/** Tells the lesson what is on screen. @param {Model} model */
export function tellDrawn(model) {
  tellLesson({ drawn: model });
}

/** The dashed curves of the scene that a lesson previews; null if it previews none. @param {State} state @returns {Pinned | null} */
export function previewedModel({ preview, session, pinnedCache }) {
  if (!preview) return null;
  const entry = changedEntry({ ...session.scene, ...currentSetting(session) }, preview);
  const [scene, setting] = [sceneOf(entry), settingOf(entry)];
  const cache = /** @type {Cache} */ (keep(pinnedCache, "preview", ["cache"], () => ({})));
  const { curves } = liveModel({ scene, cache, answer: session.answer }, setting, 0, null, false);
  return { pin: pinOf(scene, setting), setting, ghost: curves, second: null };
}
