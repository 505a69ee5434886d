/** Numbers to words. */
import assert from "node:assert/strict";
import test from "node:test";

import {
  decodeFloats,
  figures,
  logWords,
  oddsWords,
  plainNumber,
  powerTick,
  shortNumber,
} from "../../assets/shared/format.js";

test("a real minus sign and no trailing zeros", () => {
  assert.deepEqual(
    [0.5, -0.8, -0.001, 2, 1.239].map((value) => plainNumber(value)),
    ["0.5", "−0.8", "0", "2", "1.24"],
  );
});

test("three figures, powers of ten outside", () => {
  const values = [0, 12.34, 0.00032, 0.0001, -45678, Infinity];
  assert.deepEqual(values.map(shortNumber), ["0", "12.3", "3.2·10⁻⁴", "10⁻⁴", "−4.6·10⁴", "∞"]);
  assert.deepEqual(
    [0, 0.012345, 1e-7, 123456].map((value) => figures(value, 2)),
    ["0", "0.012", "10⁻⁷", "1.2·10⁵"],
  );
  assert.deepEqual([-1, 0, 1, 2].map(powerTick), ["10⁻¹", "1", "10", "10²"]);
});

test("log p to its last certain digit", () => {
  assert.equal(logWords(-14.826, 0.01), "log p = −14.83");
  assert.equal(logWords(-14.826, 1), "log p = −15");
  assert.equal(logWords(-14826, 100), "log p = −1.48·10⁴");
  for (const [value, step] of [
    [null, 0.01],
    [-1, null],
    [-1, undefined],
    [Infinity, 0.01],
  ]) {
    assert.equal(logWords(value, step), "log p not determined");
  }
});

test("odds against the best", () => {
  assert.deepEqual([0, 0.01, Math.log10(3.24), 1.3, 7.2].map(oddsWords), [
    "most likely",
    "as likely",
    "3.2× less",
    "20× less",
    "10⁷× less",
  ]);
});

test("packed numbers", () => {
  const text = Buffer.from(new Float32Array([1, -2.5, NaN]).buffer).toString("base64");
  assert.deepEqual([...decodeFloats(text)], [1, -2.5, NaN]);
});
