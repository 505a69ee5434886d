/** The curve as sound: pitch is the average, noise the spread, a click a data point. */
import assert from "node:assert/strict";
import test from "node:test";

import { sweepOf } from "../../assets/chart/sweep.js";

const limits = { x: [-1.5, 1.5], y: [-3, 3] };

test("three octaves from edge to edge, an octave up for a third of the window, and no further", () => {
  const { pitch, seconds } = sweepOf([-3, -1, 1, 3, 9, -9], [0, 0, 0, 0, 0, 0], [], limits, 1);
  assert.deepEqual([...pitch], [110, 220, 440, 880, 880, 110]);
  assert.equal(seconds, 4);
});

test("the wider the spread, the more noise and the less tone; without a spread there is no noise", () => {
  const { tone, hiss } = sweepOf([0, 0, 0, 0], [0, 0.75, 1.5, 6], [], limits, 0.5);
  assert.deepEqual([...tone], [0.5, 0.3125, 0.125, 0.125]);
  assert.deepEqual([...hiss], [0, 0.125, 0.25, 0.25]);
});

test("a click when a data point is passed, one for points at the same input", () => {
  const points = [
    [0.75, 1],
    [-1.5, 0],
    [0.75, 2],
  ];
  assert.deepEqual(sweepOf([0], [0], points, limits, 1).clicks, [0, 3]);
});

test("silence where there is no number, and at volume 0", () => {
  const { pitch, tone, hiss } = sweepOf([NaN, 0], [1, NaN], [], limits, 1);
  assert.deepEqual([...pitch, ...tone, ...hiss].filter(Number.isNaN), []);
  assert.deepEqual([tone[0], hiss[0]], [0, 0]);
  const silent = sweepOf([0], [1], [[0, 0]], limits, 0);
  assert.deepEqual([...silent.tone, ...silent.hiss], [0, 0]);
});
