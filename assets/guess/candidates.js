/** The labels that a question compares, as marks on its chart. */

import { path } from "../shared/axes.js";
import { keyedParts, setAttributes, setText, svgNode } from "../shared/dom.js";
import { letterColour } from "../chart/objects.js";

/** @import { Asked, Frame, Pair } from "./types.d.ts" */

const NAME_HEIGHT = 15; // pixels

/** The labels that are compared: joint ones are linked, and named at their last input. @param {Element} layer @param {Element} links @param {Asked} asked @param {Frame} frame */
export function drawCompared(layer, links, asked, frame) {
  const { candidates } = asked;
  const letters = candidates.map(({ name }) => letterColour(name));
  const colours =
    new Set(letters).size < letters.length ? letters.map((_, i) => `var(--letter-${(i % 5) + 1})`) : letters;
  const lines = keyedParts(links, candidates.map(({ name }) => name), () => ({ node: svgNode("path", { class: "joint" }) })); // prettier-ignore
  candidates.forEach(({ points }, i) => {
    const d = points.length > 1 ? path(points.map(([x, y]) => /** @type {Pair} */ ([frame.toX(x), frame.toY(y)]))) : "";
    setAttributes(lines[i].node, { d, style: `--letter: ${colours[i]};` });
  });
  const labels = candidates.flatMap(({ name, points }, i) =>
    points.map((point, k) => ({ name: k === points.length - 1 ? name : "", point, colour: colours[i], side: points.length > 1 ? 1 : -1 })),
  ); // prettier-ignore
  const marks = keyedParts(layer, labels.map((_, i) => i), () => {
    const node = svgNode("g", { "aria-hidden": "true" });
    svgNode("path", { class: "diamond", d: "M0 -8.5L8.5 0L0 8.5L-8.5 0Z" }, node);
    return { node, letter: svgNode("text", { class: "letter" }, node) };
  }); // prettier-ignore
  const lower = loweredNames(labels.map(({ name, point: [x, y] }) => (name ? [frame.toX(x), frame.toY(y)] : null)));
  labels.forEach(({ name, point: [x, y], colour, side }, i) => {
    const transform = `translate(${frame.toX(x)} ${frame.toY(y)})`;
    setAttributes(marks[i].node, { transform, style: `--letter: ${colour};` });
    const { letter } = marks[i];
    setText(setAttributes(letter, { x: 14 * side, y: 5 + lower[i], "text-anchor": side < 0 ? "end" : "start" }), name);
  });
  return labels;
}

/** How many pixels each name stands below its mark, so that none overlaps another at the same input; null: no name. @param {(Pair | null)[]} marks */
export function loweredNames(marks) {
  const lower = marks.map(() => 0);
  /** @type {Map<number, number>} */
  const free = new Map(); // the next height at each input
  const named = marks.flatMap((at, i) => (at ? [{ x: at[0], y: at[1], i }] : []));
  for (const { x, y, i } of named.sort((a, b) => a.y - b.y)) {
    lower[i] = Math.max(0, (free.get(x) ?? y) - y);
    free.set(x, y + lower[i] + NAME_HEIGHT);
  }
  return lower;
}
