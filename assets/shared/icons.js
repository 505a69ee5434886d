/** What buttons carry. */

import { setAttributes, svgNode } from "./dom.js";

/** Paths in a box of 16 by 16. */
export const ICONS = {
  back: "M3 3h2v10H3zM13 3v10L6 8z",
  play: "M4 2l10 6-10 6z",
  pause: "M3 2h4v12H3zM9 2h4v12H9z",
  step: "M3 3v10l7-5zM11 3h2v10h-2z",
  lock: "M5 7V5a3 3 0 0 1 6 0v2h1v7H4V7zM6.5 7h3V5a1.5 1.5 0 0 0-3 0z",
  dice: "M3 1h10q2 0 2 2v10q0 2-2 2H3q-2 0-2-2V3q0-2 2-2zM4 4v2h2V4zM10 4v2h2V4zM7 7v2h2V7zM4 10v2h2v-2zM10 10v2h2v-2z",
};

/** An icon in a button: its path, empty unless `name` says which. @param {Element} button @param {keyof typeof ICONS} [name] */
export function makeIcon(button, name) {
  const path = svgNode("path", {}, svgNode("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, button));
  return name ? setIcon(path, name) : path;
}

/** @param {SVGPathElement} icon @param {keyof typeof ICONS} name */
export function setIcon(icon, name) {
  return setAttributes(icon, { d: ICONS[name] });
}
