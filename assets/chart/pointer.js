/** Mouse, pen and touch: click adds, drag moves, double-click, right-click or a drop off the plot removes. */

import { dataX, dataY, insidePlot, isOffPlot, nearestHandle } from "./geometry.js";
import { addPoint, moveHandle, removeHandle } from "./scene.js";

const SLACK = { mouse: 3, pen: 5, touch: 7 };
const DOUBLE_TAP_MS = 450;
const NEWBORN_MS = 500;

/** Wires the pointer events of plot and strip to `chart`; returns { cancel, isDown } for the keyboard and the wiring. */
export function attachPointers(chart, plot, strip) {
  const inPlot = { frame: () => chart.frame, owns: ({ kind }) => kind !== "slice", tapEmpty };
  const inStrip = { frame: () => strip.frame, owns: ({ kind }) => kind === "slice", tapEmpty: tapStrip };
  const hands = [attachPointer(chart, plot.svg, inPlot), attachPointer(chart, strip.svg, inStrip)];
  return {
    cancel: () => hands.map(({ cancel }) => cancel()).some(Boolean),
    isDown: () => hands.some(({ isDown }) => isDown()),
  };
}

/** `area` tells what lies in the svg: its frame, which handles it owns, and what a press on nothing does. */
function attachPointer(chart, svg, area) {
  const none = { key: null, time: 0 };
  const hand = { chart, svg, area, press: null, lastTap: none, born: none, type: "mouse" };
  const cancel = () => {
    const { press } = hand;
    hand.press = null;
    if (press?.handle) chart.abandonDrag(press.before);
    return press !== null;
  };
  svg.addEventListener("pointerdown", (event) => startPress(hand, event));
  svg.addEventListener("pointermove", (event) => movePointer(hand, event));
  svg.addEventListener("pointerup", (event) => endPress(hand, event));
  svg.addEventListener("pointercancel", cancel);
  svg.addEventListener("lostpointercapture", (event) => event.target === svg && cancel());
  svg.addEventListener("pointerleave", () => chart.hover(null));
  svg.addEventListener("contextmenu", (event) => {
    cancel();
    const at = placeOf(hand, event);
    const handle = handleAt(hand, at);
    if (!handle) return;
    event.preventDefault();
    // A long press on a touch screen also opens the menu; there it only means that the finger rests.
    if (hand.type !== "touch" && !isNewborn(hand, handle, at)) removeAndSend(chart, chart.scene(), handle);
  });
  // Some browsers read touch-action from the outer svg only, so a touch on a handle is claimed here as well.
  const claim = (event) => {
    if (event.touches.length === 1 && handleAt(hand, placeOf(hand, event.touches[0]))) event.preventDefault();
  };
  svg.addEventListener("touchstart", claim, { passive: false });
  return { cancel, isDown: () => Boolean(hand.press?.handle) };
}

function placeOf(hand, event) {
  const box = hand.svg.getBoundingClientRect();
  return { px: event.clientX - box.left, py: event.clientY - box.top, time: event.timeStamp };
}

function handleAt(hand, { px, py }) {
  return nearestHandle(hand.chart.handles.filter(hand.area.owns), px, py);
}

function startPress(hand, event) {
  hand.type = event.pointerType;
  if (event.button !== 0 || !event.isPrimary) return;
  const at = placeOf(hand, event);
  const handle = handleAt(hand, at);
  hand.press = { id: event.pointerId, handle, start: at, moved: false, before: hand.chart.scene(), off: false };
  if (!handle) return;
  event.preventDefault();
  hand.svg.setPointerCapture(event.pointerId);
  hand.chart.focusHandle(handle.key);
}

function movePointer(hand, event) {
  // A press on empty space is not captured, so it may have ended outside.
  if (hand.press && !hand.press.handle && event.buttons === 0) hand.press = null;
  const { chart, press } = hand;
  const at = placeOf(hand, event);
  if (!press) chart.hover(event.pointerType === "touch" ? null : handleAt(hand, at));
  else if (event.pointerId === press.id) movePress(hand, at, SLACK[event.pointerType] ?? SLACK.pen);
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

function endPress(hand, event) {
  const { chart, press } = hand;
  if (!press || event.pointerId !== press.id) return;
  hand.press = null;
  const at = placeOf(hand, event);
  const { handle, moved, before, off } = press;
  if (handle && moved && off) removeAndSend(chart, before, handle);
  else if (handle && moved) chart.commit(chart.scene());
  else if (handle) tapHandle(hand, handle, at);
  else if (!moved) hand.area.tapEmpty(hand, press.start);
  chart.release();
}

function tapHandle(hand, handle, at) {
  const { chart, lastTap } = hand;
  const twice = lastTap.key === handle.key && at.time - lastTap.time < DOUBLE_TAP_MS;
  if (twice && !isNewborn(hand, handle, at)) removeAndSend(chart, chart.scene(), handle);
  hand.lastTap = { key: twice ? null : handle.key, time: at.time };
}

/** A point made by the click just before must survive the second click of a double-click on empty space. */
function isNewborn(hand, handle, at) {
  return handle.key === hand.born.key && at.time - hand.born.time < NEWBORN_MS;
}

function tapEmpty(hand, at) {
  const { chart } = hand;
  const { frame, limits } = chart;
  const scene = chart.scene();
  if (!insidePlot(frame, at.px, at.py)) return;
  if (scene.points.length >= limits.points) {
    chart.warn(`${limits.points} points is the most. Remove one to place another.`);
    return;
  }
  hand.born = { key: `point ${scene.points.length}`, time: at.time };
  chart.commit(addPoint(scene, dataX(frame, at.px), dataY(frame, at.py), limits));
  chart.focusHandle(hand.born.key);
}

function tapStrip({ chart, area }, { px, py }) {
  const frame = area.frame();
  if (!frame || !insidePlot(frame, px, py)) return;
  chart.commit(moveHandle(chart.scene(), { kind: "slice" }, dataX(frame, px), 0, chart.limits));
}

function removeAndSend(chart, scene, handle) {
  chart.commit(removeHandle(scene, handle));
}
