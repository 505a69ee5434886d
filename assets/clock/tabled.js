/** What the clock shows at one of its times, as a sentence and as numbers for a table and a file. */

import { shortNumber, worded } from "../shared/format.js";
import { unitLength, unitValue } from "../shared/units.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Flow } from "./types.d.ts" */
/** @import { Figure } from "../plot/numbers.js" */

const EACH = 5; // of the inputs is in the table

/** How far training has come. @param {Flow} flow @param {number} index */
export function findingOf({ times, loss, bound }, index) {
  const time = times[index] ? shortNumber(times[index]) : "0";
  const told = { time, loss: shortNumber(loss[index]), bound: shortNumber(bound[index]) };
  if (!(loss[0] > 0)) return worded(WORDS.finding, told);
  return worded(WORDS.finding_left, { ...told, left: shortNumber((100 * loss[index]) / loss[0]) });
}

/** Mean and spread in the units of the data, loss, and what each mode has still to learn. @param {Flow} flow @param {number} index @returns {Figure} */
export function tabledFlow(flow, index) {
  const { units, times, loss, bound, values, remaining } = flow;
  const start = index * flow.x.length;
  const shown = flow.x.map((_, i) => i).filter((i) => i % EACH === 0);
  const x = shown.map((i) => unitValue(units.x, flow.x[i]));
  const mean = shown.map((i) => unitValue(units.y, flow.mean[start + i]));
  const std = shown.map((i) => unitLength(units.y, flow.std[start + i]));
  const data = [
    { name: WORDS.table.mean, x, y: mean },
    { name: WORDS.table.std, x, y: std },
    { name: WORDS.loss_axis, xaxis: "x2", yaxis: "y2", x: times, y: loss },
    { name: WORDS.table.bound, xaxis: "x2", yaxis: "y2", x: times, y: bound },
    {
      name: WORDS.table.left,
      xaxis: "x3",
      yaxis: "y3",
      x: values.map((_, k) => k + 1),
      y: remaining[index].map((share) => 100 * share),
    },
  ];
  const columns = {
    x: units.x.name || WORDS.input_x,
    y: units.y.name || "f(x)",
    x2: WORDS.time,
    y2: worded(WORDS.table.loss, { unit: flow.loss_unit }),
    x3: WORDS.table.modes,
    y3: WORDS.table.share,
  };
  return { data, layout: { height: 0, meta: { columns } } };
}
