/** Truth tables as texts: cells, their corners and signs, keys, presets and other numbers of inputs. */
import assert from "node:assert/strict";
import test from "node:test";

import {
  cellAfter,
  cornerOf,
  drawn,
  flipped,
  inputsOf,
  layoutOf,
  namesOf,
  presetOf,
  resized,
  signsOf,
} from "../../assets/controls/table.js";

test("a click changes one output alone", () => {
  assert.equal(flipped("0110", 0), "1110");
  assert.equal(flipped("0110", 2), "0100");
  assert.equal(flipped(flipped("0110", 3), 3), "0110");
});

test("half of the inputs choose the column, the others the row", () => {
  assert.deepEqual(
    [4, 8, 16].map((length) => inputsOf("0".repeat(length))),
    [2, 3, 4],
  );
  assert.deepEqual(layoutOf(2), { across: [1], down: [2], columns: 2, rows: 2 });
  assert.deepEqual(layoutOf(3), { across: [1, 2], down: [3], columns: 4, rows: 2 });
  assert.deepEqual(layoutOf(4), { across: [1, 2], down: [3, 4], columns: 4, rows: 4 });
  assert.equal(namesOf([3, 4]), "x₃ x₄");
});

test("the first input changes fastest, and +1 comes before −1", () => {
  assert.deepEqual(
    [0, 1, 2, 3].map((at) => signsOf(at, 2)),
    ["+ +", "− +", "+ −", "− −"],
  );
  assert.equal(cornerOf(0, 3), "x₁ = +1, x₂ = +1, x₃ = +1");
  assert.equal(cornerOf(6, 3), "x₁ = +1, x₂ = −1, x₃ = −1");
});

test("a new input is ignored, and one that is left out stays at +1", () => {
  assert.equal(resized("1000", 3), "10001000");
  assert.equal(resized("1000", 4), "1000".repeat(4));
  assert.equal(resized("1010010101011010", 2), "1010");
  assert.equal(resized("0110", 2), "0110");
});

test("arrow keys stay within the table", () => {
  const after = (at) => (key) => cellAfter(key, at, 3);
  assert.deepEqual(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].map(after(0)), [0, 1, 0, 4]);
  assert.deepEqual(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].map(after(7)), [6, 7, 3, 7]);
  assert.deepEqual(["Home", "End", " ", "a"].map(after(5)), [0, 7, null, null]);
});

test("a table is recognised by its preset, and random ones have their length", () => {
  const presets = [
    { text: "AND", value: "1000" },
    { text: "XOR", value: "0110" },
  ];
  assert.equal(presetOf(presets, "0110"), 1);
  assert.equal(presetOf(presets, "0111"), -1);
  const sequence = [0.1, 0.9, 0.5, 0.49];
  assert.equal(
    drawn(4, () => sequence.shift() ?? 0),
    "1001",
  );
});
