/** Mouse, pen and touch: click adds, drag moves, double-click, right-click or a drop off the plot removes. */

import { dataX, dataY, insidePlot, insideStrip, isOffPlot, nearestHandle } from "./geometry.js";
import { addPoint, moveHandle, removeHandle } from "./scene.js";

const SLACK = { mouse: 3, pen: 5, touch: 7 };
const DOUBLE_TAP_MS = 450;
const NEWBORN_MS = 500;

/** Wires the plot's pointer events to `chart`; returns { cancel, isDown } for the keyboard and the wiring. */
export function attachPointer(chart, svg) {
  const state = { press: null, lastTap: { key: null, time: 0 }, born: -Infinity, pointerType: "mouse" };
  const place = (event) => {
    const box = svg.getBoundingClientRect();
    return { px: event.clientX - box.left, py: event.clientY - box.top, time: event.timeStamp };
  };
  const handleAt = ({ px, py }) => nearestHandle(chart.handles, px, py);
  const end = (event) => {
    const { press } = state;
    if (!press || event.pointerId !== press.id) return;
    state.press = null;
    finishPress(chart, state, press, place(event));
  };
  const cancel = () => {
    const { press } = state;
    if (!press) return false;
    state.press = null;
    if (press.moved) chart.abandonDrag(press.before);
    return true;
  };

  svg.addEventListener("pointerdown", (event) => {
    state.pointerType = event.pointerType;
    if (event.button !== 0 || !event.isPrimary) return;
    const at = place(event);
    const handle = handleAt(at);
    state.press = { id: event.pointerId, handle, start: at, moved: false, before: chart.scene(), off: false };
    if (!handle) return;
    event.preventDefault();
    svg.setPointerCapture(event.pointerId);
    chart.focusHandle(handle.key);
  });
  svg.addEventListener("pointermove", (event) => {
    // A press on empty space is not captured, so it may have ended outside.
    if (state.press && !state.press.handle && event.buttons === 0) state.press = null;
    const { press } = state;
    if (!press) chart.hover(event.pointerType === "touch" ? null : handleAt(place(event)));
    else if (event.pointerId === press.id) movePress(chart, press, place(event), SLACK[event.pointerType] ?? 5);
  });
  svg.addEventListener("pointerup", end);
  svg.addEventListener("pointercancel", cancel);
  svg.addEventListener("lostpointercapture", (event) => event.target === svg && cancel());
  svg.addEventListener("pointerleave", () => chart.hover(null));
  svg.addEventListener("contextmenu", (event) => {
    cancel();
    const at = place(event);
    const handle = handleAt(at);
    if (!handle) return;
    event.preventDefault();
    // A long press on a touch screen also opens the menu; there it only means that the finger rests.
    if (state.pointerType !== "touch" && !isNewborn(state, handle, at)) removeAndSend(chart, chart.scene(), handle);
  });
  // Some browsers read touch-action from the outer svg only, so a touch on a handle is claimed here as well.
  const claim = (event) => {
    const touch = event.touches[0];
    if (event.touches.length === 1 && handleAt(place(touch))) event.preventDefault();
  };
  svg.addEventListener("touchstart", claim, { passive: false });
  return { cancel, isDown: () => Boolean(state.press?.handle) };
}

function movePress(chart, press, at, slack) {
  const { handle, start, before } = press;
  if (!press.moved) {
    if (Math.hypot(at.px - start.px, at.py - start.py) <= slack) return;
    press.moved = true;
  }
  if (!handle) return;
  const { frame, limits } = chart;
  press.off = (handle.kind === "point" || handle.kind === "candidate") && isOffPlot(frame, at.px, at.py);
  // The handle keeps its distance to the finger, so that taking hold of it does not make it jump.
  const x = dataX(frame, at.px - start.px + handle.px);
  const y = dataY(frame, at.py - start.py + handle.py);
  chart.showDrag(moveHandle(before, handle, x, y, limits), handle.key, press.off);
}

function finishPress(chart, state, press, at) {
  const { handle, moved, before, off } = press;
  if (handle && moved && off) removeAndSend(chart, before, handle);
  else if (handle && moved) chart.commit(chart.scene());
  else if (handle) tapHandle(chart, state, handle, at);
  else if (!moved) tapEmpty(chart, state, at);
  chart.release();
}

function tapHandle(chart, state, handle, at) {
  const { lastTap } = state;
  const twice = lastTap.key === handle.key && at.time - lastTap.time < DOUBLE_TAP_MS;
  if (twice && !isNewborn(state, handle, at)) removeAndSend(chart, chart.scene(), handle);
  state.lastTap = { key: twice ? null : handle.key, time: at.time };
}

/** A point made by the click just before must survive the second click of a double-click on empty space. */
function isNewborn(state, handle, at) {
  return handle.kind === "point" && at.time - state.born < NEWBORN_MS;
}

function tapEmpty(chart, state, at) {
  const { frame, limits } = chart;
  const scene = chart.scene();
  if (insideStrip(frame, at.px, at.py)) chart.commit({ ...scene, slice_x: moveSlice(chart, at.px) });
  if (!insidePlot(frame, at.px, at.py)) return;
  if (scene.points.length >= limits.points) {
    chart.say(`${limits.points} points is the most. Remove one to place another.`);
    return;
  }
  state.born = at.time;
  chart.commit(addPoint(scene, dataX(frame, at.px), dataY(frame, at.py), limits));
  chart.focusHandle(`point ${scene.points.length}`);
}

function moveSlice(chart, px) {
  return moveHandle(chart.scene(), { kind: "slice" }, dataX(chart.frame, px), 0, chart.limits).slice_x;
}

function removeAndSend(chart, scene, handle) {
  chart.commit(removeHandle(scene, handle));
}
