/** The chart as numbers for a table and a file: its curve, the slice of its kernel, and its eigenvalues. */

import { worded } from "../shared/format.js";
import { GRID, unitLength, unitValue, xText } from "../shared/units.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Limits, Model } from "./types.d.ts" */
/** @import { Figure } from "../plot/numbers.js" */

const EACH = 10; // of the grid's inputs is in the table: those with one decimal

/** In the person's units. @param {Pick<Model, "curves" | "spectrum" | "scene" | "setting">} model @param {Pick<Limits, "x">} limits @returns {{ figure: Figure, finding: string }} */
export function tabled({ curves, spectrum, scene, setting: { units } }, limits) {
  const shown = Array.from(curves.mean, (_, i) => i).filter((i) => i % EACH === 0);
  const x = shown.map((i) => unitValue(units.x, limits.x[0] + i * GRID));
  const mean = shown.map((i) => unitValue(units.y, curves.mean[i]));
  const std = shown.map((i) => unitLength(units.y, curves.std[i]));
  const slice = shown.map((i) => curves.slice[i]);
  const values = Array.from(spectrum.values);
  const input = units.x.name || WORDS.table.input;
  const columns = { x: input, y: units.y.name || "y", x2: input, y2: WORDS.table.kernel };
  const modes = { x3: WORDS.table.mode, y3: WORDS.table.eigenvalue };
  const data = [
    { name: WORDS.table.average, x, y: mean },
    { name: WORDS.table.std, x, y: std },
    { name: WORDS.table.slice, xaxis: "x2", yaxis: "y2", x, y: slice },
    { name: modes.y3, xaxis: "x3", yaxis: "y3", x: values.map((_, k) => k + 1), y: values },
  ];
  const finding = worded(WORDS.table.finding, { x0: xText(units, scene.slice_x) });
  return { figure: { data, layout: { height: 0, meta: { columns: { ...columns, ...modes } } } }, finding };
}
