/** The frames of a great circle are f₀ cos θ + f₁ sin θ, and gaps stay gaps. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { turn } from "../../assets/plot/circle.js";

const pack = (...numbers) => ({ dtype: "f4", bdata: Buffer.from(new Float32Array(numbers).buffer).toString("base64") });

test("once round: start, second set, mirrored start", () => {
  const frames = turn({ y: pack(1, -2, NaN) }, { count: 4, second: pack(0.5, 3, NaN) });
  assert.deepEqual(
    frames.map(({ name }) => name),
    ["0", "1", "2", "3"],
  );
  const heights = frames.map(({ data, traces }) => {
    assert.deepEqual(traces, [0]);
    return Array.from(data[0].y, (height) => (Number.isNaN(height) ? null : Math.round(1e6 * height) / 1e6 + 0));
  });
  assert.deepEqual(heights, [
    [1, -2, null],
    [0.5, 3, null],
    [-1, 2, null],
    [-0.5, -3, null],
  ]);
});

test("between them it turns evenly", () => {
  const [, frame] = turn({ y: pack(1) }, { count: 12, second: pack(2) });
  assert.ok(Math.abs(frame.data[0].y[0] - (Math.cos(Math.PI / 6) + 2 * Math.sin(Math.PI / 6))) < 1e-6);
});

test("numbers that come as a list are turned too, and its gaps stay gaps", () => {
  const [, quarter] = turn({ y: [1, null, 3] }, { count: 4, second: [5, null, 7], centre: 1 });
  assert.deepEqual(
    quarter.data[0].y.map((height) => (Number.isNaN(height) ? null : Math.round(1e6 * height) / 1e6)),
    [5, null, 7],
  );
});
