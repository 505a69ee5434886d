/** From data to pixels and back, and what is within reach of a finger. */
import assert from "node:assert/strict";
import test from "node:test";

import {
  densitySide,
  gridIndex,
  insidePlot,
  isOffPlot,
  makeFrame,
  nearestHandle,
  snapTo,
  stripFrame,
} from "../../assets/chart/geometry.js";

const LIMITS = { x: [-1.5, 1.5], y: [-4, 4], points: 64, candidates: 26, candidate_inputs: 8, step: 0.01 };
const WINDOW = { scale: 1, centre: 0, name: "" };
const FRAME = makeFrame(800, 400, LIMITS, { x: WINDOW, y: WINDOW });

test("the window fills the frame, and pixels lead back", () => {
  const { left, right, top, bottom, toX, toY } = FRAME;
  assert.deepEqual([toX(-1.5), toX(1.5), toY(-4), toY(4)], [left, right, bottom, top]);
  for (const x of [-1.5, -0.37, 0, 1.2]) assert.ok(Math.abs(toX.invert(toX(x)) - x) < 1e-12);
  assert.equal(FRAME.starts.length, 301);
  assert.equal(stripFrame(FRAME).toX, toX);
});

test("snapping keeps to the grid and the limits, never −0", () => {
  assert.deepEqual(
    [0.1234, -9, 2, -0.001].map((value) => snapTo(value, [-1.5, 1.5])),
    [0.12, -1.5, 1.5, 0],
  );
  assert.deepEqual(
    [-1.5, 0, 1.5].map((x) => gridIndex(LIMITS, x)),
    [0, 150, 300],
  );
});

test("off the plot is clearly outside, not just on its rim", () => {
  const { left, right, top, bottom } = FRAME;
  assert.ok(insidePlot(FRAME, left, bottom) && !insidePlot(FRAME, left - 1, bottom));
  assert.ok(!isOffPlot(FRAME, right + 20, top) && isOffPlot(FRAME, right + 30, top));
  assert.deepEqual([densitySide(FRAME, left), densitySide(FRAME, right)], [1, -1]);
});

test("the nearest handle within reach, the later one of two at the same place", () => {
  const at = (key, px, py) => ({ key, px, py });
  const handles = [at("a", 100, 100), at("b", 110, 100), at("c", 110, 100)];
  assert.equal(nearestHandle(handles, 101, 100).key, "a");
  assert.equal(nearestHandle(handles, 109, 100).key, "c");
  assert.equal(nearestHandle(handles, 200, 100), null);
});

test("ticks of a narrow plot do not touch", () => {
  const narrow = makeFrame(150, 300, LIMITS, { x: WINDOW, y: WINDOW });
  assert.ok(narrow.ticks.x.ticks.length < FRAME.ticks.x.ticks.length);
});
