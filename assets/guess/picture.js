/** The chart on which a person draws a curve or places a label: its axes and points, without the answer until it is given. */

import { curvePath, path, tenth } from "../shared/axes.js";
import { decodeFloats } from "../shared/format.js";
import { htmlNode, keyedParts, setAttributes, svgNode } from "../shared/dom.js";
import { unitText, xText } from "../shared/units.js";
import { drawCertainty, drawCurves, drawFrame, makePlot } from "../chart/draw.js";
import { insidePlot, makeFrame, snapTo } from "../chart/geometry.js";
import { drawCompared } from "./candidates.js";
import { curveOf, drawnOver, nearestInput, runsOf, startOf } from "./draft.js";
import { WORDING, fillBlanks, pointsInWords } from "./words.js";

/** @import { Answered, Asked, Curves, Draft, Frame, Pair } from "./types.d.ts" */
/** @typedef {{ set(draft: Draft, released: boolean): void, draft(): Draft, locked(): boolean }} Hand */
/** @typedef {ReturnType<typeof makePicture>} Picture */

const STEP_OF_KEY = 0.05;
const PAGE_OF_KEY = 0.5;
const WITHIN = 22; // pixels from a line at which a press places its value at once
const KNOB = 7;
/** @type {Record<string, number>} */
const KEY_STEPS = { ArrowUp: STEP_OF_KEY, ArrowDown: -STEP_OF_KEY, PageUp: PAGE_OF_KEY, PageDown: -PAGE_OF_KEY };

/** @param {Element} parent @param {Asked} asked @param {Hand} hand */
export function makePicture(parent, asked, hand) {
  const plot = makePlot(parent);
  setAttributes(plot.box, { "data-distribution": asked.prior });
  setAttributes(plot.svg, { role: "group", tabindex: null, "data-handle": null, "aria-label": pointsInWords(asked) });
  plot.svg.dataset.testid = "guess-plot";
  const lines = svgNode("g", { class: "guess-lines", "aria-hidden": "true" }, plot.layers.dashes);
  const ink = svgNode("path", { class: "guess-ink", "aria-hidden": "true" }, plot.layers.joints);
  const curve = svgNode("path", { class: "guess-curve", "aria-hidden": "true", "data-testid": "guess-curve" }, plot.layers.joints); // prettier-ignore
  const links = svgNode("g", { "aria-hidden": "true" }, plot.layers.joints);
  const knobs = svgNode("g", {}, plot.layers.probes);
  /** @type {{ frame: Frame | null, focus: number, stroke: { id: number, at: Pair, crossed: boolean, ink: Pair[] } | null, answer: Answered | null }} */
  const state = { frame: null, focus: 0, stroke: null, answer: null };
  const picture = { plot, lines, links, ink, curve, knobs, asked, hand, ...state };
  listenToPointer(picture);
  return picture;
}

/** Draws all at the size that the box has now. @param {Picture} picture @param {Draft} draft @param {Answered | null} answered */
export function drawPicture(picture, draft, answered) {
  const { plot, asked } = picture;
  const { clientWidth: width, clientHeight: height } = plot.box;
  if (!width || !height) return;
  const resized = picture.frame?.width !== width || picture.frame.height !== height;
  const frame = resized || !picture.frame ? makeFrame(width, height, asked.limits, asked.units) : picture.frame;
  picture.frame = frame;
  if (resized) {
    drawFrame(plot, frame);
    drawData(picture, frame);
  }
  if (answered && (resized || answered !== picture.answer)) {
    const { mean, std, samples } = answered.curves;
    /** @type {Curves} */
    const curves = { mean: decodeFloats(mean), std: decodeFloats(std), samples: samples.map(decodeFloats), slice: new Float32Array(), doubt: null }; // prettier-ignore
    drawCurves(plot, frame, curves, null);
    drawCertainty(plot, answered.jitter_decides);
    plot.box.classList.add("answered");
  }
  picture.answer = answered;
  drawGuess(picture, frame, draft);
}

/** Training points, and labels that are compared. @param {Picture} picture @param {Frame} frame */
function drawData({ plot, asked, lines, links }, frame) {
  const dots = keyedParts(plot.layers.points, asked.points.map((_, i) => i), () => ({
    node: svgNode("circle", { class: "dot", r: 6.5, "aria-hidden": "true", "data-testid": "guess-point" }),
  })); // prettier-ignore
  asked.points.forEach(([x, y], i) => setAttributes(dots[i].node, { cx: frame.toX(x), cy: frame.toY(y) }));
  const labels = drawCompared(plot.layers.candidates, links, asked, frame);
  const inputs = asked.question.inputs.length
    ? asked.question.inputs
    : [...new Set(labels.map((each) => each.point[0]))];
  const dashes = keyedParts(lines, inputs, () => ({ node: svgNode("line", { class: "dashed" }) }));
  inputs.forEach((x, i) => setAttributes(dashes[i].node, { x1: frame.toX(x), x2: frame.toX(x), y1: frame.top, y2: frame.bottom })); // prettier-ignore
}

/** The curve and its knobs, or the label. @param {Picture} picture @param {Frame} frame @param {Draft} draft */
function drawGuess(picture, frame, draft) {
  const { asked, curve, ink, knobs, stroke, hand, focus } = picture;
  const { answer, inputs } = asked.question;
  if (answer !== "curve" && answer !== "label") return;
  const { toX, toY, limits, units } = frame;
  /** @param {Pair[]} points */
  const pathOf = (points) =>
    path(points.map(([x, y]) => /** @type {[number, number]} */ ([tenth(toX(x)), tenth(toY(y))])));
  const runs = answer === "curve" ? runsOf(inputs, draft) : [];
  const smooth = runs.map((run) => pathOf(curveOf(run.map(([x]) => x), run.map(([, y]) => y)))); // prettier-ignore
  setAttributes(curve, { d: smooth.join("") });
  setAttributes(ink, { d: stroke && answer === "curve" ? pathOf(stroke.ink) : "" });
  const parts = keyedParts(knobs, inputs, (x) => makeKnob(picture, x));
  inputs.forEach((x, i) => {
    const value = draft[i];
    const { node, mark } = parts[i];
    setAttributes(node, {
      transform: `translate(${toX(x)} ${value === null ? frame.bottom : toY(value)})`,
      class: `handle guess-knob${value === null ? " empty" : ""}`,
      tabindex: !hand.locked() && i === focus ? 0 : -1,
      "aria-disabled": hand.locked() ? "true" : null,
      "aria-label": answer === "curve" ? `${xText(units, x)}, ${i + 1} of ${inputs.length}` : xText(units, x),
      "aria-valuemin": limits.y[0],
      "aria-valuemax": limits.y[1],
      "aria-valuenow": value ?? startOf(draft, i),
      "aria-valuetext": value === null ? WORDING.empty : unitText(units.y, value),
      "data-value": value,
    });
    setAttributes(mark, answer === "label" ? { d: "M0 -9.5L9.5 0L0 9.5L-9.5 0Z" } : { d: `M${KNOB} 0A${KNOB} ${KNOB} 0 1 1 ${-KNOB} 0A${KNOB} ${KNOB} 0 1 1 ${KNOB} 0Z` }); // prettier-ignore
  });
}

/** @param {Picture} picture @param {number} x */
function makeKnob(picture, x) {
  const node = svgNode("g", {
    role: "slider",
    "aria-orientation": "vertical",
    "data-testid": "guess-knob",
    "data-x": x,
  });
  svgNode("circle", { class: "hit", r: 22 }, node);
  svgNode("circle", { class: "ring", r: 14 }, node);
  const mark = svgNode("path", { class: "mark" }, node);
  node.addEventListener("keydown", (event) => pressKey(picture, x, event));
  node.addEventListener("focus", () => (picture.focus = picture.asked.question.inputs.indexOf(x)));
  return { node, mark };
}

/** @param {Picture} picture @param {number} x @param {KeyboardEvent} event */
function pressKey(picture, x, event) {
  const { asked, hand, frame } = picture;
  const { inputs } = asked.question;
  const at = inputs.indexOf(x);
  const { key, shiftKey } = event;
  const goal = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: inputs.length - 1 }[key];
  if (!frame || event.ctrlKey || event.metaKey || event.altKey) return;
  if (goal !== undefined) focusKnob(picture, goal);
  else if (hand.locked()) return;
  else if (key === "Delete" || key === "Backspace") hand.set(hand.draft().with(at, null), true);
  else if (key in KEY_STEPS || key === "Enter" || key === " ") {
    const value = hand.draft()[at];
    const by = (KEY_STEPS[key] ?? 0) * (shiftKey ? 5 : 1);
    hand.set(hand.draft().with(at, snapTo((value ?? startOf(hand.draft(), at)) + by, frame.limits.y)), true);
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

/** The knob at `goal` gets the focus, and only it is reached by Tab. @param {Picture} picture @param {number} goal */
function focusKnob({ knobs, asked }, goal) {
  const at = Math.min(Math.max(goal, 0), asked.question.inputs.length - 1);
  [...knobs.children].forEach((node, i) => setAttributes(node, { tabindex: i === at ? 0 : -1 }));
  /** @type {SVGGElement | undefined} */ (knobs.children[at])?.focus();
}

/** A pointer draws the curve over what is there, or moves the label. @param {Picture} picture */
function listenToPointer(picture) {
  const { svg } = picture.plot;
  svg.addEventListener("pointerdown", (event) => {
    const at = pressedAt(picture, event);
    const { answer } = picture.asked.question;
    if (answer !== "curve" && answer !== "label") return;
    if (!picture.frame || !at || !event.isPrimary || event.button !== 0 || picture.hand.locked()) return;
    if (!insidePlot(picture.frame, picture.frame.toX(at[0]), picture.frame.toY(at[1]))) return;
    event.preventDefault();
    svg.setPointerCapture(event.pointerId);
    picture.stroke = { id: event.pointerId, at, crossed: false, ink: [at] };
    press(picture, at);
  });
  svg.addEventListener("pointermove", (event) => {
    const steps = event.getCoalescedEvents?.() ?? [];
    for (const each of steps.length ? steps : [event]) followPen(picture, each);
  });
  svg.addEventListener("pointerup", (event) => release(picture, event));
  svg.addEventListener("pointercancel", (event) => release(picture, event));
}

/** Where the pointer is in the window. @param {Picture} picture @param {PointerEvent} event @returns {Pair | null} */
function pressedAt({ plot, frame }, { clientX, clientY }) {
  const box = plot.svg.getBoundingClientRect();
  const scale = frame && box.width ? frame.width / box.width : 1;
  return frame && [frame.toX.invert((clientX - box.left) * scale), frame.toY.invert((clientY - box.top) * scale)];
}

/** A press near a line, or anywhere for a label, places its value. @param {Picture} picture @param {Pair} at */
function press({ asked, frame, hand, stroke }, [x, y]) {
  const { answer, inputs } = asked.question;
  if (!frame || !stroke) return;
  const nearest = nearestInput(inputs, x);
  const near = answer === "label" || Math.abs(frame.toX(inputs[nearest]) - frame.toX(x)) <= WITHIN;
  if (near) hand.set(hand.draft().with(nearest, snapTo(y, frame.limits.y)), false);
  stroke.crossed = near;
}

/** @param {Picture} picture @param {PointerEvent} event */
function followPen(picture, event) {
  const { asked, frame, hand, stroke } = picture;
  const at = pressedAt(picture, event);
  if (!stroke || stroke.id !== event.pointerId || !frame || !at) return;
  const { answer, inputs } = asked.question;
  /** @param {number} y */
  const snap = (y) => snapTo(y, frame.limits.y);
  if (answer === "label") hand.set([snap(at[1])], false);
  else {
    const before = hand.draft();
    const after = drawnOver(inputs, before, stroke.at, at, snap);
    stroke.crossed ||= after.some((value, i) => value !== before[i]);
    stroke.ink.push(at);
    hand.set(after, false);
  }
  stroke.at = at;
}

/** A tap far from every line places the value of the nearest. @param {Picture} picture @param {PointerEvent} event */
function release(picture, { pointerId, type }) {
  const { asked, frame, hand, stroke } = picture;
  if (!stroke || stroke.id !== pointerId || !frame) return;
  const nearest = nearestInput(asked.question.inputs, stroke.at[0]);
  const tapped = !stroke.crossed && type === "pointerup";
  picture.stroke = null;
  const draft = hand.draft();
  hand.set(tapped ? draft.with(nearest, snapTo(stroke.at[1], frame.limits.y)) : draft, true);
}
