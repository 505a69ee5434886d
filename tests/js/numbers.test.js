/** The numbers of a figure: packed or not, on one pair of axes or several, with and without gaps. */
import assert from "node:assert/strict";
import test from "node:test";

import { csvOf, tablesOf } from "../../assets/plot/numbers.js";

const packed = (values, kind = Float64Array, shape) => ({
  dtype: kind === Float32Array ? "f4" : "f8",
  bdata: Buffer.from(new kind(values).buffer).toString("base64"),
  ...(shape ? { shape } : {}),
});
const axis = (text) => ({ title: { text } });
const layout = { xaxis: axis("input x"), yaxis: axis("e<sup>−λt</sup>"), yaxis2: axis("slice") };

test("a line with a gap, a bar by name, and a trace without a name", () => {
  const data = [
    { name: "curve, solid", x: packed([0, 0.5, 1]), y: packed([1, NaN, 3], Float32Array) },
    { name: "bars", x: ["a", "b"], y: [0.5, null] },
    { x: [1], y: [2] },
  ];
  const [table] = tablesOf({ data, layout });
  assert.deepEqual(table.head, ["series", "input x", "e−λt"]);
  assert.deepEqual(table.rows, [
    ["curve, solid", 0, 1],
    ["curve, solid", 1, 3],
    ["bars", "a", 0.5],
  ]);
  assert.equal(csvOf([table]).split("\n")[1], '"curve, solid",0,1');
});

test("a map beside a line on other axes", () => {
  const data = [
    { name: "k", x: [0, 1], y: [5, 6], z: packed([1, 2, 3, 4], Float64Array, "2, 2") },
    { name: "slice", x: [0, 1], y: [7, 8], yaxis: "y2" },
  ];
  const [map, line] = tablesOf({ data, layout });
  assert.deepEqual(map.rows.at(-1), ["k", 1, 6, 4]);
  assert.deepEqual(map.head, ["series", "input x", "e−λt", "value"]);
  assert.deepEqual(line, {
    head: ["series", "input x", "slice"],
    rows: [
      ["slice", 0, 7],
      ["slice", 1, 8],
    ],
  });
});
