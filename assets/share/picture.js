/** The chart as a picture of its own: its drawing with all styles written into it, on the page's background. */

import { FONT, plainColour } from "../shared/colours.js";
import { htmlNode, setAttributes, svgNode } from "../shared/dom.js";
import { addLegend } from "./legend.js";
import WORDS from "./words.json" with { type: "json" };

const COLOURS = ["fill", "stroke"];
const LINES = ["stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "opacity", "paint-order"];
const LETTERS = ["font-size", "font-weight"];
// What is there to be taken hold of, and what shows the focus.
const HANDLES = ".hit, .ring, .knob, .grip, .grip-arrows, .cursor, .readout, .tag";
const BETWEEN = 10; // pixels between two charts
const TOLD = /^(?:aria-|data-|tabindex$|role$|class$|style$)/;

/** The chart on the page, or two side by side, as SVG; null where there is none. @param {string} title @returns {string | null} */
export function chartPicture(title) {
  const drawings = findCharts();
  if (!drawings.length) return null;
  const [drawing] = drawings;
  const { width: one, height: plot } = drawing.viewBox.baseVal;
  const width = drawings.length * (one + BETWEEN) - BETWEEN;
  const picture = svgNode("svg", { "font-family": FONT });
  svgNode("title", { text: title || "NTK Explorer" }, picture);
  svgNode("desc", { text: location.href }, picture);
  const paper = plainColour(getComputedStyle(drawing).getPropertyValue("--paper")).hex;
  const back = svgNode("rect", { width, fill: paper }, picture);
  drawings.forEach(({ children }, i) => {
    const part = svgNode("g", { transform: `translate(${i * (one + BETWEEN)} 0)` }, picture);
    part.append(...[...children].flatMap((child) => copyOf(child) ?? []));
  });
  const height = plot + addLegend(picture, /** @type {ParentNode} */ (drawing.getRootNode()), plot, width);
  setAttributes(back, { height });
  setAttributes(picture, { width, height, viewBox: `0 0 ${width} ${height}` });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(picture)}\n`;
}

/** @returns {SVGSVGElement[]} */
function findCharts() {
  return /** @type {SVGSVGElement[]} */ (findParts(".st-key-chart", ".plot:not([hidden]) svg.canvas"));
}

/** What matches `selector` in the components within `.st-key-…`. @param {string} key @param {string} selector */
export function findParts(key, selector) {
  const roots = [...document.querySelectorAll(`${key} *`)].flatMap((host) => host.shadowRoot ?? []);
  return roots.flatMap((root) => [...root.querySelectorAll(selector)]);
}

/** A node with its styles as attributes; null for what is not seen. @param {Element} node @returns {Element | null} */
export function copyOf(node) {
  if (node.matches(HANDLES) || node instanceof SVGTitleElement) return null;
  const style = getComputedStyle(node);
  if (style.display === "none" || style.visibility === "hidden") return null;
  const copy = /** @type {Element} */ (node.cloneNode(false));
  for (const { name } of [...copy.attributes]) if (TOLD.test(name)) copy.removeAttribute(name);
  if (!(node instanceof SVGGElement || node instanceof SVGSVGElement)) writeStyles(copy, style);
  else if (style.opacity !== "1") copy.setAttribute("opacity", style.opacity);
  for (const child of node.childNodes) {
    if (child instanceof Text) copy.append(child.cloneNode());
    const inner = child instanceof Element ? copyOf(child) : null;
    if (inner) copy.append(inner);
  }
  return copy;
}

/** @param {Element} copy @param {CSSStyleDeclaration} style */
function writeStyles(copy, style) {
  for (const name of COLOURS) {
    const value = style.getPropertyValue(name);
    const { hex, alpha } = value === "none" ? { hex: "none", alpha: 1 } : plainColour(value);
    const opacity = alpha * Number(style.getPropertyValue(`${name}-opacity`));
    copy.setAttribute(name, hex);
    if (opacity !== 1) copy.setAttribute(`${name}-opacity`, String(Number(opacity.toFixed(4))));
  }
  const names = copy instanceof SVGTextElement ? [...LINES, ...LETTERS] : LINES;
  for (const name of names) copy.setAttribute(name, style.getPropertyValue(name));
}

/** A picture as PNG, `scale` pixels for each of its own. @param {string} svg @param {number} scale @returns {Promise<Blob>} */
export async function drawPicture(svg, scale) {
  const image = new Image();
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    image.src = address;
    await image.decode();
    const canvas = htmlNode("canvas", { width: image.naturalWidth * scale, height: image.naturalHeight * scale });
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const file = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    if (!file) throw new Error(WORDS.no_picture);
    return file;
  } finally {
    URL.revokeObjectURL(address);
  }
}
