/** The chart's legend as a part of its picture: the marks and words under the plot, in as many lines as they need. */

import { FONT, plainColour } from "../shared/colours.js";
import { htmlNode, svgNode } from "../shared/dom.js";

const SIZE = 12.5; // of the letters
const LINE = 20; // from one line to the next
const [MARK, GAP] = [24, 16]; // room for a mark, and between two entries
const LEFT = 40; // where the plot begins

/**
 * Adds the legend that stands in `chart`, and the captions of two charts, to `picture` below `top`; returns how high all
 * is.
 *
 * @param {SVGElement} picture
 * @param {ParentNode} chart
 * @param {number} top
 * @param {number} width
 */
export function addLegend(picture, chart, top, width) {
  const pencil = htmlNode("canvas").getContext("2d");
  const items = [...chart.querySelectorAll(".legend li")];
  if (!pencil || !items.length) return 0;
  pencil.font = `${SIZE}px ${FONT}`;
  const group = svgNode("g", { "font-size": SIZE }, picture);
  let [x, y] = [LEFT, top + LINE / 2];
  for (const item of items) {
    const swatch = item.querySelector(".swatch");
    const text = item.textContent ?? "";
    const needed = MARK + pencil.measureText(text).width;
    if (x > LEFT && x + needed > width) [x, y] = [LEFT, y + LINE];
    if (swatch) addMark(group, swatch, x, y);
    const fill = plainColour(getComputedStyle(item).color).hex;
    svgNode("text", { x: x + MARK, y: y + 4, fill, text }, group);
    x += needed + GAP;
  }
  for (const caption of chart.querySelectorAll(".caption:not([hidden])")) {
    y += LINE;
    const fill = plainColour(getComputedStyle(caption).color).hex;
    svgNode("text", { x: LEFT, y: y + 4, fill, text: caption.textContent }, group);
  }
  return y + LINE - top;
}

/** @param {Element} group @param {Element} swatch @param {number} x @param {number} y */
function addMark(group, swatch, x, y) {
  const style = getComputedStyle(swatch);
  const [curve, ink] = ["--curve", "--ink"].map((name) => plainColour(style.getPropertyValue(name)).hex);
  const is = (/** @type {string} */ name) => swatch.classList.contains(name);
  if (is("mean")) {
    const dashes = is("uncertain") ? "5 3" : null;
    svgNode("path", { d: `M${x} ${y}h18`, stroke: curve, "stroke-width": 2.75, "stroke-dasharray": dashes }, group);
  } else if (is("band")) {
    svgNode("rect", { x, y: y - 6, width: 18, height: 12, fill: curve, "fill-opacity": 0.16 }, group);
    svgNode("rect", { x, y: y - 3, width: 18, height: 6, fill: curve, "fill-opacity": 0.16 }, group);
  } else if (is("sample")) {
    svgNode("path", { d: `M${x} ${y}h18`, stroke: curve, "stroke-width": 1 }, group);
  } else if (is("ghost")) {
    const stroke = plainColour(style.borderTopColor).hex;
    svgNode("path", { d: `M${x} ${y}h18`, stroke, "stroke-width": 2, "stroke-dasharray": "5 3" }, group);
  } else if (is("density")) {
    svgNode("path", { d: `M${x + 3} ${y - 6}q11 6 0 12z`, fill: ink, "fill-opacity": 0.35 }, group);
  } else if (is("point")) {
    svgNode("circle", { cx: x + 9, cy: y, r: 4.5, fill: ink }, group);
  } else {
    const fill = plainColour(style.backgroundColor).hex;
    svgNode("path", { d: `M${x + 9} ${y - 5.5}l5.5 5.5l-5.5 5.5l-5.5 -5.5z`, fill }, group);
  }
}
