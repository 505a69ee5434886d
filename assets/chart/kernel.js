/** The kernel on the whole window, beneath the chart: its heat map, its spectrum and its first modes. */

import { htmlNode, keyedChildren, setAttributes, setText, svgNode } from "../shared/dom.js";
import { shortNumber } from "../shared/format.js";
import { tenth, tenthText } from "./geometry.js";
import { setMarkedText } from "../shared/marked.js";
import { drawEigenvalues, makeEigenvalues } from "./spectrum.js";
import { makeTicks, unitText } from "../shared/units.js";

const BOX = { width: 320, height: 268, left: 34, right: 8, top: 6, bottom: 34 };
const SIDE = BOX.height - BOX.top - BOX.bottom; // the heat map is square
const HEAT_LEFT = (BOX.width - SIDE) / 2 + 6;
const POSITIVE = [0, 114, 178];
const NEGATIVE = [213, 94, 0];
const INPUTS = [-1.5, 1.5];
const EIGENVALUES = { ...BOX, left: 40, title: "mode k, learned first → last", step: 10 };

/** Three empty figures side by side. */
export function makeKernel(parent) {
  const section = htmlNode("section", { class: "kernel", "data-testid": "kernel" }, parent);
  const heat = makeFigure(
    section,
    "This shows how similar two inputs are for the network. What it learns at x′ also moves f at x.",
  );
  const spectrum = makeFigure(
    section,
    "This shows how much of each mode random functions contain. The faster λ falls, the simpler the functions are.",
  );
  const modes = makeFigure(section, "These are the simplest shapes for this network, with the simplest on top.");
  setText(heat.title, "Kernel k(x, x′)"); // until it is known which kernel
  setText(spectrum.title, "Spectrum on evenly spread inputs");
  setText(modes.title, "First five modes");
  const view = { heat: makeHeat(heat), spectrum: makeEigenvalues(spectrum.figure, EIGENVALUES), modes, drawn: null };
  makeModes(modes);
  return view;
}

function makeFigure(section, words) {
  const figure = htmlNode("figure", {}, section);
  const title = htmlNode("h3", {}, figure);
  setMarkedText(htmlNode("p", { class: "quiet" }, figure), words);
  return { figure, title };
}

function makeSvg(parent, label) {
  const viewBox = `0 0 ${BOX.width} ${BOX.height}`;
  return svgNode("svg", { viewBox, role: "img", "aria-label": label }, parent);
}

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
  const [low, bar, high] = ["span", "i", "span"].map((tag) => htmlNode(tag, {}, scale));
  const readout = htmlNode("p", { class: "quiet readout-line", "data-testid": "kernel-value" }, figure);
  const shown = { symbol: "", gram: null, size: 0, axis: null };
  const view = { title, image, ticks, across, up, slice, low, bar, high, readout, ...shown };
  for (const kind of ["pointermove", "pointerdown"]) svg.addEventListener(kind, (event) => readHeat(view, svg, event));
  svg.addEventListener("pointerleave", () => readHeat(view, svg, null));
  return view;
}

function nameAxis(svg, x) {
  return svgNode("text", { class: "axis-name", x, y: BOX.height - 4, "text-anchor": "middle" }, svg);
}

/** The inputs along the axes of the heat map and the modes, in the units of the data. */
function drawInputs({ heat, modes }, axis) {
  heat.axis = axis;
  const { ticks, title } = makeTicks(axis, INPUTS, 6);
  heat.ticks.replaceChildren();
  modes.ticks.replaceChildren();
  for (const { place, text } of ticks) {
    const share = (place + 1.5) / 3;
    const along = share * SIDE;
    svgNode("text", { text, x: HEAT_LEFT + along, y: BOX.top + SIDE + 14, "text-anchor": "middle" }, heat.ticks);
    svgNode("text", { text, x: HEAT_LEFT - 5, y: BOX.top + SIDE - along + 4, "text-anchor": "end" }, heat.ticks);
    const x = BOX.left + share * (BOX.width - BOX.left - BOX.right);
    svgNode("line", { class: "faint", x1: x, x2: x, y1: BOX.top, y2: BOX.height - BOX.bottom }, modes.ticks);
    svgNode("text", { text, x, y: BOX.height - BOX.bottom + 14, "text-anchor": "middle" }, modes.ticks);
  }
  for (const node of [heat.across, modes.across]) setText(node, `input ${title || "x"}`);
  setText(heat.up, title ? `other input ${title}` : "input x′");
}

/** The value of the kernel under the pointer, in words; without a pointer what there is to do. */
function readHeat(view, svg, event) {
  const last = view.size - 1;
  const box = svg.getBoundingClientRect();
  const scale = BOX.width / box.width;
  const column = event ? Math.round((((event.clientX - box.left) * scale - HEAT_LEFT) / SIDE) * last) : -1;
  const row = event ? last - Math.round((((event.clientY - box.top) * scale - BOX.top) / SIDE) * last) : -1;
  const inside = Math.min(column, row) >= 0 && Math.max(column, row) <= last;
  const name = (index) => unitText(view.axis, -1.5 + (3 * index) / last);
  const value = () => shortNumber(view.gram[row * view.size + column]);
  const none = "Point at the map to read a value. The dashed line is the slice at x₀.";
  setText(view.readout, inside ? `${view.symbol}(${name(column)}, ${name(row)}) = ${value()}` : none);
}

function makeModes(view) {
  const svg = makeSvg(view.figure, "the first five eigenfunctions");
  view.ticks = svgNode("g", {}, svg);
  view.across = nameAxis(svg, (BOX.left + BOX.width) / 2);
  view.rows = svgNode("g", {}, svg);
}

/** Draws the kernel named `name` of `prior` (shared/kernels.js), once; the slice's mark follows x₀, inputs bear units of `axis`. */
export function drawKernel(view, prior, name, sliceX, axis) {
  const { heat } = view;
  if (JSON.stringify(heat.axis) !== JSON.stringify(axis)) drawInputs(view, axis);
  const at = HEAT_LEFT + ((sliceX + 1.5) / 3) * SIDE;
  setAttributes(heat.slice, { x1: tenth(at), x2: tenth(at) });
  const signature = prior && `${prior.key} ${name}`;
  if (!prior || view.drawn === signature) return;
  view.drawn = signature;
  heat.symbol = name === "nngp" ? "K" : "Θ";
  setText(heat.title, `Kernel ${heat.symbol}(x, x′)`);
  drawHeat(heat, prior[name], prior.size);
  const { values, vectors } = prior.modes[name];
  const rounding = Number.EPSILON * prior.size * values[0];
  drawEigenvalues(view.spectrum, Array.from(values.filter((value) => value > rounding)));
  drawModes(view.modes.rows, vectors, values);
}

/** Zero is clear and the strongest value full, so that it reads on a light and on a dark page. */
function drawHeat(view, gram, size) {
  Object.assign(view, { gram, size });
  let extent = 0;
  let least = 0;
  for (const value of gram) {
    extent = Math.max(extent, Math.abs(value));
    least = Math.min(least, value);
  }
  const canvas = htmlNode("canvas", { width: size, height: size });
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(size, size);
  gram.forEach((value, i) => {
    const row = size - 1 - Math.floor(i / size);
    const to = 4 * (row * size + (i % size));
    pixels.data.set(value < 0 ? NEGATIVE : POSITIVE, to);
    pixels.data[to + 3] = extent > 0 ? Math.round((255 * Math.abs(value)) / extent) : 0;
  });
  context.putImageData(pixels, 0, 0);
  view.image.setAttribute("href", canvas.toDataURL());
  setAttributes(view.bar, { class: least < 0 ? "signed" : "" });
  setText(view.low, least < 0 ? `−${shortNumber(extent)}` : "0");
  setText(view.high, shortNumber(extent));
  readHeat(view, view.image, null);
}

function drawModes(parent, vectors, values) {
  const tall = (BOX.height - BOX.top - BOX.bottom) / vectors.length;
  const rows = keyedChildren(parent, [...vectors.keys()], () => {
    const row = svgNode("g", {});
    svgNode("title", {}, row);
    svgNode("line", { class: "zero", x1: BOX.left, x2: BOX.width - BOX.right }, row);
    for (const sign of ["positive", "negative"]) svgNode("path", { class: `area ${sign}` }, row);
    svgNode("text", { x: BOX.left - 8, "text-anchor": "end" }, row);
    return row;
  });
  vectors.forEach((vector, k) => {
    const [title, line, above, below, text] = rows[k].children;
    const middle = BOX.top + tall * (k + 0.5);
    setText(title, `mode ${k + 1}, λ = ${shortNumber(values[k])}`);
    setAttributes(line, { y1: middle, y2: middle });
    setText(setAttributes(text, { y: middle + 4 }), String(k + 1));
    const reach = (0.44 * tall) / Math.max(1e-12, ...vector.map(Math.abs));
    above.setAttribute(
      "d",
      areaPath(vector, middle, reach, (value) => Math.max(0, value)),
    );
    below.setAttribute(
      "d",
      areaPath(vector, middle, reach, (value) => Math.min(0, value)),
    );
  });
}

/** The area between the baseline and one side of a curve. */
function areaPath(vector, middle, reach, side) {
  const step = (BOX.width - BOX.left - BOX.right) / (vector.length - 1);
  let path = `M${BOX.left} ${tenth(middle)}`;
  vector.forEach(
    (value, i) => (path += `L${tenthText(BOX.left + i * step)} ${tenthText(middle - reach * side(value))}`),
  );
  return `${path}L${BOX.width - BOX.right} ${tenth(middle)}Z`;
}
