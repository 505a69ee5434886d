/** The chart as numbers for a table and a file: its curve, the slice of its kernel, and its eigenvalues. */

import { GRID, unitLength, unitValue, xText } from "../shared/units.js";

/** @import { Limits, Model } from "./types.d.ts" */
/** @import { Figure } from "../plot/numbers.js" */

const EACH = 10; // of the grid's inputs is in the table: those with one decimal
const FINDING =
  "The average and the spread of these networks: about two of three functions lie within one standard deviation. " +
  "Below them the kernel at {x0}, and the eigenvalues of the kernel on the training inputs.";

/** In the person's units. @param {Pick<Model, "curves" | "spectrum" | "scene" | "setting">} model @param {Pick<Limits, "x">} limits @returns {{ figure: Figure, finding: string }} */
export function tabled({ curves, spectrum, scene, setting: { units } }, limits) {
  const shown = Array.from(curves.mean, (_, i) => i).filter((i) => i % EACH === 0);
  const x = shown.map((i) => unitValue(units.x, limits.x[0] + i * GRID));
  const mean = shown.map((i) => unitValue(units.y, curves.mean[i]));
  const std = shown.map((i) => unitLength(units.y, curves.std[i]));
  const slice = shown.map((i) => curves.slice[i]);
  const values = Array.from(spectrum.values);
  const input = units.x.name || "input x";
  const columns = { x: input, y: units.y.name || "y", x2: input, y2: "kernel", x3: "mode", y3: "eigenvalue" };
  const data = [
    { name: "average", x, y: mean },
    { name: "standard deviation", x, y: std },
    { name: "kernel slice", xaxis: "x2", yaxis: "y2", x, y: slice },
    { name: "eigenvalue", xaxis: "x3", yaxis: "y3", x: values.map((_, k) => k + 1), y: values },
  ];
  const finding = FINDING.replace("{x0}", xText(units, scene.slice_x));
  return { figure: { data, layout: { height: 0, meta: { columns } } }, finding };
}
