/** Several drawings with the words around them as one picture, each where it stands on the page. */

import { FONT, plainColour } from "../shared/colours.js";
import { setAttributes, svgNode } from "../shared/dom.js";
import { chartPicture, copyOf, findParts } from "./picture.js";
import WORDS from "./words.json" with { type: "json" };

const MARGIN = 12;
const ON_LINE = 0.78; // of a line's height: where its letters stand
// What a person operates; words that are explained are buttons, too.
const LEFT_OUT = "button:not(.term), input, .readout-line, [hidden]";

/** @typedef {{ name: string, label: string, draw: (title: string) => string }} Picture what has no buttons of its own */

/** The pictures that the page has beside plotly's figures, and a sentence about others. */
export function findPictures() {
  const chart = chartPicture("");
  const [behind] = findParts(".st-key-chart", "details.behind[open]");
  const [clock] = findParts(".st-key-clock", "section.clock");
  /** @type {Picture[]} */
  const pictures = [];
  if (chart) pictures.push({ name: "chart", label: "", draw: (title) => chartPicture(title) ?? chart });
  const sheets = [
    { name: "behind", label: WORDS.behind, root: behind },
    { name: "clock", label: WORDS.clock, root: clock },
  ];
  for (const { root, ...named } of sheets)
    if (root) pictures.push({ ...named, draw: (title) => sheetPicture(root, title) });
  const others = clock ? WORDS.other_figures : WORDS.every_figure;
  return { pictures, hint: !chart ? others : behind ? "" : WORDS.open_behind };
}

/** All that is shown in `root`, as SVG. @param {Element} root @param {string} title */
function sheetPicture(root, title) {
  const { left, top, width, height } = root.getBoundingClientRect();
  const size = { width: Math.ceil(width + 2 * MARGIN), height: Math.ceil(height + 2 * MARGIN) };
  const picture = svgNode("svg", { "font-family": FONT, viewBox: `0 0 ${size.width} ${size.height}`, ...size });
  svgNode("title", { text: title || "NTK Explorer" }, picture);
  svgNode("desc", { text: location.href }, picture);
  svgNode("rect", { ...size, fill: plainColour(getComputedStyle(root).getPropertyValue("--paper")).hex }, picture);
  addParts(picture, root, { left: left - MARGIN, top: top - MARGIN });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(picture)}\n`;
}

/** @param {SVGElement} picture @param {Element} node @param {{ left: number, top: number }} from */
function addParts(picture, node, from) {
  if (node instanceof SVGSVGElement) return addDrawing(picture, node, from);
  if (node.matches(LEFT_OUT) || !node.checkVisibility({ visibilityProperty: true })) return;
  if (getComputedStyle(node).backgroundImage.startsWith("linear-gradient")) addScale(picture, node, from);
  for (const child of node.childNodes) {
    if (child instanceof Text) addLines(picture, child, from);
    else if (child instanceof Element) addParts(picture, child, from);
  }
}

/** @param {SVGElement} picture @param {SVGSVGElement} drawing @param {{ left: number, top: number }} from */
function addDrawing(picture, drawing, { left, top }) {
  const box = drawing.getBoundingClientRect();
  if (!box.width) return;
  const { width } = drawing.viewBox.baseVal;
  const scale = width ? box.width / width : 1;
  const transform = `translate(${box.left - left} ${box.top - top}) scale(${scale})`;
  const part = svgNode("g", { transform }, picture);
  part.append(...[...drawing.children].flatMap((child) => copyOf(child) ?? []));
}

/** The words of a text, line by line as the page breaks them. @param {SVGElement} picture @param {Text} text @param {{ left: number, top: number }} from */
function addLines(picture, text, { left, top }) {
  const parent = text.parentElement;
  if (!parent || !text.data.trim()) return;
  const { color, fontSize, fontWeight } = getComputedStyle(parent);
  const range = document.createRange();
  /** @type {{ box: DOMRect, right: number, words: string[] }[]} */
  const lines = [];
  for (const { 0: word, index } of text.data.matchAll(/\S+/g)) {
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    const box = range.getBoundingClientRect();
    const last = lines.at(-1);
    if (last && Math.abs(last.box.top - box.top) < 2) {
      last.words.push(word);
      last.right = box.right;
    } else lines.push({ box, right: box.right, words: [word] });
  }
  // As long as on the page, whatever letters there are where the picture is shown.
  for (const { box, right, words } of lines) {
    const place = { x: box.left - left, y: box.top - top + ON_LINE * box.height, textLength: right - box.left };
    const look = { lengthAdjust: "spacingAndGlyphs", "font-size": fontSize, "font-weight": fontWeight };
    svgNode("text", { ...place, ...look, fill: plainColour(color).hex, text: words.join(" ") }, picture);
  }
}

/** The scale of a map of colours. @param {SVGElement} picture @param {Element} node @param {{ left: number, top: number }} from */
function addScale(picture, node, { left, top }) {
  const { backgroundImage } = getComputedStyle(node);
  const colours = backgroundImage.match(/(?:rgba?|color|oklab|oklch)\([^()]*\)/g) ?? [];
  const box = node.getBoundingClientRect();
  const id = `scale-${picture.querySelectorAll("linearGradient").length}`;
  const gradient = svgNode("linearGradient", { id }, picture);
  colours.forEach((colour, i) => {
    const { hex, alpha } = plainColour(colour);
    const stop = { offset: i / Math.max(1, colours.length - 1), "stop-color": hex, "stop-opacity": alpha };
    svgNode("stop", stop, gradient);
  });
  const bar = svgNode("rect", { x: box.left - left, y: box.top - top }, picture);
  setAttributes(bar, { width: box.width, height: box.height, fill: `url(#${id})` });
}
