/** The chart as a picture of its own: its drawing with all styles written into it, on the page's background. */

import { FONT, plainColour } from "../shared/colours.js";
import { htmlNode, setAttributes, svgNode } from "../shared/dom.js";
import { addLegend } from "./legend.js";

const COLOURS = ["fill", "stroke"];
const LINES = ["stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "opacity", "paint-order"];
const LETTERS = ["font-size", "font-weight"];
// What is there to be taken hold of, and what shows the focus.
const HANDLES = ".hit, .ring, .grip, .grip-arrows, .cursor, .readout, .tag";
const TOLD = /^(?:aria-|data-|tabindex$|role$|class$|style$)/;

/** The chart on the page as SVG, or null where there is none. @param {string} title @returns {string | null} */
export function chartPicture(title) {
  const drawing = findChart();
  if (!drawing) return null;
  const { width, height: plot } = drawing.viewBox.baseVal;
  const picture = svgNode("svg", { "font-family": FONT });
  svgNode("title", { text: title || "NTK Explorer" }, picture);
  svgNode("desc", { text: location.href }, picture);
  const paper = plainColour(getComputedStyle(drawing).getPropertyValue("--paper")).hex;
  const back = svgNode("rect", { width, fill: paper }, picture);
  for (const child of drawing.children) {
    const copy = copyOf(child);
    if (copy) picture.append(copy);
  }
  const height = plot + addLegend(picture, /** @type {ParentNode} */ (drawing.getRootNode()), plot, width);
  setAttributes(back, { height });
  setAttributes(picture, { width, height, viewBox: `0 0 ${width} ${height}` });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(picture)}\n`;
}

/** @returns {SVGSVGElement | null} */
function findChart() {
  const hosts = document.querySelectorAll(".st-key-chart *");
  for (const host of hosts) {
    /** @type {SVGSVGElement | null | undefined} */
    const drawing = (host.shadowRoot ?? host).querySelector("svg.canvas");
    if (drawing) return drawing;
  }
  return null;
}

/** A node with its styles as attributes; null for what is not seen. @param {Element} node @returns {Element | null} */
function copyOf(node) {
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
    if (!file) throw new Error("This browser cannot draw the picture. Take the SVG.");
    return file;
  } finally {
    URL.revokeObjectURL(address);
  }
}
