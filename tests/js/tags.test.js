// Tags beside diamonds never cover each other and stay inside the plot.

import assert from "node:assert/strict";
import { test } from "node:test";

import { spread } from "../../assets/chart/tags.js";

const FRAME = { top: 10, bottom: 410 };

function apart(tops) {
  return tops.slice(1).every((top, i) => top - tops[i] >= 24 - 1e-9);
}

test("tags that have room stay where they are", () => assert.deepEqual(spread([50, 100, 300], FRAME), [50, 100, 300]));

test("tags of diamonds close together are pushed apart", () => {
  for (const tops of [
    [100, 101, 102],
    [380, 385, 388],
    [10, 10, 10],
    [-40, -39],
    [500, 501],
  ]) {
    const out = spread(tops, FRAME);
    assert.ok(apart(out), String(out));
    assert.ok(out[0] >= FRAME.top && out.at(-1) + 22 <= FRAME.bottom, String(out));
  }
});
