/** Rows of blocks: what a skip goes round stays the same when others come and go, and a dragged row lands where it is. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { asRows, inserted, landing, lanesOf, moved, removed, roundOf, withValue } from "../../assets/blocks/order.js";

/** @typedef {import("../../assets/blocks/types.d.ts").Block} Block */

const [DENSE, RELU] = /** @type {Block[]} */ ([["dense", [1.4, 0.1]], ["activation", ["relu"]]]); // prettier-ignore
/** @param {number} round @returns {Block} */
const skip = (round) => ["skip", [String(round), 1, 1]];
/** @param {Block[]} blocks */
const rowsOf = (...blocks) => blocks.map((block, id) => ({ id, block }));
const RESIDUAL = rowsOf(DENSE, RELU, DENSE, skip(2), RELU, DENSE);

test("a skip goes round a block that is put between, and not round others", () => {
  const rounds = RESIDUAL.map((_, at) =>
    roundOf(inserted(RESIDUAL, at, { id: 9, block: RELU })[at <= 3 ? 4 : 3].block),
  );
  assert.deepEqual(rounds, [2, 2, 3, 3, 2, 2]);
});

test("a skip goes round one block less when one of them is removed, and round one at least", () => {
  const rounds = [0, 1, 2, 4, 5].map((at) => roundOf(removed(RESIDUAL, at)[at < 3 ? 2 : 3].block));
  assert.deepEqual(rounds, [2, 1, 1, 2, 2]);
  assert.equal(roundOf(removed(rowsOf(DENSE, skip(1)), 0)[0].block), 1);
});

test("what is put in and removed again leaves all as it was", () => {
  for (let at = 0; at <= RESIDUAL.length; at += 1) {
    assert.deepEqual(removed(inserted(RESIDUAL, at, { id: 9, block: RELU }), at), RESIDUAL);
  }
});

test("a row is moved, and stays at an end", () => {
  const order = (/** @type {number} */ from, /** @type {number} */ to) => moved(RESIDUAL, from, to).map(({ id }) => id);
  assert.deepEqual(order(1, 3), [0, 2, 3, 1, 4, 5]);
  assert.deepEqual(order(0, -1), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(order(4, 99), [0, 1, 2, 3, 5, 4]);
});

test("a value is set in its block alone", () => {
  assert.deepEqual(withValue(DENSE, 1, 0.5), ["dense", [1.4, 0.5]]);
  assert.deepEqual(DENSE, ["dense", [1.4, 0.1]]);
});

test("lanes start at the first block that a skip goes round and end at the skip", () => {
  assert.deepEqual(lanesOf(RESIDUAL.map(({ block }) => block)), [[""], ["start"], ["pass"], ["end"], [""], [""]]);
  assert.deepEqual(lanesOf([skip(3), DENSE]), [["end"], [""]]);
});

test("a dragged row lands between those whose middles it has passed", () => {
  const middles = [20, 60, 100, 140];
  assert.deepEqual([-200, -41, -39, 0, 39, 41, 300].map((by) => landing(middles, 1, by)), [0, 0, 1, 1, 1, 2, 3]); // prettier-ignore
});

test("rows keep their numbers while the sorts of blocks stay", () => {
  let count = 10;
  const next = () => (count += 1);
  const changed = asRows(RESIDUAL, [withValue(DENSE, 0, 2), RELU, DENSE, skip(1), RELU, DENSE], next);
  assert.deepEqual(changed.map(({ id }) => id), [0, 1, 2, 3, 4, 5]); // prettier-ignore
  assert.deepEqual(asRows(RESIDUAL, [DENSE, RELU], next).map(({ id }) => id), [11, 12]); // prettier-ignore
});
