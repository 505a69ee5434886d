/** The kernel on the training inputs alone: its eigenvalues as dots and its first modes as small curves. */

import { htmlNode, keyedChildren, setAttributes, setText, svgNode } from "../shared/dom.js";
import { shortNumber, superscript } from "../shared/format.js";
import { tenth } from "./geometry.js";
import { setMarkedText } from "../shared/marked.js";

const DOTS = { width: 280, height: 120, left: 34, right: 8, top: 8, bottom: 20, title: "", step: 0 };
const MODE = { width: 118, height: 56 };
const DECADES_SHOWN = 16;

export function makeSpectrum(parent) {
  const section = htmlNode("section", { class: "spectrum", "data-testid": "spectrum" }, parent);
  htmlNode("h2", { text: "Spectrum on your training inputs" }, section);
  const lead = htmlNode("p", { class: "quiet" }, section);
  const row = htmlNode("div", { class: "spectrum-row" }, section);
  const dots = makeEigenvalues(row, DOTS);
  const modes = htmlNode("div", { class: "modes" }, row);
  return { lead, row, dots, modes };
}

/** An empty plot of eigenvalues against their number: `size` is its box, the words under it and the step of k. */
export function makeEigenvalues(parent, size) {
  const viewBox = `0 0 ${size.width} ${size.height}`;
  const svg = svgNode("svg", { class: "dots", viewBox, role: "img", "aria-label": "eigenvalues" }, parent);
  const axis = svgNode("g", {}, svg);
  const marks = svgNode("g", {}, svg);
  const numbers = svgNode("g", {}, svg);
  const middle = (size.left + size.width - size.right) / 2;
  svgNode(
    "text",
    { class: "axis-name", text: size.title, x: middle, y: size.height - 4, "text-anchor": "middle" },
    svg,
  );
  const turn = `translate(9 ${(size.top + size.height - size.bottom) / 2}) rotate(-90)`;
  if (size.step) svgNode("text", { class: "axis-name", text: "λₖ", transform: turn, "text-anchor": "middle" }, svg);
  return { size, axis, marks, numbers };
}

/** `spectrum` is { values, vectors, x }: eigenvalues descending, the first modes, and the inputs they live on. */
export function drawSpectrum(view, { values, vectors, x }) {
  view.row.hidden = values.length === 0;
  const some =
    "The dots are the eigenvalues λ, from the largest (learned first) to the smallest. The curves are the first modes: blue above zero, vermillion below.";
  setMarkedText(view.lead, values.length ? some : "Place a training point to see the eigenvalues of the kernel there.");
  if (!values.length) return;
  drawEigenvalues(view.dots, values);
  const order = x.map((_, i) => i).sort((a, b) => x[a] - x[b]);
  const keys = vectors.map((_, k) => k);
  const nodes = keyedChildren(view.modes, keys, makeMode);
  vectors.forEach((vector, k) => {
    const places = order.map((i) => [x[i], vector[i]]);
    drawMode(nodes[k], places, `mode ${k + 1}, λ = ${shortNumber(values[k])}`);
  });
}

/** Eigenvalues, descending, as dots on a logarithmic axis. */
export function drawEigenvalues({ size, axis, marks, numbers }, values) {
  const { width, height, left, right, top, bottom } = size;
  const highest = Math.ceil(Math.log10(Math.max(values[0] ?? 1, 1e-300)));
  const floor = highest - DECADES_SHOWN;
  const powers = values.map((value) => (value > 0 ? Math.max(floor, Math.log10(value)) : floor));
  const lowest = Math.min(highest - 2, Math.floor(Math.min(...powers)));
  const toY = (power) => tenth(top + ((highest - power) / (highest - lowest)) * (height - top - bottom));
  const gap = (width - left - right - 8) / Math.max(values.length, 8);
  const toX = (k) => tenth(left + 6 + gap * (k + 0.5));
  drawDecades(axis, size, [...new Set([highest, Math.round((highest + lowest) / 2), lowest])], toY);
  const steps = values.map((_, k) => k + 1).filter((rank) => size.step && (rank === 1 || rank % size.step === 0));
  const names = keyedChildren(numbers, steps, (rank) => svgNode("text", { text: `${rank}`, "text-anchor": "middle" }));
  names.forEach((name, i) => setAttributes(name, { x: toX(steps[i] - 1), y: height - bottom + 14 }));
  const dots = keyedChildren(
    marks,
    [...powers.keys()],
    () => svgNode("title", {}, svgNode("circle", { r: 3 })).parentNode,
  );
  powers.forEach((power, k) => {
    const none = power === floor;
    setAttributes(dots[k], { cx: toX(k), cy: toY(power), class: none ? "eigenvalue none" : "eigenvalue" });
    setText(dots[k].firstChild, none ? `λ${k + 1} is zero to rounding` : `λ${k + 1} = ${shortNumber(values[k])}`);
  });
}

function drawDecades(axis, { width, left, right }, ticks, toY) {
  const rows = keyedChildren(axis, ticks, () => {
    const group = svgNode("g", { class: "grid" });
    svgNode("line", { x1: left, x2: width - right }, group);
    svgNode("text", { x: left - 6, "text-anchor": "end" }, group);
    return group;
  });
  ticks.forEach((power, i) => {
    setAttributes(rows[i].firstChild, { y1: toY(power), y2: toY(power) });
    setText(setAttributes(rows[i].lastChild, { y: toY(power) + 4 }), `10${superscript(power)}`);
  });
}

function makeMode() {
  const figure = htmlNode("figure", { class: "mode" });
  const svg = svgNode("svg", { viewBox: `0 0 ${MODE.width} ${MODE.height}`, "aria-hidden": "true" }, figure);
  svgNode("line", { class: "zero", x1: 0, x2: MODE.width, y1: MODE.height / 2, y2: MODE.height / 2 }, svg);
  svgNode("path", { class: "mode-line" }, svg);
  for (const sign of ["negative", "neutral", "positive"]) svgNode("path", { class: `mode-dots ${sign}` }, svg);
  htmlNode("figcaption", {}, figure);
  return figure;
}

function drawMode(figure, places, caption) {
  const [svg, words] = figure.children;
  const [, line, ...dots] = svg.children;
  const largest = Math.max(1e-12, ...places.map(([, value]) => Math.abs(value)));
  const inner = { x: MODE.width - 12, y: MODE.height / 2 - 6 };
  const paths = ["", "", ""];
  let joined = "";
  for (const [x, value] of places) {
    const place = `${tenth(6 + ((x + 1.5) / 3) * inner.x)} ${tenth(MODE.height / 2 - (value / largest) * inner.y)}`;
    const sign = Math.abs(value) < 1e-6 * largest ? 0 : Math.sign(value);
    // A line of no length with round ends is a dot: three paths instead of a node for each point.
    paths[sign + 1] += `M${place}h0`;
    joined += `${joined ? "L" : "M"}${place}`;
  }
  line.setAttribute("d", joined);
  dots.forEach((node, i) => setAttributes(node, { d: paths[i], "stroke-width": places.length > 24 ? 3.6 : 5.2 }));
  setText(words, caption);
}
