/** One way to draw the chart: nodes are reused and untouched parts skipped, so that it can run on every move. */

import { focusedIn, setAttributes, setText } from "../shared/dom.js";
import { findNoise } from "../shared/noise.js";
import { findPrior } from "../shared/prior.js";
import { drawAnswers } from "./answers.js";
import { drawBehind } from "./behind.js";
import { drawCoach } from "./coach.js";
import { drawCertainty, drawCurves, drawFrame } from "./draw.js";
import { drawHealth, drawLegend } from "./footer.js";
import { makeFrame } from "./geometry.js";
import { drawCompare, pinnedText, shareRoom } from "./ghost.js";
import { isAtRest } from "./model.js";
import { drawObjects, drawReadout, listHandles } from "./objects.js";
import { pinnedModel } from "./pinned.js";
import { previewedModel, tellDrawn } from "./taught.js";
import { drawTags } from "./tags.js";
import { tellSoon } from "./telling.js";
import { drawPlaying, drawToolbar } from "./toolbar.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Frame, Model, Pair, Parts, State } from "./types.d.ts" */

const NARROWEST = 120;

/**
 * Draws `model`.
 *
 * @param {HTMLElement} root
 * @param {State} state
 * @param {Parts} parts
 * @param {Model} model
 */
export function redraw(root, state, parts, model) {
  if (shareRoom(parts.compare, state, parts.pointers)) state.size = null;
  const frame = fitFrame(state, parts);
  if (!frame) return;
  const { session, drawn } = state;
  const { plot, footer, toolbar, compare } = parts;
  const { scene, curves, groups, setting } = model;
  const focused = focusedIn(root);
  drawCurves(plot, frame, curves, drawn?.frame === frame ? drawn.curves : null);
  state.handles = listHandles(scene, frame);
  drawObjects(plot, frame, state.handles, scene, curves, setting.noise_std);
  const pinned = pinnedModel(state, setting);
  const previewed = previewedModel(state);
  drawCompare(compare, frame, state, model, pinned, previewed);
  drawAnswers(parts.answers, groups);
  drawBehind(parts.behind, frame, session.answer.words.legends[setting.prior], model);
  drawToolbar(toolbar, state);
  drawPlaying(toolbar, setting, state.motion);
  drawCertainty(plot, model.health.jitter_decides);
  const ghost = pinned?.ghost ? pinnedText(pinned, frame) : "";
  drawLegend(footer, session.answer.words, setting.prior, model.health.jitter_decides, ghost);
  drawHealth(footer, model.health, model.remedy, session.answer.words.health, frame.units);
  setAttributes(root, { "data-slice": scene.slice_x, "data-distribution": setting.prior });
  setText(plot.note, model.note).hidden = !model.note;
  state.drawn = { curves, frame, groups };
  setAttributes(root, { "data-coach": drawCoach(parts.coach) });
  keepFocus(root, state, parts, focused);
  showReadout(root, state, parts);
  markSettled(root, state);
  tellDrawn(model);
  tellSoon(root, state, parts, model);
}

/**
 * A frame for the size last observed; asking the page for it at every move would make it lay itself out each time.
 *
 * @param {State} state
 * @param {Parts} parts
 */
function fitFrame(state, parts) {
  state.size ??= sizeOf(parts);
  const [width, height] = state.size;
  if (width < NARROWEST) return null;
  const { answer, setting } = state.session;
  const unitsKey = JSON.stringify(setting.units);
  if (state.frame?.width !== width || state.frame.height !== height || state.frame.unitsKey !== unitsKey) {
    state.frame = makeFrame(width, height, answer.limits, setting.units);
    drawFrame(parts.plot, state.frame);
  }
  return state.frame;
}

/** The room for the plot. @param {Pick<Parts, "plot">} parts @returns {Pair} */
export function sizeOf({ plot: { box } }) {
  return [box.clientWidth, box.clientHeight];
}

/**
 * The node of a handle, or the plot.
 *
 * @param {HTMLElement} root
 * @param {Parts} parts
 * @param {string | null} key
 * @returns {SVGElement | null}
 */
export function findNode(root, parts, key) {
  if (key === "plot") return parts.plot.svg;
  const nodes = /** @type {NodeListOf<SVGElement>} */ (root.querySelectorAll("[data-handle]"));
  return [...nodes].find((node) => node.dataset.handle === key) ?? null;
}

/**
 * The focus stays where it was; when its point has gone it moves to the next one, or to the plot.
 *
 * @param {HTMLElement} root
 * @param {State} state
 * @param {Parts} parts
 * @param {Element | null} before
 */
function keepFocus(root, state, parts, before) {
  const focused = /** @type {HTMLElement | SVGElement | null} */ (before);
  if (!focused || focusedIn(root) === focused) return;
  if (focused.isConnected) {
    focused.focus({ preventScroll: true });
    return;
  }
  const key = focused.dataset.handle ?? "";
  const last = state.handles.filter((handle) => handle.kind === key.split(" ")[0]).at(-1);
  if (key) findNode(root, parts, last?.key ?? "plot")?.focus({ preventScroll: true });
}

/**
 * Shows where the handle in use is, and the answers beside it.
 *
 * @param {HTMLElement} root
 * @param {State} state
 * @param {Parts} parts
 */
export function showReadout(root, state, parts) {
  const { frame, handles, dragKey, dragOff } = state;
  if (!frame) return;
  const key = dragKey ?? state.hoverKey ?? state.focusKey;
  const handle = handles.find((each) => each.key === key && each.kind !== "slice") ?? null;
  drawTags(parts.plot, frame, handle, handles, state.drawn?.groups ?? []);
  drawReadout(parts.plot, frame, handle, dragOff ? WORDS.release : null);
  root.classList.toggle("dragging", dragKey !== null);
  const off = dragOff ? findNode(root, parts, dragKey) : null;
  for (const node of parts.plot.svg.querySelectorAll(".handle.off")) if (node !== off) node.classList.remove("off");
  off?.classList.add("off");
}

/** Says on the node whether everything is answered, and tells those who wait for it. @param {HTMLElement} root @param {State} state */
export function markSettled(root, state) {
  const { answer } = state.session;
  const settled = isAtRest(state);
  const ready = findPrior(answer.network) && findNoise(answer.seed); // a drag is redrawn at once
  setAttributes(root, { "data-settled": String(settled), "data-prior": ready ? "here" : "missing" });
  if (settled) state.settling.splice(0).forEach((resolve) => resolve());
}
