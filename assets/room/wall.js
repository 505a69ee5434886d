/** A room's curves and labels in one picture: axes and points, the guesses as faint lines, and after the reveal the answer. */

import { drawCertainty, drawCurves, drawFrame } from "../chart/draw.js";
import { gridIndex, makeFrame } from "../chart/geometry.js";
import { curveOf } from "../guess/draft.js";
import { curvePath, pathStarts } from "../shared/axes.js";
import { hasChanged, htmlNode, keyedChildren, setAttributes, svgNode } from "../shared/dom.js";
import { decodeFloats } from "../shared/format.js";
import { drawLabels } from "./labels.js";

/** @import { Frame } from "../chart/types.d.ts" */
/** @import { Guess, RoomState } from "./types.d.ts" */
/** @typedef {ReturnType<typeof makeWallParts>} WallParts */

const USUAL_HEIGHT = 370; // pixels, for letters of the usual size; those of a higher picture are larger
const LABEL_ROOM = 0.28; // of the width, for the histogram of labels
const RADIUS = 6;
const [IN_FULL, FAINTEST] = [6, 0.14]; // guesses that are drawn in full; the opacity of a great many

/** @param {HTMLElement} parent */
export function makeWall(parent) {
  const parts = makeWallParts(parent);
  /** @type {RoomState | null} */
  let current = null;
  const draw = () => current && drawWall(parts, current);
  const observer = new ResizeObserver(draw);
  observer.observe(parts.box);
  return {
    /** @param {RoomState} state */
    show: (state) => {
      current = state;
      draw();
    },
    end: () => observer.disconnect(),
  };
}

/** @param {HTMLElement} parent */
function makeWallParts(parent) {
  const box = htmlNode("div", { class: "wall-plot" }, parent);
  const svg = svgNode("svg", { class: "canvas", role: "img" }, box);
  const grid = svgNode("g", { class: "grid", "aria-hidden": "true" }, svg);
  const ticks = { x: svgNode("g", {}, grid), y: svgNode("g", {}, grid) };
  const clip = svgNode("svg", { "aria-hidden": "true" }, svg);
  const inner = svgNode("g", {}, clip);
  const layer = (/** @type {string} */ name, parent = inner) => svgNode("g", { class: name }, parent);
  const below = layer("answer");
  const bands = [2, 1].map(() => svgNode("path", { class: "band" }, below));
  const [earlier, guesses, above] = [layer("earlier"), layer("guesses"), layer("answer")];
  const gaps = svgNode("path", { class: "gaps" }, above);
  const mean = svgNode("path", { class: "mean" }, above);
  const names = { x: axisTitle(svg, "end"), y: axisTitle(svg, "start") };
  const labels = svgNode("g", { class: "labels", "aria-hidden": "true" }, svg);
  const points = svgNode("g", { class: "points", "aria-hidden": "true" }, svg);
  /** @type {SVGPathElement[]} */
  const samples = [];
  const plot = { svg, ticks, clip, inner, bands, samples, gaps, mean, names };
  return { box, svg, plot, earlier, guesses, labels, points };
}

/** @param {Element} svg @param {string} anchor */
function axisTitle(svg, anchor) {
  return svgNode("text", { class: "axis-title", "text-anchor": anchor, "aria-hidden": "true" }, svg);
}

/** @param {WallParts} parts @param {RoomState} state */
function drawWall(parts, state) {
  const { clientWidth: width, clientHeight: height } = parts.box;
  const { question, asked, answered, all, round } = state;
  if (!width || !height) return;
  const scale = Math.max(1, height / USUAL_HEIGHT);
  const inner = { width: width / scale, height: height / scale };
  const isLabel = question?.answer === "label";
  const room = isLabel ? LABEL_ROOM * inner.width : 0;
  const frame = makeFrame(inner.width - room, inner.height, asked.limits, asked.units);
  parts.box.dataset.distribution = asked.prior;
  drawFrame(parts.plot, frame);
  setAttributes(parts.svg, { width, height, viewBox: `0 0 ${inner.width} ${inner.height}` });
  drawDots(parts.points, asked.points, frame);
  const curves = answered && decoded(answered);
  if (curves) drawCurves(parts.plot, frame, curves, null);
  drawCertainty(parts.plot, answered?.jitter_decides ?? false);
  const [now, before] = isLabel || !question || !all ? [[], []] : [all[round], round === 2 ? all[1] : []];
  drawGuesses(parts.guesses, now, question?.inputs ?? [], frame);
  drawGuesses(parts.earlier, before, question?.inputs ?? [], frame);
  if (isLabel) drawLabels(parts.labels, state, frame, room, curves && densityAt(curves, frame, state));
  else parts.labels.replaceChildren();
}

/** @param {NonNullable<RoomState["answered"]>} answered */
function decoded({ curves }) {
  return { mean: decodeFloats(curves.mean), std: decodeFloats(curves.std), samples: [] };
}

/**
 * The prior's density of a label at the input that is asked about, label noise included; null if the data fix it.
 *
 * @param {{ mean: Float32Array, std: Float32Array }} curves
 * @param {Frame} frame
 * @param {RoomState} state
 */
function densityAt({ mean, std }, { limits }, { question, asked }) {
  const at = gridIndex(limits, question?.inputs[0] ?? 0);
  const spread = Math.hypot(std[at], asked.noise_std);
  return spread > 0.002 ? { mean: mean[at], std: spread } : null;
}

/** @param {Element} host @param {[number, number][]} points @param {Frame} frame */
function drawDots(host, points, frame) {
  const nodes = keyedChildren(host, [...points.keys()], () => svgNode("circle", { r: RADIUS }));
  points.forEach(([x, y], i) => setAttributes(nodes[i], { cx: frame.toX(x), cy: frame.toY(y) }));
}

/** What has been drawn stays: a new guess costs one more line. @param {Element} host @param {Guess[]} guesses @param {number[]} inputs @param {Frame} frame */
function drawGuesses(host, guesses, inputs, frame) {
  setAttributes(host, { "stroke-opacity": opacityOf(guesses.length) });
  /** @type {Map<string, number>} */
  const alike = new Map();
  const keys = guesses.map((guess) => {
    const text = guess.join();
    alike.set(text, (alike.get(text) ?? 0) + 1);
    return `${text} ${alike.get(text)}`;
  });
  const nodes = keyedChildren(host, keys, () => svgNode("path"));
  const size = [frame.right, frame.bottom, inputs].join();
  guesses.forEach((guess, i) => {
    if (!hasChanged(nodes[i], size)) return;
    const curve = curveOf(inputs, guess);
    const starts = pathStarts(curve.map(([x]) => frame.toX(x)));
    const heights = curve.map(([, y]) => y);
    nodes[i].setAttribute("d", curvePath(starts, heights, frame.toY));
  });
}

/** So faint that as many lines one over another are still told apart. @param {number} count */
function opacityOf(count) {
  return Math.max(FAINTEST, Math.min(0.85, 0.85 * (IN_FULL / Math.max(1, count)) ** 0.5));
}
