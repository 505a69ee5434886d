import assert from "node:assert/strict";
import { test } from "node:test";

import { halved } from "../../assets/controls/table.js";

/** Numbers that look random and are the same each time. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

test("a random half has as many 1 as 0, and every cell is as often in it", () => {
  const random = generator(1);
  const counts = new Array(16).fill(0);
  for (let i = 0; i < 2000; i += 1) {
    const half = halved(16, random);
    assert.equal(half.replaceAll("0", "").length, 8);
    [...half].forEach((cell, at) => (counts[at] += Number(cell)));
  }
  for (const count of counts) assert.ok(Math.abs(count - 1000) < 5 * Math.sqrt(2000 / 4), `${count}`);
});
