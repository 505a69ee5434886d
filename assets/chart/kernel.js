/** The kernel on the whole window, beneath the chart: its heat map, its spectrum and its first modes. */

import { scaleLinear, tenth, tenthText } from "../shared/axes.js";
import { htmlNode, keyedParts, setAttributes, setText, svgNode } from "../shared/dom.js";
import { shortNumber } from "../shared/format.js";
import { setMarkedText } from "../shared/marked.js";
import { windowModes } from "../shared/prior.js";
import { drawEigenvalues, makeEigenvalues } from "./spectrum.js";
import { makeTicks, unitText } from "../shared/units.js";

/** @import { Curve, Kernel, Pair, Prior, UnitAxis } from "./types.d.ts" */
/** @typedef {ReturnType<typeof makeKernel>} KernelView */
/** @typedef {ReturnType<typeof makeHeat>} Heat */
/** @typedef {ReturnType<typeof makeModes>} Modes */

const BOX = { width: 320, height: 268, left: 34, right: 8, top: 6, bottom: 34 };
const SIDE = BOX.height - BOX.top - BOX.bottom; // the heat map is square
const HEAT_LEFT = (BOX.width - SIDE) / 2 + 6;
const POSITIVE = [0, 114, 178];
const NEGATIVE = [213, 94, 0];
const HEAT_TEXT = "This shows how similar two inputs are for the network. What it learns at x′ also moves f at x.";
const SPECTRUM_TEXT =
  "This shows how much of each mode random functions contain. The faster λ falls, the simpler the functions are.";
const MODES_TEXT = "These are the simplest shapes for this network, with the simplest on top.";
const HEAT_HINT = "Point at the map to read a value. The dashed line is the slice at x₀.";
const SHOWN_EIGENVALUES = 60;
const EIGENVALUES = { ...BOX, left: 40, title: "mode k, learned first → last", step: 10 };

/** Three empty figures side by side. @param {Element} parent */
export function makeKernel(parent) {
  const section = htmlNode("section", { class: "kernel", "data-testid": "kernel" }, parent);
  const heat = makeHeat(makeFigure(section, "Kernel k(x, x′)", HEAT_TEXT));
  const { figure } = makeFigure(section, "Spectrum on evenly spread inputs", SPECTRUM_TEXT);
  const spectrum = makeEigenvalues(figure, EIGENVALUES);
  const modes = makeModes(makeFigure(section, "First five modes", MODES_TEXT));
  return { section, heat, spectrum, modes, drawn: "" };
}

/** @param {Element} section @param {string} name @param {string} text */
function makeFigure(section, name, text) {
  const figure = htmlNode("figure", {}, section);
  const title = htmlNode("h3", { text: name }, figure);
  setMarkedText(htmlNode("p", { class: "quiet" }, figure), text);
  return { figure, title };
}

/** @param {Element} parent @param {string} label */
function makeSvg(parent, label) {
  const viewBox = `0 0 ${BOX.width} ${BOX.height}`;
  return svgNode("svg", { viewBox, role: "img", "aria-label": label }, parent);
}

/** @param {ReturnType<typeof makeFigure>} figure */
function makeHeat({ figure, title }) {
  const svg = makeSvg(figure, "heat map of the kernel");
  const image = svgNode("image", { x: HEAT_LEFT, y: BOX.top, width: SIDE, height: SIDE }, svg);
  image.setAttribute("preserveAspectRatio", "none");
  svgNode("rect", { class: "rim", x: HEAT_LEFT, y: BOX.top, width: SIDE, height: SIDE }, svg);
  const ticks = svgNode("g", {}, svg);
  const across = nameAxis(svg, HEAT_LEFT + SIDE / 2);
  const turn = `translate(10 ${BOX.top + SIDE / 2}) rotate(-90)`;
  const up = svgNode("text", { class: "axis-name", "text-anchor": "middle", transform: turn }, svg);
  const slice = svgNode("line", { class: "slice-mark", y1: BOX.top, y2: BOX.top + SIDE }, svg);
  const scale = htmlNode("div", { class: "scale" }, figure);
  const low = htmlNode("span", {}, scale);
  const bar = htmlNode("i", {}, scale);
  const high = htmlNode("span", {}, scale);
  const readout = htmlNode("p", { class: "quiet readout-line", "data-testid": "kernel-value" }, figure);
  /** @type {{ symbol: string, gram: Float64Array, size: number, axis: UnitAxis | null, limits: Pair }} */
  const shown = { symbol: "", gram: new Float64Array(), size: 0, axis: null, limits: [0, 1] };
  const canvas = htmlNode("canvas");
  const heat = { title, svg, image, canvas, ticks, across, up, slice, low, bar, high, readout, shown };
  svg.addEventListener("pointermove", (event) => readHeat(heat, event));
  svg.addEventListener("pointerdown", (event) => readHeat(heat, event));
  svg.addEventListener("pointerleave", () => readHeat(heat, null));
  return heat;
}

/** @param {Element} svg @param {number} x */
function nameAxis(svg, x) {
  return svgNode("text", { class: "axis-name", x, y: BOX.height - 4, "text-anchor": "middle" }, svg);
}

/** @param {ReturnType<typeof makeFigure>} figure */
function makeModes({ figure, title }) {
  const svg = makeSvg(figure, "the first five eigenfunctions");
  const ticks = svgNode("g", {}, svg);
  const across = nameAxis(svg, (BOX.left + BOX.width) / 2);
  return { title, ticks, across, rows: svgNode("g", {}, svg) };
}

/** Pixels along the heat map of the inputs in `limits`. @param {Pair} limits */
function alongHeat(limits) {
  return scaleLinear(limits, [HEAT_LEFT, HEAT_LEFT + SIDE]);
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
  for (const node of [heat.across, modes.across]) setText(node, `input ${title || "x"}`);
  setText(heat.up, title ? `other input ${title}` : "input x′");
}

/** The value of the kernel under the pointer, in words; without a pointer what there is to do. @param {Heat} heat @param {MouseEvent | null} event */
function readHeat({ svg, readout, shown }, event) {
  const { axis, limits, gram, size } = shown;
  if (!event) {
    setText(readout, HEAT_HINT); // without a look at the box: that would lay out the page in the middle of a redraw
    return;
  }
  const last = size - 1;
  const box = svg.getBoundingClientRect();
  const scale = BOX.width / box.width;
  const column = Math.round((((event.clientX - box.left) * scale - HEAT_LEFT) / SIDE) * last);
  const row = last - Math.round((((event.clientY - box.top) * scale - BOX.top) / SIDE) * last);
  const inside = axis && Math.min(column, row) >= 0 && Math.max(column, row) <= last;
  if (!inside) {
    setText(readout, HEAT_HINT);
    return;
  }
  const input = scaleLinear(limits, [0, last]).invert;
  const [x, other] = [column, row].map((index) => unitText(axis, input(index)));
  setText(readout, `${shown.symbol}(${x}, ${other}) = ${shortNumber(gram[row * size + column])}`);
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
  heat.shown.symbol = name === "nngp" ? "K" : "Θ";
  setText(heat.title, `Kernel ${heat.shown.symbol}(x, x′)`);
  const map = evenly(prior, name);
  drawHeat(heat, map.values, map.count);
  const { values, vectors } = windowModes(prior, name);
  const rounding = Number.EPSILON * prior.size * values[0];
  const shown = Array.from(values.subarray(0, SHOWN_EIGENVALUES)).filter((value) => value > rounding);
  drawEigenvalues(view.spectrum, shown);
  drawModes(view.modes.rows, vectors, values);
}

/**
 * The kernel at the inputs that are evenly spaced. While a hand moves, a map of every fourth input has to do: it is drawn
 * smoothly.
 *
 * @param {Prior} prior
 * @param {Kernel} name
 */
function evenly(prior, name) {
  const { size } = prior;
  const { even, step } = prior.grid;
  const gram = prior[name];
  if (step === 1) return { values: gram, count: size };
  const skip = step === 2 ? 2 : 1;
  const count = Math.ceil(even.length / skip);
  const values = new Float64Array(count * count);
  for (let i = 0, to = 0; i < count; i += 1) {
    const row = even[skip * i] * size;
    for (let j = 0; j < count; j += 1, to += 1) values[to] = gram[row + even[skip * j]];
  }
  return { values, count };
}

/**
 * Zero is clear and the strongest value full, so that it reads on a light and on a dark page.
 *
 * @param {Heat} heat
 * @param {Float64Array} gram
 * @param {number} size
 */
function drawHeat(heat, gram, size) {
  Object.assign(heat.shown, { gram, size });
  let extent = 0;
  let least = 0;
  for (const value of gram) {
    extent = Math.max(extent, Math.abs(value));
    least = Math.min(least, value);
  }
  heat.image.setAttribute("href", imageOf(heat.canvas, gram, size, extent));
  setAttributes(heat.bar, { class: least < 0 ? "signed" : "" });
  setText(heat.low, least < 0 ? `−${shortNumber(extent)}` : "0");
  setText(heat.high, shortNumber(extent));
  readHeat(heat, null);
}

/** @param {HTMLCanvasElement} canvas kept from one picture to the next @param {Float64Array} gram @param {number} size @param {number} extent */
function imageOf(canvas, gram, size, extent) {
  setAttributes(canvas, { width: size, height: size });
  const pixels = new ImageData(size, size);
  const { data } = pixels;
  const opaque = extent > 0 ? 255 / extent : 0;
  for (let row = 0, to = 0; row < size; row += 1) {
    const from = (size - 1 - row) * size; // x′ points upwards
    for (let column = 0; column < size; column += 1, to += 4) {
      const value = gram[from + column];
      [data[to], data[to + 1], data[to + 2]] = value < 0 ? NEGATIVE : POSITIVE;
      data[to + 3] = Math.round(opaque * Math.abs(value));
    }
  }
  canvas.getContext("2d", { willReadFrequently: true })?.putImageData(pixels, 0, 0);
  return canvas.toDataURL();
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
    setText(title, `mode ${k + 1}, λ = ${shortNumber(values[k])}`);
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
