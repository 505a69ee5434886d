/** What the clock shows at one of its times, as a sentence and as numbers for a table and a file. */

import { shortNumber } from "../shared/format.js";
import { unitLength, unitValue } from "../shared/units.js";

/** @import { Flow } from "./types.d.ts" */
/** @import { Figure } from "../plot/numbers.js" */

const EACH = 5; // of the inputs is in the table

/** How far training has come. @param {Flow} flow @param {number} index */
export function findingOf({ times, loss, bound }, index) {
  const time = times[index] ? shortNumber(times[index]) : "0";
  const left = loss[0] > 0 ? ` ${shortNumber((100 * loss[index]) / loss[0])} % of the first loss is left.` : "";
  return `At training time ${time} the loss is ${shortNumber(loss[index])}, at most ${shortNumber(bound[index])}.${left}`;
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
    { name: "mean", x, y: mean },
    { name: "standard deviation", x, y: std },
    { name: "loss", xaxis: "x2", yaxis: "y2", x: times, y: loss },
    { name: "upper bound", xaxis: "x2", yaxis: "y2", x: times, y: bound },
    {
      name: "still to learn",
      xaxis: "x3",
      yaxis: "y3",
      x: values.map((_, k) => k + 1),
      y: remaining[index].map((share) => 100 * share),
    },
  ];
  const columns = {
    x: units.x.name || "input x",
    y: units.y.name || "f(x)",
    x2: "training time t",
    y2: `loss${flow.loss_unit}`,
    x3: "mode, fastest first",
    y3: "% of the first loss",
  };
  return { data, layout: { height: 0, meta: { columns } } };
}
