/** Mouse, pen and touch: click adds, drag moves, double-click, right-click or a drop off the plot removes. */

import { worded } from "../shared/format.js";
import { insidePlot, isOffPlot, nearestHandle } from "./geometry.js";
import { addPoint, moveHandle, removeHandle } from "./scene.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Actions, Frame, Handle, Pair, Scene, State } from "./types.d.ts" */
/** @import { Plot } from "./draw.js" */
/** @import { Strip } from "./strip.js" */
/** @typedef {ReturnType<typeof attachPointers>} Pointers */

/**
 * What lies in an svg: its frame, which handles it has, and what a press on nothing does.
 *
 * @typedef {object} Area
 * @property {() => Frame | null} frame
 * @property {(handle: Handle) => boolean} has
 * @property {(pointer: Pointer, at: Position) => void} tapEmpty
 *
 * @typedef {{ px: number, py: number, time: number }} Position
 * @typedef {{ id: number, handle: Handle | null, start: Position, moved: boolean, before: Scene, off: boolean }} Press
 * @typedef {{ key: string | null, time: number }} Tap
 *
 * @typedef {object} Pointer
 * @property {State} state
 * @property {Actions} actions
 * @property {SVGSVGElement} svg
 * @property {Area} area
 * @property {Press | null} press
 * @property {Tap} lastTap
 * @property {Tap} created the point made by the last click on empty space
 * @property {string} type
 */

/** @type {Record<string, number>} */
const SLACK = { mouse: 3, pen: 5, touch: 7 };
const DOUBLE_TAP_MS = 450;
const CREATED_MS = 500;

/**
 * Wires the pointer events of plot and strip; returns { cancel, isDown } for the keyboard and the wiring, and `watch` for
 * another plot with the same frame.
 *
 * @param {State} state
 * @param {Actions} actions
 * @param {Plot} plot
 * @param {Strip} strip
 */
export function attachPointers(state, actions, plot, strip) {
  /** @type {Area} */
  const inPlot = { frame: () => state.frame, has: ({ kind }) => kind !== "slice", tapEmpty };
  /** @type {Area} */
  const inStrip = { frame: () => strip.drawn.frame, has: ({ kind }) => kind === "slice", tapEmpty: tapStrip };
  const pointers = [attachPointer(state, actions, plot.svg, inPlot), attachPointer(state, actions, strip.svg, inStrip)];
  return {
    /** @param {Plot} another */
    watch: (another) => void pointers.push(attachPointer(state, actions, another.svg, inPlot)),
    cancel: () => pointers.map(({ cancel }) => cancel()).some(Boolean),
    isDown: () => pointers.some(({ isDown }) => isDown()),
  };
}

/** @param {State} state @param {Actions} actions @param {SVGSVGElement} svg @param {Area} area */
function attachPointer(state, actions, svg, area) {
  const none = { key: null, time: 0 };
  /** @type {Pointer} */
  const pointer = { state, actions, svg, area, press: null, lastTap: none, created: none, type: "mouse" };
  const cancel = () => {
    const { press } = pointer;
    pointer.press = null;
    if (press?.handle) actions.abandonDrag(press.before);
    return press !== null;
  };
  svg.addEventListener("pointerdown", (event) => startPress(pointer, event));
  svg.addEventListener("pointermove", (event) => movePointer(pointer, event));
  svg.addEventListener("pointerup", (event) => endPress(pointer, event));
  svg.addEventListener("pointercancel", cancel);
  svg.addEventListener("lostpointercapture", (event) => event.target === svg && cancel());
  svg.addEventListener("pointerleave", () => actions.hover(null));
  svg.addEventListener("contextmenu", (event) => {
    cancel();
    const at = positionOf(pointer, event);
    const handle = handleAt(pointer, at);
    if (!handle) return;
    event.preventDefault();
    // A long press on a touch screen also opens the menu; there it only means that the finger rests.
    if (pointer.type !== "touch" && !justCreated(pointer, handle, at)) remove(pointer, state.session.scene, handle);
  });
  // Some browsers read touch-action from the outer svg only, so a touch on a handle is claimed here as well.
  /** @param {TouchEvent} event */
  const claim = (event) => {
    const [touch, another] = event.touches;
    if (touch && !another && handleAt(pointer, positionOf(pointer, touch))) event.preventDefault();
  };
  svg.addEventListener("touchstart", claim, { passive: false });
  return { cancel, isDown: () => Boolean(pointer.press?.handle) };
}

/** @param {Pointer} pointer @param {{ clientX: number, clientY: number, timeStamp?: number }} event @returns {Position} */
function positionOf({ svg }, { clientX, clientY, timeStamp = 0 }) {
  const box = svg.getBoundingClientRect();
  return { px: clientX - box.left, py: clientY - box.top, time: timeStamp };
}

/** @param {Pointer} pointer @param {Position} at */
function handleAt({ state, area }, { px, py }) {
  return nearestHandle(state.handles.filter(area.has), px, py);
}

/** @param {Pointer} pointer @param {PointerEvent} event */
function startPress(pointer, event) {
  pointer.type = event.pointerType;
  if (event.button !== 0 || !event.isPrimary) return;
  const start = positionOf(pointer, event);
  const handle = handleAt(pointer, start);
  const before = pointer.state.session.scene;
  pointer.press = { id: event.pointerId, handle, start, moved: false, before, off: false };
  if (!handle) return;
  event.preventDefault();
  pointer.svg.setPointerCapture(event.pointerId);
  pointer.actions.focusHandle(handle.key);
}

/** @param {Pointer} pointer @param {PointerEvent} event */
function movePointer(pointer, event) {
  // A press on empty space is not captured, so it may have ended outside.
  if (pointer.press && !pointer.press.handle && event.buttons === 0) pointer.press = null;
  const { actions, press } = pointer;
  const at = positionOf(pointer, event);
  if (!press) actions.hover(event.pointerType === "touch" ? null : handleAt(pointer, at));
  else if (event.pointerId === press.id) movePress(pointer, press, at, SLACK[event.pointerType] ?? SLACK.pen);
}

/** @param {Pointer} pointer @param {Press} press @param {Position} at @param {number} slack */
function movePress({ state, actions, area }, press, at, slack) {
  const { handle, start, before } = press;
  if (!press.moved) {
    if (Math.hypot(at.px - start.px, at.py - start.py) <= slack) return;
    press.moved = true;
  }
  const frame = area.frame();
  if (!handle || !frame) return;
  press.off = (handle.kind === "point" || handle.kind === "candidate") && isOffPlot(frame, at.px, at.py);
  // The handle keeps its distance to the finger, so that taking hold of it does not make it jump.
  const x = frame.toX.invert(at.px - start.px + handle.px);
  const y = frame.toY.invert(at.py - start.py + handle.py);
  actions.showDrag(moveHandle(before, handle, x, y, state.session.answer.limits), handle.key, press.off);
}

/** @param {Pointer} pointer @param {PointerEvent} event */
function endPress(pointer, event) {
  const { state, actions, press } = pointer;
  if (!press || event.pointerId !== press.id) return;
  pointer.press = null;
  const at = positionOf(pointer, event);
  const { handle, moved, before, off } = press;
  if (handle && moved && off) remove(pointer, before, handle);
  else if (handle && moved) actions.commit(state.session.scene);
  else if (handle) tapHandle(pointer, handle, at);
  else if (!moved) pointer.area.tapEmpty(pointer, press.start);
  actions.release();
}

/** @param {Pointer} pointer @param {Handle} handle @param {Position} at */
function tapHandle(pointer, handle, at) {
  const { state, lastTap } = pointer;
  const twice = lastTap.key === handle.key && at.time - lastTap.time < DOUBLE_TAP_MS;
  if (twice && !justCreated(pointer, handle, at)) remove(pointer, state.session.scene, handle);
  pointer.lastTap = { key: twice ? null : handle.key, time: at.time };
}

/**
 * A point made by the click just before must survive the second click of a double-click on empty space.
 *
 * @param {Pointer} pointer
 * @param {Handle} handle
 * @param {Position} at
 */
function justCreated({ created }, handle, at) {
  return handle.key === created.key && at.time - created.time < CREATED_MS;
}

/** @param {Pointer} pointer @param {Position} at */
function tapEmpty(pointer, { px, py, time }) {
  const { state, actions } = pointer;
  const { frame } = state;
  const { scene, answer } = state.session;
  const { limits } = answer;
  if (!frame || !insidePlot(frame, px, py)) return;
  if (scene.points.length >= limits.points) {
    actions.warn(worded(WORDS.most_points, { count: limits.points }));
    return;
  }
  const key = `point ${scene.points.length}`;
  pointer.created = { key, time };
  actions.commit(addPoint(scene, frame.toX.invert(px), frame.toY.invert(py), limits));
  actions.focusHandle(key);
}

/** @param {Pointer} pointer @param {Position} at */
function tapStrip({ state, actions, area }, { px, py }) {
  const frame = area.frame();
  if (!frame || !insidePlot(frame, px, py)) return;
  const { scene, answer } = state.session;
  actions.commit(moveHandle(scene, { kind: "slice" }, frame.toX.invert(px), 0, answer.limits));
}

/** @param {Pointer} pointer @param {Scene} scene @param {Handle} handle */
function remove({ actions }, scene, handle) {
  actions.commit(removeHandle(scene, handle));
}
