/** Mouse, pen and touch: click adds, drag moves, double-click, right-click or a drop off the plot removes. */

import { dataX, dataY, insidePlot, isOffPlot, nearestHandle } from "./geometry.js";
import { addPoint, moveHandle, removeHandle } from "./scene.js";

const SLACK = { mouse: 3, pen: 5, touch: 7 };
const DOUBLE_TAP_MS = 450;
const CREATED_MS = 500;

/** Wires the pointer events of plot and strip to `chart`; returns { cancel, isDown } for the keyboard and the wiring. */
export function attachPointers(chart, plot, strip) {
  const inPlot = { frame: () => chart.frame, owns: ({ kind }) => kind !== "slice", tapEmpty };
  const inStrip = { frame: () => strip.frame, owns: ({ kind }) => kind === "slice", tapEmpty: tapStrip };
  const pointers = [attachPointer(chart, plot.svg, inPlot), attachPointer(chart, strip.svg, inStrip)];
  return {
    cancel: () => pointers.map(({ cancel }) => cancel()).some(Boolean),
    isDown: () => pointers.some(({ isDown }) => isDown()),
  };
}

/** `area` tells what lies in the svg: its frame, which handles it owns, and what a press on nothing does. */
function attachPointer(chart, svg, area) {
  const none = { key: null, time: 0 };
  const pointer = { chart, svg, area, press: null, lastTap: none, created: none, type: "mouse" };
  const cancel = () => {
    const { press } = pointer;
    pointer.press = null;
    if (press?.handle) chart.abandonDrag(press.before);
    return press !== null;
  };
  svg.addEventListener("pointerdown", (event) => startPress(pointer, event));
  svg.addEventListener("pointermove", (event) => movePointer(pointer, event));
  svg.addEventListener("pointerup", (event) => endPress(pointer, event));
  svg.addEventListener("pointercancel", cancel);
  svg.addEventListener("lostpointercapture", (event) => event.target === svg && cancel());
  svg.addEventListener("pointerleave", () => chart.hover(null));
  svg.addEventListener("contextmenu", (event) => {
    cancel();
    const at = positionOf(pointer, event);
    const handle = handleAt(pointer, at);
    if (!handle) return;
    event.preventDefault();
    // A long press on a touch screen also opens the menu; there it only means that the finger rests.
    if (pointer.type !== "touch" && !justCreated(pointer, handle, at)) removeAndSend(chart, chart.scene(), handle);
  });
  // Some browsers read touch-action from the outer svg only, so a touch on a handle is claimed here as well.
  const claim = (event) => {
    if (event.touches.length === 1 && handleAt(pointer, positionOf(pointer, event.touches[0]))) event.preventDefault();
  };
  svg.addEventListener("touchstart", claim, { passive: false });
  return { cancel, isDown: () => Boolean(pointer.press?.handle) };
}

function positionOf(pointer, event) {
  const box = pointer.svg.getBoundingClientRect();
  return { px: event.clientX - box.left, py: event.clientY - box.top, time: event.timeStamp };
}

function handleAt(pointer, { px, py }) {
  return nearestHandle(pointer.chart.handles.filter(pointer.area.owns), px, py);
}

function startPress(pointer, event) {
  pointer.type = event.pointerType;
  if (event.button !== 0 || !event.isPrimary) return;
  const at = positionOf(pointer, event);
  const handle = handleAt(pointer, at);
  pointer.press = { id: event.pointerId, handle, start: at, moved: false, before: pointer.chart.scene(), off: false };
  if (!handle) return;
  event.preventDefault();
  pointer.svg.setPointerCapture(event.pointerId);
  pointer.chart.focusHandle(handle.key);
}

function movePointer(pointer, event) {
  // A press on empty space is not captured, so it may have ended outside.
  if (pointer.press && !pointer.press.handle && event.buttons === 0) pointer.press = null;
  const { chart, press } = pointer;
  const at = positionOf(pointer, event);
  if (!press) chart.hover(event.pointerType === "touch" ? null : handleAt(pointer, at));
  else if (event.pointerId === press.id) movePress(pointer, at, SLACK[event.pointerType] ?? SLACK.pen);
}

function movePress({ chart, press, area }, at, slack) {
  const { handle, start, before } = press;
  if (!press.moved) {
    if (Math.hypot(at.px - start.px, at.py - start.py) <= slack) return;
    press.moved = true;
  }
  if (!handle) return;
  const frame = area.frame();
  press.off = (handle.kind === "point" || handle.kind === "candidate") && isOffPlot(frame, at.px, at.py);
  // The handle keeps its distance to the finger, so that taking hold of it does not make it jump.
  const x = dataX(frame, at.px - start.px + handle.px);
  const y = dataY(frame, at.py - start.py + handle.py);
  chart.showDrag(moveHandle(before, handle, x, y, chart.limits), handle.key, press.off);
}

function endPress(pointer, event) {
  const { chart, press } = pointer;
  if (!press || event.pointerId !== press.id) return;
  pointer.press = null;
  const at = positionOf(pointer, event);
  const { handle, moved, before, off } = press;
  if (handle && moved && off) removeAndSend(chart, before, handle);
  else if (handle && moved) chart.commit(chart.scene());
  else if (handle) tapHandle(pointer, handle, at);
  else if (!moved) pointer.area.tapEmpty(pointer, press.start);
  chart.release();
}

function tapHandle(pointer, handle, at) {
  const { chart, lastTap } = pointer;
  const twice = lastTap.key === handle.key && at.time - lastTap.time < DOUBLE_TAP_MS;
  if (twice && !justCreated(pointer, handle, at)) removeAndSend(chart, chart.scene(), handle);
  pointer.lastTap = { key: twice ? null : handle.key, time: at.time };
}

/** A point made by the click just before must survive the second click of a double-click on empty space. */
function justCreated(pointer, handle, at) {
  return handle.key === pointer.created.key && at.time - pointer.created.time < CREATED_MS;
}

function tapEmpty(pointer, at) {
  const { chart } = pointer;
  const { frame, limits } = chart;
  const scene = chart.scene();
  if (!insidePlot(frame, at.px, at.py)) return;
  if (scene.points.length >= limits.points) {
    chart.warn(`There can be at most ${limits.points} points. Remove one to place another.`);
    return;
  }
  pointer.created = { key: `point ${scene.points.length}`, time: at.time };
  chart.commit(addPoint(scene, dataX(frame, at.px), dataY(frame, at.py), limits));
  chart.focusHandle(pointer.created.key);
}

function tapStrip({ chart, area }, { px, py }) {
  const frame = area.frame();
  if (!frame || !insidePlot(frame, px, py)) return;
  chart.commit(moveHandle(chart.scene(), { kind: "slice" }, dataX(frame, px), 0, chart.limits));
}

function removeAndSend(chart, scene, handle) {
  chart.commit(removeHandle(scene, handle));
}
