/** Colours and letters for pictures that leave the page. */

import { htmlNode } from "./dom.js";
import WORDS from "./words.json" with { type: "json" };

/** Letters that every system has: those of the page are not where the picture is shown. */
export const FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

/** @type {CanvasRenderingContext2D | null} */
let pencil = null;
/** @type {Map<string, { hex: string, alpha: number }>} */
const colours = new Map();

/** Any colour of CSS as six digits, which every program reads, and its opacity. @param {string} value */
export function plainColour(value) {
  const kept = colours.get(value);
  if (kept) return kept;
  pencil ??= htmlNode("canvas", { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  if (!pencil) throw new Error(WORDS.no_pictures);
  pencil.clearRect(0, 0, 1, 1);
  pencil.fillStyle = value.trim();
  pencil.fillRect(0, 0, 1, 1);
  const [red, green, blue, opacity] = pencil.getImageData(0, 0, 1, 1).data;
  const hex = `#${[red, green, blue].map((level) => level.toString(16).padStart(2, "0")).join("")}`;
  const plain = { hex, alpha: opacity / 255 };
  colours.set(value, plain);
  return plain;
}
