/** The solid's turns and outlines: rotations stay rotations, areas on a sphere and a cube, the face in the middle. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { START, exit, facing, rotated, turned, viewsOf } from "../../assets/solid/turning.js";

const SIDES = [-1, 1];
const faces = [0, 1, 2].flatMap((axis) =>
  SIDES.map((side) => ({
    gate: `${axis}${side}`,
    corners: [[-1, -1], [1, -1], [1, 1], [-1, 1]].map((pair) => pair.toSpliced(axis, 0, side)), // prettier-ignore
  })),
);
const cube = { faces, curved: false };
const sphere = { faces, curved: true };
const IDENTITY = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]; // prettier-ignore

/** @param {number} number @param {number} expected @param {number} within */
function near(number, expected, within = 1e-12) {
  assert.ok(Math.abs(number - expected) <= within, `${number} is not ${expected}`);
}

test("ten thousand turns leave three orthogonal axes of length 1", () => {
  let rotation = START;
  for (let i = 0; i < 10_000; i += 1) rotation = turned(rotation, Math.sin(i), 0.3 * Math.cos(i));
  for (let i = 0; i < 3; i += 1) {
    for (let j = 0; j < 3; j += 1) {
      near(rotation[i].reduce((sum, x, k) => sum + x * rotation[j][k], 0), i === j ? 1 : 0); // prettier-ignore
    }
  }
});

test("a turn to the right moves what is in front to the right, a turn down moves it down", () => {
  const front = [0, 0, 1];
  assert.ok(rotated(turned(IDENTITY, 0.1, 0), front)[0] > 0);
  assert.ok(rotated(turned(IDENTITY, 0, 0.1), front)[1] < 0);
  near(rotated(turned(turned(IDENTITY, 0.7, 0), -0.7, 0), front)[2], 1);
});

test("a cube seen from anywhere covers the area of its shadow", () => {
  for (const [right, down] of [
    [0, 0],
    [0.4, 0.1],
    [1.2, -0.7],
    [2, 3],
  ]) {
    // prettier-ignore
    const rotation = turned(START, right, down);
    const shadow = 4 * rotation[2].reduce((sum, x) => sum + Math.abs(x), 0);
    const views = viewsOf(cube, rotation);
    near(views.reduce((sum, { area }) => sum + area, 0), shadow, 1e-9); // prettier-ignore
    assert.ok(views.filter(({ outline }) => outline.length).length <= 3);
  }
});

test("the front of a sphere is a disc", () => {
  for (const turn of [0, 0.3, 1.1]) {
    const views = viewsOf(sphere, turned(START, turn, 0.5 * turn));
    near(views.reduce((sum, { area }) => sum + area, 0), Math.PI, 0.02); // prettier-ignore
    for (const { outline } of views) for (const [x, y] of outline) assert.ok(Math.hypot(x, y) < 1 + 1e-9);
  }
});

test("the face in the middle of the picture is the one that the reader looks at", () => {
  for (const body of [cube, sphere]) {
    assert.equal(facing(viewsOf(body, IDENTITY)), "21");
    assert.equal(facing(viewsOf(body, turned(IDENTITY, Math.PI / 2, 0))), "0-1");
    assert.equal(facing(viewsOf(body, turned(IDENTITY, Math.PI, 0))), "2-1");
    assert.equal(facing(viewsOf(body, turned(IDENTITY, 0, Math.PI / 2))), "11");
  }
});

test("an axis leaves the cube at its face and the sphere at distance 1", () => {
  near(exit(cube, [0, 0, 1]), 1);
  near(exit(cube, [0.6, 0, 0.8]), 1.25);
  near(exit(sphere, [0.6, 0, 0.8]), 1);
});
