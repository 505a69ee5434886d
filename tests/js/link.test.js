/** Links and normals of a page in one file are those of Python; scripts/write_file_cases.py writes the cases. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { drawNormals, threefry } from "../../assets/file/generator.js";
import { decodeLink, encodeLink } from "../../assets/file/link.js";
import { exactNumber, numberOf, roundToEven, snapped, writeNumber } from "../../assets/file/numbers.js";
import { unpackNoise } from "../../assets/shared/noise.js";

const { rules, links, normals } = JSON.parse(readFileSync(new URL("file.json", import.meta.url), "utf8"));
const NEAR = 2 ** -23; // one unit in the last place of a float32, relative

test("a link means the scene that Python reads in it, and what is mended there is mended here", () => {
  assert.ok(links.length > 100);
  for (const { query, entry, mended } of links) {
    const read = decodeLink(query, rules);
    assert.deepEqual(read.entry, entry, query);
    assert.equal(read.mended, mended, query);
  }
});

test("a scene is written as Python writes it, and read back", () => {
  for (const { entry, link } of links) {
    assert.equal(encodeLink(entry, rules), link);
    assert.deepEqual(decodeLink(link, rules), { entry, mended: false });
  }
});

test("numbers are read and written as in Python", () => {
  assert.deepEqual(["1_0", " 2.5 ", "1e3", "-inf", ".5"].map(numberOf), [10, 2.5, 1000, -Infinity, 0.5]);
  assert.deepEqual(["", "nan", "0x1", "1__0", "_1", "1e", "."].map(numberOf), Array(7).fill(null));
  assert.deepEqual([1e-5, 1.5e-7, 0.0001, 1e16, 123456.5, Infinity].map(exactNumber), [
    "1e-05",
    "1.5e-07",
    "0.0001",
    "1e+16",
    "123456.5",
    "inf",
  ]);
  assert.deepEqual([1e22, 3, -0, 0.1].map(writeNumber), ["10000000000000000000000", "3", "0", "0.1"]);
  assert.deepEqual([0.5, 1.5, 2.5, -0.5, 2.4].map(roundToEven), [0, 2, 2, 0, 2]);
  assert.deepEqual([0.125, 0.375, -0.125, 0.005, -0.001].map(snapped), [0.12, 0.38, -0.12, 0.01, 0]);
});

test("Threefry-2x32 gives its published answers", () => {
  const hex = (words) => words.map((word) => word.toString(16));
  const ones = 0xffffffff;
  assert.deepEqual(hex(threefry([0, 0], 0, 0)), ["6b200159", "99ba4efe"]);
  assert.deepEqual(hex(threefry([ones, ones], ones, ones)), ["1cb996fc", "bb002be7"]);
  assert.deepEqual(hex(threefry([0x13198a2e, 0x03707344], 0x243f6a88, 0x85a308d3)), ["c4923a9c", "483df7a0"]);
});

test("the normals of any seed are JAX's, to the digits of a float32", () => {
  for (const { seed, every, values } of normals) {
    const bytes = drawNormals(seed);
    assert.equal(unpackNoise(bytes).seed, seed);
    const drawn = new Float32Array(bytes.buffer, 4).filter((_, i) => i % every === 0);
    assert.equal(drawn.length, values.length);
    values.forEach((value, i) =>
      assert.ok(Math.abs(drawn[i] - value) <= NEAR * Math.abs(value), `${seed} ${i} ${drawn[i]} ${value}`),
    );
  }
});
