/** The kernel on the training inputs alone: its eigenvalues as dots and its first modes as small curves. */

import { path, scaleLinear, tenth } from "../shared/axes.js";
import { htmlNode, keyedChildren, keyedParts, setAttributes, setText, svgNode } from "../shared/dom.js";
import { powerTick, shortNumber, worded } from "../shared/format.js";
import { setMarkedText } from "../shared/marked.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Pair, Spectrum } from "./types.d.ts" */
/** @typedef {ReturnType<typeof makeSpectrum>} SpectrumView */
/** @typedef {ReturnType<typeof makeEigenvalues>} Eigenvalues */
/** @typedef {ReturnType<typeof makeDecade>} Decade */

const DOTS = { width: 280, height: 120, left: 34, right: 8, top: 8, bottom: 20, title: "", step: 0 };
const MODE = { width: 118, height: 56 };
const DECADES_SHOWN = 16;

/** Empty dots and modes. @param {Element} parent */
export function makeSpectrum(parent) {
  const section = htmlNode("section", { class: "spectrum", "data-testid": "spectrum" }, parent);
  htmlNode("h2", { text: WORDS.spectrum.title }, section);
  const lead = htmlNode("p", { class: "quiet" }, section);
  const row = htmlNode("div", { class: "spectrum-row" }, section);
  const dots = makeEigenvalues(row, DOTS);
  const modes = htmlNode("div", { class: "modes" }, row);
  return { lead, row, dots, modes };
}

/**
 * An empty plot of eigenvalues against their number: `size` is its box, the words under it and the step of k.
 *
 * @param {Element} parent
 * @param {typeof DOTS} size
 */
export function makeEigenvalues(parent, size) {
  const viewBox = `0 0 ${size.width} ${size.height}`;
  const svg = svgNode("svg", { class: "dots", viewBox, role: "img", "aria-label": WORDS.spectrum.spoken }, parent);
  const axis = svgNode("g", {}, svg);
  const marks = svgNode("g", {}, svg);
  const numbers = svgNode("g", {}, svg);
  const below = { class: "axis-name", "text-anchor": "middle", y: size.height - 4 };
  svgNode("text", { ...below, text: size.title, x: (size.left + size.width - size.right) / 2 }, svg);
  const turn = `translate(9 ${(size.top + size.height - size.bottom) / 2}) rotate(-90)`;
  if (size.step) svgNode("text", { class: "axis-name", text: "λₖ", transform: turn, "text-anchor": "middle" }, svg);
  return { size, axis, marks, numbers };
}

/**
 * Draws the eigenvalues, descending, the first modes, and the inputs they live on, which lie within `limits`.
 *
 * @param {SpectrumView} view
 * @param {Spectrum} spectrum
 * @param {Pair} limits
 */
export function drawSpectrum(view, { values, vectors, x }, limits) {
  view.row.hidden = values.length === 0;
  const some = WORDS.spectrum.some;
  setMarkedText(view.lead, values.length ? some : WORDS.spectrum.none);
  if (!values.length) return;
  drawEigenvalues(view.dots, values);
  const order = x.map((_, i) => i).sort((a, b) => x[a] - x[b]);
  const keys = vectors.map((_, k) => k);
  const modes = keyedParts(view.modes, keys, makeMode);
  vectors.forEach((vector, k) => {
    const points = order.map((i) => /** @type {Pair} */ ([x[i], vector[i]]));
    drawMode(modes[k], points, limits, worded(WORDS.kernel.mode, { k: k + 1, value: shortNumber(values[k]) }));
  });
}

/** Eigenvalues, descending, as dots on a logarithmic axis. @param {Eigenvalues} view @param {number[]} values */
export function drawEigenvalues({ size, axis, marks, numbers }, values) {
  const { width, height, left, right, top, bottom } = size;
  const highest = Math.ceil(Math.log10(Math.max(values[0] ?? 1, 1e-300)));
  const floor = highest - DECADES_SHOWN;
  const powers = values.map((value) => (value > 0 ? Math.max(floor, Math.log10(value)) : floor));
  const lowest = Math.min(highest - 2, Math.floor(Math.min(...powers)));
  // Linear in the power: an eigenvalue of 0 has a place, too.
  const toY = scaleLinear([lowest, highest], [height - bottom, top]);
  const gap = (width - left - right - 8) / Math.max(values.length, 8);
  const toX = scaleLinear([0, 1], [left + 6 + gap / 2, left + 6 + 1.5 * gap]);
  drawDecades(axis, size, [...new Set([highest, Math.round((highest + lowest) / 2), lowest])], toY);
  const steps = values.map((_, k) => k + 1).filter((rank) => size.step && (rank === 1 || rank % size.step === 0));
  const names = keyedChildren(numbers, steps, (rank) => svgNode("text", { text: `${rank}`, "text-anchor": "middle" }));
  names.forEach((name, i) => setAttributes(name, { x: tenth(toX(steps[i] - 1)), y: height - bottom + 14 }));
  const dots = keyedParts(marks, [...powers.keys()], () => {
    const node = svgNode("circle", { r: 3 });
    return { node, title: svgNode("title", {}, node) };
  });
  powers.forEach((power, k) => {
    const none = power === floor;
    const style = none ? "eigenvalue none" : "eigenvalue";
    setAttributes(dots[k].node, { cx: tenth(toX(k)), cy: tenth(toY(power)), class: style });
    setText(dots[k].title, none ? worded(WORDS.spectrum.zero, { k: k + 1 }) : `λ${k + 1} = ${shortNumber(values[k])}`);
  });
}

/** @param {Element} axis @param {typeof DOTS} size @param {number[]} powers @param {(power: number) => number} toY */
function drawDecades(axis, { width, left, right }, powers, toY) {
  const decades = keyedParts(axis, powers, () => makeDecade(left, width - right));
  powers.forEach((power, i) => {
    const { line, text } = decades[i];
    const y = tenth(toY(power));
    setAttributes(line, { y1: y, y2: y });
    setText(setAttributes(text, { y: y + 4 }), powerTick(power));
  });
}

/** @param {number} left @param {number} right */
function makeDecade(left, right) {
  const node = svgNode("g", { class: "grid" });
  const line = svgNode("line", { x1: left, x2: right }, node);
  return { node, line, text: svgNode("text", { x: left - 6, "text-anchor": "end" }, node) };
}

function makeMode() {
  const node = htmlNode("figure", { class: "mode" });
  const svg = svgNode("svg", { viewBox: `0 0 ${MODE.width} ${MODE.height}`, "aria-hidden": "true" }, node);
  svgNode("line", { class: "zero", x1: 0, x2: MODE.width, y1: MODE.height / 2, y2: MODE.height / 2 }, svg);
  const line = svgNode("path", { class: "mode-line" }, svg);
  const dots = ["negative", "neutral", "positive"].map((sign) => {
    return svgNode("path", { class: `mode-dots ${sign}` }, svg);
  });
  return { node, line, dots, caption: htmlNode("figcaption", {}, node) };
}

/** @param {ReturnType<typeof makeMode>} mode @param {Pair[]} points @param {Pair} limits @param {string} caption */
function drawMode(mode, points, limits, caption) {
  const largest = Math.max(1e-12, ...points.map(([, value]) => Math.abs(value)));
  const toX = scaleLinear(limits, [6, MODE.width - 6]);
  const toY = scaleLinear([-largest, largest], [MODE.height - 6, 6]);
  const places = points.map(([x, value]) => /** @type {Pair} */ ([tenth(toX(x)), tenth(toY(value))]));
  const dots = ["", "", ""];
  points.forEach(([, value], i) => {
    const sign = Math.abs(value) < 1e-6 * largest ? 0 : Math.sign(value);
    // A line of no length with round ends is a dot: three paths instead of a node for each point.
    dots[sign + 1] += `M${places[i].join(" ")}h0`;
  });
  mode.line.setAttribute("d", path(places));
  mode.dots.forEach((node, i) => setAttributes(node, { d: dots[i], "stroke-width": points.length > 24 ? 3.6 : 5.2 }));
  setText(mode.caption, caption);
}
