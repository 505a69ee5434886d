/** Scales go there and back, ticks are round and inside, paths are what SVG reads. */
import assert from "node:assert/strict";
import test from "node:test";

import {
  bandPath,
  curvePath,
  path,
  pathStarts,
  roundStep,
  scaleLinear,
  scaleLog,
  ticks,
  ticksLog,
} from "../../assets/shared/axes.js";

test("a scale maps the ends to the ends, and back", () => {
  const toX = scaleLinear([-1.5, 1.5], [40, 340]);
  assert.deepEqual([-1.5, 0, 1.5].map(toX), [40, 190, 340]);
  assert.deepEqual([40, 190, 340].map(toX.invert), [-1.5, 0, 1.5]);
  const toY = scaleLinear([0, 10], [100, 0]); // upwards
  assert.deepEqual([0, 5, 10].map(toY), [100, 50, 0]);
});

test("a logarithmic scale gives each decade the same room", () => {
  const scale = scaleLog([1e-3, 1e3], [0, 60]);
  [1e-3, 1e-2, 1, 1e3].forEach((value, i) => assert.ok(Math.abs(scale(value) - [0, 10, 30, 60][i]) < 1e-9));
  assert.ok(Math.abs(scale.invert(20) - 0.1) < 1e-12);
});

test("the step is the least 1, 2 or 5 times a power of ten that is large enough", () => {
  const steps = [0.1, 0.11, 0.2, 0.21, 0.5, 0.51, 1, 3, 7e8].map((rough) => roundStep(rough).step);
  assert.deepEqual(steps, [0.1, 0.2, 0.2, 0.5, 0.5, 1, 1, 5, 1e9]);
});

test("ticks are round, inside, and no more than asked for", () => {
  assert.deepEqual(ticks([-1.5, 1.5], 6), [-1.5, -1, -0.5, 0, 0.5, 1, 1.5]);
  assert.deepEqual(ticks([0, 105], 4), [0, 50, 100]);
  for (const [low, high] of [
    [0.3, 0.9],
    [-7, 12],
    [1e-9, 3e-9],
    [990, 1010],
  ]) {
    for (const count of [1, 3, 6]) {
      const all = ticks([low, high], count);
      assert.ok(all.length <= count + 1 && all.every((tick) => tick >= low - 1e-12 && tick <= high + 1e-12));
    }
  }
});

test("ticks of a logarithmic axis are powers of ten", () => {
  assert.deepEqual(ticksLog([0.05, 200], 9), [0.1, 1, 10, 100]);
  assert.equal(ticksLog([1e-12, 1], 4).length, 5);
});

test("paths", () => {
  const points = [
    [1, 2],
    [3, 4.5],
  ];
  assert.equal(path(points), "M1 2L3 4.5");
  assert.equal(path([]), "");
  const starts = pathStarts([0, 1.04, 2]);
  const toY = scaleLinear([0, 1], [10, 0]);
  assert.equal(curvePath(starts, [0, 0.5, 1], toY), "M0 10L1 5L2 0");
  assert.equal(bandPath(starts, [0.5, 0.5, 0.5], [0.1, 0.1, 0.1], 2, toY), "M0 3L1 3L2 3L2 7L1 7L0 7Z");
  assert.equal(curvePath(starts, [0, 1e9, 1], toY), "M0 10L1 -3000L2 0", "what is far out of sight is cut off");
});
