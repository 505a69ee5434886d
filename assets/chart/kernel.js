/** The kernel on the whole window, beneath the chart: its heat map, its spectrum and its first modes. */

import { scaleLinear, tenth, tenthText } from "../shared/axes.js";
import { htmlNode, keyedParts, setAttributes, setText, svgNode } from "../shared/dom.js";
import { shortNumber, worded } from "../shared/format.js";
import { setMarkedText } from "../shared/marked.js";
import { windowModes } from "../shared/prior.js";
import { BOX, HEAT_LEFT, SIDE, alongHeat, drawHeat, makeHeat, makeSvg, nameAxis } from "./heat.js";
import { drawEigenvalues, makeEigenvalues } from "./spectrum.js";
import { makeTicks } from "../shared/units.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Curve, Kernel, Pair, Prior, UnitAxis } from "./types.d.ts" */
/** @typedef {ReturnType<typeof makeKernel>} KernelView */
/** @typedef {ReturnType<typeof makeModes>} Modes */

const HEAT_TEXT = WORDS.kernel.heat;
const SPECTRUM_TEXT = WORDS.kernel.spectrum;
const MODES_TEXT = WORDS.kernel.modes;
const SHOWN_EIGENVALUES = 60;
const EIGENVALUES = { ...BOX, left: 40, title: WORDS.kernel.order, step: 10 };

/** Three empty figures side by side. @param {Element} parent */
export function makeKernel(parent) {
  const section = htmlNode("section", { class: "kernel", "data-testid": "kernel" }, parent);
  const heat = makeHeat(makeFigure(section, WORDS.kernel.title, HEAT_TEXT));
  const { figure } = makeFigure(section, WORDS.kernel.spread, SPECTRUM_TEXT);
  const spectrum = makeEigenvalues(figure, EIGENVALUES);
  const modes = makeModes(makeFigure(section, WORDS.kernel.five, MODES_TEXT));
  return { section, heat, spectrum, modes, drawn: "" };
}

/** @param {Element} section @param {string} name @param {string} text */
function makeFigure(section, name, text) {
  const figure = htmlNode("figure", {}, section);
  const title = htmlNode("h3", { text: name }, figure);
  setMarkedText(htmlNode("p", { class: "quiet" }, figure), text);
  return { figure, title };
}

/** @param {ReturnType<typeof makeFigure>} figure */
function makeModes({ figure, title }) {
  const svg = makeSvg(figure, WORDS.kernel.spoken);
  const ticks = svgNode("g", {}, svg);
  const across = nameAxis(svg, (BOX.left + BOX.width) / 2);
  return { title, ticks, across, rows: svgNode("g", {}, svg) };
}

/** The inputs along the axes of the heat map and the modes, in the units of the data. @param {KernelView} view @param {UnitAxis} axis @param {Pair} limits */
function drawInputs({ heat, modes }, axis, limits) {
  Object.assign(heat.shown, { axis, limits });
  const { ticks, title } = makeTicks(axis, limits, 6);
  heat.ticks.replaceChildren();
  modes.ticks.replaceChildren();
  const across = alongHeat(limits);
  const up = scaleLinear(limits, [BOX.top + SIDE, BOX.top]);
  const along = scaleLinear(limits, [BOX.left, BOX.width - BOX.right]);
  for (const { at, text } of ticks) {
    svgNode("text", { text, x: across(at), y: BOX.top + SIDE + 14, "text-anchor": "middle" }, heat.ticks);
    svgNode("text", { text, x: HEAT_LEFT - 5, y: up(at) + 4, "text-anchor": "end" }, heat.ticks);
    const x = along(at);
    svgNode("line", { class: "faint", x1: x, x2: x, y1: BOX.top, y2: BOX.height - BOX.bottom }, modes.ticks);
    svgNode("text", { text, x, y: BOX.height - BOX.bottom + 14, "text-anchor": "middle" }, modes.ticks);
  }
  for (const node of [heat.across, modes.across]) setText(node, worded(WORDS.kernel.input, { name: title || "x" }));
  setText(heat.up, title ? worded(WORDS.kernel.other, { name: title }) : WORDS.kernel.other_x);
}

/**
 * Draws the kernel named `name` of `prior`, once; the slice's mark follows x₀. Inputs lie within `limits` and bear the
 * units of `axis`.
 *
 * @param {KernelView} view
 * @param {Prior | null} prior
 * @param {Kernel} name
 * @param {number} sliceX
 * @param {UnitAxis} axis
 * @param {Pair} limits
 */
export function drawKernel(view, prior, name, sliceX, axis, limits) {
  const { heat } = view;
  if (JSON.stringify(heat.shown.axis) !== JSON.stringify(axis)) drawInputs(view, axis, limits);
  const x = tenth(alongHeat(limits)(sliceX));
  setAttributes(heat.slice, { x1: x, x2: x });
  if (!prior || view.drawn === `${prior.key} ${name}`) return;
  view.drawn = `${prior.key} ${name}`;
  drawHeat(heat, prior, name);
  const { values, vectors } = windowModes(prior, name);
  const rounding = Number.EPSILON * prior.size * values[0];
  const shown = Array.from(values.subarray(0, SHOWN_EIGENVALUES)).filter((value) => value > rounding);
  drawEigenvalues(view.spectrum, shown);
  drawModes(view.modes.rows, vectors, values);
}

function makeModeRow() {
  const node = svgNode("g", {});
  const title = svgNode("title", {}, node);
  const line = svgNode("line", { class: "zero", x1: BOX.left, x2: BOX.width - BOX.right }, node);
  const above = svgNode("path", { class: "area positive" }, node);
  const below = svgNode("path", { class: "area negative" }, node);
  return { node, title, line, above, below, text: svgNode("text", { x: BOX.left - 8, "text-anchor": "end" }, node) };
}

/** @param {Element} parent @param {Float64Array[]} vectors @param {Float64Array} values */
function drawModes(parent, vectors, values) {
  const tall = (BOX.height - BOX.top - BOX.bottom) / vectors.length;
  const rows = keyedParts(parent, [...vectors.keys()], makeModeRow);
  vectors.forEach((vector, k) => {
    const { title, line, above, below, text } = rows[k];
    const middle = BOX.top + tall * (k + 0.5);
    setText(title, worded(WORDS.kernel.mode, { k: k + 1, value: shortNumber(values[k]) }));
    setAttributes(line, { y1: middle, y2: middle });
    setText(setAttributes(text, { y: middle + 4 }), String(k + 1));
    const reach = (0.44 * tall) / Math.max(1e-12, ...vector.map(Math.abs));
    const positive = vector.map((value) => Math.max(0, value));
    const negative = vector.map((value) => Math.min(0, value));
    above.setAttribute("d", areaPath(positive, middle, reach));
    below.setAttribute("d", areaPath(negative, middle, reach));
  });
}

/** The area between the baseline and a curve. @param {Curve} curve @param {number} middle @param {number} reach */
function areaPath(curve, middle, reach) {
  const toX = scaleLinear([0, curve.length - 1], [BOX.left, BOX.width - BOX.right]);
  let d = `M${BOX.left} ${tenth(middle)}`;
  for (let i = 0; i < curve.length; i += 1) d += `L${tenthText(toX(i))} ${tenthText(middle - reach * curve[i])}`;
  return `${d}L${BOX.width - BOX.right} ${tenth(middle)}Z`;
}
