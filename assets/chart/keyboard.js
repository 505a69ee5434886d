/** Everything without a mouse: arrows nudge, Delete removes, Enter adds or takes, Escape puts back, Ctrl-Z undoes. */

import { pixelX, pixelY, snapTo } from "./geometry.js";
import { setAttributes } from "../shared/dom.js";
import { endGrab, toggleGrab, cancelGrab, statusText } from "./grab.js";
import { addPoint, groupsOf, moveHandle, removeHandle } from "./scene.js";
import { pointText } from "../shared/units.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const CURSOR_STEP = 0.1;

/** Wires keys in each of the svgs to `chart`; returns a function that unhooks the document. */
export function attachKeyboard(chart, root, svgs) {
  const cursor = { x: 0, y: 0 };
  svgs.forEach((svg) => listen(chart, svg, cursor));
  const hooks = [
    ["keydown", (event) => pressOnDocument(chart, root, event), false],
    // Not by :focus-visible: the first focus that a script sets has it, after a tap as well.
    ["keydown", () => chart.noteInput("keys"), true],
    ["pointerdown", (event) => chart.noteInput(event.pointerType), true],
  ];
  hooks.forEach((hook) => document.addEventListener(...hook));
  return () => hooks.forEach((hook) => document.removeEventListener(...hook));
}

function listen(chart, svg, cursor) {
  svg.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || chart.isHeld()) return;
    const key = event.target.dataset.handle;
    const handled = key === "plot" ? pressOnPlot(chart, cursor, event) : pressOnHandle(chart, key, event);
    if (handled) event.preventDefault();
  });
  svg.addEventListener("focusin", (event) => {
    drawCursor(chart, cursor);
    chart.focusChanged(event.target.dataset.handle);
  });
  svg.addEventListener("focusout", (event) => {
    chart.focusChanged(null);
    if (event.relatedTarget) endGrab(chart); // a redraw takes the focus for a moment, and gives it back
  });
}

function pressOnPlot(chart, cursor, event) {
  const arrow = ARROWS[event.key];
  if (arrow) {
    const step = CURSOR_STEP * (event.shiftKey ? 5 : 1);
    cursor.x = snapTo(cursor.x + arrow[0] * step, chart.limits.x);
    cursor.y = snapTo(cursor.y + arrow[1] * step, chart.limits.y);
    drawCursor(chart, cursor);
    chart.say(pointText(chart.units, cursor.x, cursor.y));
    return true;
  }
  if (event.key !== "Enter" && event.key !== " ") return false;
  const scene = chart.scene();
  if (scene.points.length >= chart.limits.points) {
    chart.warn(`There can be at most ${chart.limits.points} points. Remove one to place another.`);
    return true;
  }
  chart.commit(addPoint(scene, cursor.x, cursor.y, chart.limits));
  chart.focusHandle(`point ${scene.points.length}`);
  return true;
}

function drawCursor(chart, { x, y }) {
  if (!chart.frame) return;
  const px = pixelX(chart.frame, x);
  const py = pixelY(chart.frame, y);
  setAttributes(chart.plot.cursor, { transform: `translate(${px} ${py})` });
}

function pressOnHandle(chart, key, event) {
  const handle = chart.handles.find((each) => each.key === key);
  if (!handle) return false;
  const arrow = ARROWS[event.key];
  if (arrow) {
    nudge(chart, handle, arrow, chart.limits.step * (event.shiftKey ? 10 : 1));
    return true;
  }
  if (event.key === "Enter" || event.key === " ") {
    toggleGrab(chart, handle);
    return true;
  }
  if (event.key === "Escape") return cancelGrab(chart);
  if (event.key === "Delete" || event.key === "Backspace") {
    endGrab(chart);
    chart.commit(removeHandle(chart.scene(), handle));
    return true;
  }
  return false;
}

function nudge(chart, handle, [right, up], step) {
  // Left and right on a candidate move its whole group, just as the grip of its probe does.
  const held = handle.kind === "candidate" && right ? { ...handle, kind: "probe" } : handle;
  const along = held.kind === "probe" || held.kind === "slice" ? (right || up) * step : right * step;
  const scene = chart.scene();
  const at = (distance) => moveHandle(scene, held, handle.x + distance, handle.y + up * step, chart.limits);
  const questions = (each) => groupsOf(each.candidates).length;
  // Stepping over another question, not into it: once merged, the next arrow would drag both along.
  const next = at(along);
  const merged = questions(next) < questions(scene);
  chart.nudgeTo(merged ? at(along + Math.sign(along) * chart.limits.step) : next);
  const moved = chart.handles.find((each) => each.key === handle.key);
  if (moved) chart.say(chart.grabbed ? statusText(chart, moved) : pointText(chart.units, moved.x, moved.y));
}

function pressOnDocument(chart, root, event) {
  if (event.defaultPrevented || !isOurs(root)) return;
  if (event.key === "Escape") chart.escape();
  const letter = event.key.toLowerCase();
  if (!(event.ctrlKey || event.metaKey) || event.altKey || (letter !== "z" && letter !== "y")) return;
  event.preventDefault();
  chart.request(letter === "z" && !event.shiftKey ? "undo" : "redo");
}

/** Keys are ours inside the chart and when nothing in particular has the focus; never while someone types. */
function isOurs(root) {
  const host = root.getRootNode().host ?? root;
  const active = document.activeElement;
  if (!active || active === document.body || active === host) return true;
  if (active.matches("input, textarea, select, [contenteditable]")) return false;
  return active.contains(host) || root.contains(active);
}
