/** Sliders: which value a position or a key means, and how values are written and typed. */
import assert from "node:assert/strict";
import test from "node:test";

import { exactText, rangeOf, spokenOf, textOf, typedValue, valueAfter, valueAt } from "../../assets/controls/values.js";

const WEIGHT = { low: 0.1, high: 3, step: 0.01, decimals: 2, stops: null, axis: null, length: false, whole: false };
const LAYERS = { ...WEIGHT, low: 1, high: 32, step: 1, decimals: 0, whole: true };
const GUESS = { ...WEIGHT, low: -2, high: 5, step: 0.1, decimals: 1 };
const stop = (value, text, spoken = text) => ({ value, text, spoken });
const TIME = {
  ...WEIGHT,
  low: 0,
  high: null,
  step: 0,
  stops: [stop(0, "0"), stop(0.01, "0.01"), stop(1, "1"), stop(null, "∞", "for ever")],
};
const FEET = { scale: 0.025, centre: 40, name: "dist (ft)" };

test("a key makes one step, a page a tenth of the range, and none leads beyond the ends", () => {
  const after = (slider, value) => (key) => valueAfter(slider, value, key);
  assert.deepEqual(["ArrowRight", "ArrowUp"].map(after(WEIGHT, 1.4)), [1.41, 1.41]);
  assert.deepEqual(["ArrowLeft", "ArrowDown"].map(after(WEIGHT, 1.41)), [1.4, 1.4]);
  assert.deepEqual(["PageUp", "PageDown", "Home", "End"].map(after(WEIGHT, 1)), [1.29, 0.71, 0.1, 3]);
  assert.deepEqual(["ArrowLeft", "PageDown", "PageUp"].map(after(LAYERS, 2)), [1, 1, 5]);
  assert.deepEqual(["ArrowRight", "PageUp"].map(after(LAYERS, 32)), [32, 32]);
  assert.equal(valueAfter(GUESS, 0.1, "ArrowLeft"), 0);
  assert.equal(Object.is(valueAfter(GUESS, 0.1, "ArrowLeft"), -0), false);
  assert.equal(valueAfter(WEIGHT, 1, "a"), undefined);
});

test("every step is reached from the one before, without dust", () => {
  let value = 0.1;
  for (let k = 1; k <= 290; k += 1) {
    value = valueAfter(WEIGHT, value, "ArrowRight");
    assert.equal(value, Number((0.1 + k / 100).toFixed(2)));
  }
});

test("a value between the steps is shown as it is, and a key leads to the nearest step", () => {
  assert.deepEqual(rangeOf(WEIGHT, 2.305), { min: 0.1, max: 3, step: "any", at: 2.305 });
  assert.equal(rangeOf(WEIGHT, 2.3).step, 0.01);
  assert.equal(textOf(WEIGHT, 2.305), "2.305");
  assert.equal(textOf(WEIGHT, Math.SQRT2), "1.414214");
  assert.equal(exactText(WEIGHT, Math.SQRT2), "1.4142135623730951");
  assert.deepEqual([valueAfter(WEIGHT, 2.305, "ArrowRight"), valueAfter(WEIGHT, 2.305, "ArrowLeft")], [2.31, 2.3]);
  assert.equal(valueAt(WEIGHT, 2.305, 1.2345), 1.23);
});

test("a slider with stops walks over them, and over a value between them until it is left", () => {
  assert.deepEqual(rangeOf(TIME, null), { min: 0, max: 3, step: 1, at: 3 });
  assert.deepEqual([textOf(TIME, null), spokenOf(TIME, null)], ["∞", "for ever"]);
  assert.deepEqual(rangeOf(TIME, 0.5), { min: 0, max: 4, step: 1, at: 2 });
  assert.deepEqual([textOf(TIME, 0.5), valueAt(TIME, 0.5, 2)], ["0.5", 0.5]);
  assert.deepEqual([valueAfter(TIME, 0.5, "ArrowRight"), valueAfter(TIME, 0.5, "ArrowLeft")], [1, 0.01]);
  assert.equal(rangeOf(TIME, 1e9).at, 3);
  assert.equal(valueAfter(TIME, 1e9, "End"), null);
  assert.equal(valueAfter(TIME, 1, "PageUp"), null);
});

test("numbers are written with the digits of a step and a real minus sign", () => {
  assert.deepEqual([textOf(WEIGHT, 1.4), textOf(LAYERS, 7), textOf(GUESS, -1.5)], ["1.40", "7", "−1.5"]);
  assert.equal(textOf({ ...WEIGHT, low: 0, step: 0.001, decimals: 3 }, 0.003), "0.003");
  assert.equal(textOf({ ...WEIGHT, low: 0, step: 0.001, decimals: 3 }, 0), "0");
  assert.equal(textOf({ ...WEIGHT, low: -1, step: 0.01, decimals: 2 }, 0), "0.00");
});

test("values are shown and typed in the person's units", () => {
  const noise = { ...WEIGHT, low: 0, high: 1, step: 0.001, decimals: 3, axis: FEET, length: true };
  const input = { ...WEIGHT, low: -1.5, high: 1.5, axis: FEET };
  assert.deepEqual([textOf(noise, 0.25), exactText(noise, 0.25), typedValue(noise, "10")], ["10", "10", 0.25]);
  assert.deepEqual([textOf(input, 0.5), exactText(input, 0.5), typedValue(input, "60")], ["60", "60", 0.5]);
  assert.equal(typedValue(input, "−20"), -1.5);
  assert.equal(typedValue(input, "-21"), undefined);
});

test("what is typed is read as people write it, or refused", () => {
  assert.deepEqual(
    ["1.41421356", " 2,5 ", "1e-1", "+3"].map((text) => typedValue(WEIGHT, text)),
    [1.41421356, 2.5, 0.1, 3],
  );
  for (const text of ["", "abc", "0.09", "3.01", "1.2.3", "1,000.5,", "∞", "NaN"]) {
    assert.equal(typedValue(WEIGHT, text), undefined, text);
  }
  assert.deepEqual([typedValue(LAYERS, "7"), typedValue(LAYERS, "7.5")], [7, undefined]);
  assert.deepEqual(
    ["∞", "inf", "for ever", "12.5"].map((text) => typedValue(TIME, text)),
    [null, null, null, 12.5],
  );
  assert.equal(typedValue(TIME, "-1"), undefined);
});

test("what is shown for typing means the same value", () => {
  for (const value of [0.1, 0.123456789012, 2.305, Math.SQRT2, 3]) {
    assert.equal(typedValue(WEIGHT, exactText(WEIGHT, value)), value);
  }
});
