/** Everything without a mouse: arrows move, Delete removes, Space adds or takes, Escape puts back, Ctrl-Z undoes. */

import { setAttributes } from "../shared/dom.js";
import { arrowOf, isKey } from "../shared/keys.js";
import { worded } from "../shared/format.js";
import { pointText } from "../shared/units.js";
import { snapTo } from "./geometry.js";
import { endGrab, toggleGrab, cancelGrab, statusText } from "./grab.js";
import { addPoint, groupsOf, moveHandle, removeHandle } from "./scene.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Actions, Grip, Handle, Pair, Scene, State } from "./types.d.ts" */
/** @import { Plot } from "./draw.js" */
/** @import { Strip } from "./strip.js" */
/** @typedef {{ state: State, actions: Actions, plot: Plot, x: number, y: number }} Keyboard `x`, `y`: the cursor */

const CURSOR_STEP = 0.1;

/**
 * Wires the keys in plot and strip; returns a function that unhooks the document.
 *
 * @param {State} state
 * @param {Actions} actions
 * @param {HTMLElement} root
 * @param {Plot} plot
 * @param {Strip} strip
 */
export function attachKeyboard(state, actions, root, plot, strip) {
  /** @type {Keyboard} */
  const keyboard = { state, actions, plot, x: 0, y: 0 };
  for (const svg of [plot.svg, strip.svg]) listen(keyboard, svg);
  /** @param {KeyboardEvent} event */
  const press = (event) => pressOnDocument(actions, root, event);
  // Not by :focus-visible: the first focus that a script sets has it, after a tap as well.
  const noteKeys = () => actions.noteInput("keys");
  /** @param {PointerEvent} event */
  const notePointer = (event) => actions.noteInput(event.pointerType);
  document.addEventListener("keydown", press);
  document.addEventListener("keydown", noteKeys, true);
  document.addEventListener("pointerdown", notePointer, true);
  return () => {
    document.removeEventListener("keydown", press);
    document.removeEventListener("keydown", noteKeys, true);
    document.removeEventListener("pointerdown", notePointer, true);
  };
}

/** The handle, or the plot, on which something happens. @param {Event} event */
function keyOf({ target }) {
  return target instanceof SVGElement ? (target.dataset.handle ?? null) : null;
}

/** @param {Keyboard} keyboard @param {SVGElement} svg */
function listen(keyboard, svg) {
  const { state, actions } = keyboard;
  svg.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || actions.isHeld()) return;
    const key = keyOf(event);
    const handled = key === "plot" ? pressOnPlot(keyboard, event) : pressOnHandle(state, actions, key, event);
    if (handled) event.preventDefault();
  });
  svg.addEventListener("focusin", (event) => {
    drawCursor(keyboard);
    actions.focusChanged(keyOf(event));
  });
  svg.addEventListener("focusout", (event) => {
    actions.focusChanged(null);
    if (event.relatedTarget) endGrab(state, actions); // a redraw takes the focus for a moment, and gives it back
  });
}

/** @param {Keyboard} keyboard @param {KeyboardEvent} event */
function pressOnPlot(keyboard, event) {
  const { state, actions } = keyboard;
  const { scene, answer, setting } = state.session;
  const { limits } = answer;
  const arrow = arrowOf(event);
  if (arrow) {
    const step = CURSOR_STEP * (event.shiftKey ? 5 : 1);
    keyboard.x = snapTo(keyboard.x + arrow[0] * step, limits.x);
    keyboard.y = snapTo(keyboard.y + arrow[1] * step, limits.y);
    drawCursor(keyboard);
    actions.say(pointText(setting.units, keyboard.x, keyboard.y));
    return true;
  }
  if (!isKey(event, "grab")) return false;
  if (scene.points.length >= limits.points) {
    actions.warn(worded(WORDS.most_points, { count: limits.points }));
    return true;
  }
  actions.commit(addPoint(scene, keyboard.x, keyboard.y, limits));
  actions.focusHandle(`point ${scene.points.length}`);
  return true;
}

/** @param {Keyboard} keyboard */
function drawCursor({ state: { frame }, plot, x, y }) {
  if (frame) setAttributes(plot.cursor, { transform: `translate(${frame.toX(x)} ${frame.toY(y)})` });
}

/** @param {State} state @param {Actions} actions @param {string | null} key @param {KeyboardEvent} event */
function pressOnHandle(state, actions, key, event) {
  const handle = state.handles.find((each) => each.key === key);
  if (!handle) return false;
  const arrow = arrowOf(event);
  if (arrow) {
    nudge(state, actions, handle, arrow, event.shiftKey ? 10 : 1);
    return true;
  }
  if (isKey(event, "grab")) {
    toggleGrab(state, actions, handle);
    return true;
  }
  if (isKey(event, "putBack")) return cancelGrab(state, actions);
  if (isKey(event, "remove")) {
    endGrab(state, actions);
    actions.commit(removeHandle(state.session.scene, handle));
    return true;
  }
  return false;
}

/** @param {State} state @param {Actions} actions @param {Handle} handle @param {Pair} arrow @param {number} steps */
function nudge(state, actions, handle, [right, up], steps) {
  const { session } = state;
  const { scene, answer, setting } = session;
  const { limits } = answer;
  const step = limits.step * steps;
  // Left and right on a candidate move its whole group, just as the grip of its probe does.
  /** @type {Grip} */
  const grip = handle.kind === "candidate" && right ? { ...handle, kind: "probe" } : handle;
  const along = grip.kind === "probe" || grip.kind === "slice" ? (right || up) * step : right * step;
  /** @param {number} distance */
  const at = (distance) => moveHandle(scene, grip, handle.x + distance, handle.y + up * step, limits);
  /** @param {Scene} moved */
  const questions = (moved) => groupsOf(moved.candidates).length;
  // Stepping over another question, not into it: once merged, the next arrow would drag both along.
  const next = at(along);
  const merged = questions(next) < questions(scene);
  actions.nudgeTo(merged ? at(along + Math.sign(along) * limits.step) : next);
  const moved = state.handles.find((each) => each.key === handle.key);
  if (!moved) return;
  actions.say(state.grabbed ? statusText(state, actions, moved) : pointText(setting.units, moved.x, moved.y));
}

/** @param {Actions} actions @param {HTMLElement} root @param {KeyboardEvent} event */
function pressOnDocument(actions, root, event) {
  if (event.defaultPrevented || !isOurs(root)) return;
  if (isKey(event, "putBack")) actions.escape();
  const request = isKey(event, "undo") ? "undo" : isKey(event, "redo") ? "redo" : null;
  if (!request) return;
  event.preventDefault();
  actions.request(request);
}

/** Keys are ours inside the chart and when nothing in particular has the focus; never while someone types. @param {HTMLElement} root */
function isOurs(root) {
  const home = root.getRootNode();
  const host = home instanceof ShadowRoot ? home.host : root;
  const active = document.activeElement;
  if (!active || active === document.body || active === host) return true;
  if (active.matches("input, textarea, select, [contenteditable]")) return false;
  return active.contains(host) || root.contains(active);
}
