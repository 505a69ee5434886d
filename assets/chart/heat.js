/** The heat map of a kernel on the whole window: any two inputs, and the value under the pointer. */

import { scaleLinear } from "../shared/axes.js";
import { htmlNode, setAttributes, setText, svgNode } from "../shared/dom.js";
import { shortNumber, worded } from "../shared/format.js";
import { unitText } from "../shared/units.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Kernel, Pair, Prior, UnitAxis } from "./types.d.ts" */
/** @typedef {ReturnType<typeof makeHeat>} Heat */

export const BOX = { width: 320, height: 268, left: 34, right: 8, top: 6, bottom: 34 };
export const SIDE = BOX.height - BOX.top - BOX.bottom; // the heat map is square
export const HEAT_LEFT = (BOX.width - SIDE) / 2 + 6;
const POSITIVE = [0, 114, 178];
const NEGATIVE = [213, 94, 0];
const HEAT_HINT = WORDS.heat.hint;

/** An empty picture with this label for those who cannot see it. @param {Element} parent @param {string} label */
export function makeSvg(parent, label) {
  const viewBox = `0 0 ${BOX.width} ${BOX.height}`;
  return svgNode("svg", { viewBox, role: "img", "aria-label": label }, parent);
}

/** An empty name of an axis below the box. @param {Element} svg @param {number} x */
export function nameAxis(svg, x) {
  return svgNode("text", { class: "axis-name", x, y: BOX.height - 4, "text-anchor": "middle" }, svg);
}

/** An empty heat map. @param {{ figure: Element, title: Element }} parts */
export function makeHeat({ figure, title }) {
  const svg = makeSvg(figure, WORDS.heat.spoken);
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

/** Pixels along the heat map of the inputs in `limits`. @param {Pair} limits */
export function alongHeat(limits) {
  return scaleLinear(limits, [HEAT_LEFT, HEAT_LEFT + SIDE]);
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

/** Draws the kernel named `name` of `prior`. @param {Heat} heat @param {Prior} prior @param {Kernel} name */
export function drawHeat(heat, prior, name) {
  heat.shown.symbol = name === "nngp" ? "K" : "Θ";
  setText(heat.title, worded(WORDS.heat.title, { symbol: heat.shown.symbol }));
  const { values, count } = evenly(prior, name);
  drawMap(heat, values, count);
}

/**
 * Zero is clear and the strongest value full, so that it reads on a light and on a dark page.
 *
 * @param {Heat} heat
 * @param {Float64Array} gram
 * @param {number} size
 */
function drawMap(heat, gram, size) {
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
