// Axes in the person's own units: round ticks inside the window, and numbers with the digits that the grid tells apart.

import assert from "node:assert/strict";
import test from "node:test";

import { densityShift, labelName, makeTicks, pointText, unitText } from "../../assets/shared/units.js";

const WINDOW = { scale: 1, centre: 0, name: "" };
const X = [-1.5, 1.5];
const texts = (axis, most = 6) => makeTicks(axis, X, most).ticks.map((tick) => tick.text);

test("the window keeps its own ticks", () => {
  assert.deepEqual(texts(WINDOW), ["−1.5", "−1", "−0.5", "0", "0.5", "1", "1.5"]);
  assert.deepEqual(
    makeTicks(WINDOW, X, 6).ticks.map((tick) => tick.at),
    [-1.5, -1, -0.5, 0, 0.5, 1, 1.5],
  );
  assert.equal(makeTicks(WINDOW, X, 6).title, "");
});

test("ticks are round values of the data, where they belong", () => {
  const axis = { scale: 0.1, centre: 14.5, name: "speed" };
  assert.deepEqual(texts(axis), ["0", "5", "10", "15", "20", "25"]);
  for (const { at, text } of makeTicks(axis, X, 6).ticks) assert.ok(Math.abs(14.5 + at / 0.1 - Number(text)) < 1e-9);
  assert.equal(makeTicks(axis, X, 6).title, "speed");
  assert.deepEqual(texts({ scale: 0.0273, centre: 1920.5, name: "year" }), ["1880", "1900", "1920", "1940", "1960"]);
});

test("tiny and huge values share a power of ten", () => {
  const tiny = makeTicks({ scale: 3e6, centre: 0, name: "U (V)" }, X, 6);
  assert.deepEqual(
    tiny.ticks.map((tick) => tick.text),
    ["−4", "−2", "0", "2", "4"],
  );
  assert.equal(tiny.title, "U (V) ×10⁻⁷");
  for (const scale of [1e-290, 1e-30, 1e-7, 1, 1e7, 1e30, 1e290]) {
    for (const centre of [0, 1 / scale, -40 / scale]) {
      const { ticks } = makeTicks({ scale, centre, name: "a" }, X, 6);
      assert.ok(ticks.length >= 2 && ticks.length <= 8, `${scale} ${centre}: ${ticks.length}`);
      assert.ok(
        ticks.every(({ at, text }) => Math.abs(at) <= 1.5 + 1e-6 && text.length <= 9),
        JSON.stringify(ticks),
      );
      assert.equal(new Set(ticks.map((tick) => tick.text)).size, ticks.length);
    }
  }
});

test("every place of the grid has its own number", () => {
  for (const scale of [1e-290, 0.1, 0.128, 0.04, 0.00027, 7e5, 3e12]) {
    const axis = { scale, centre: 3 / scale, name: "" };
    const all = Array.from({ length: 301 }, (_, i) => unitText(axis, (i - 150) / 100));
    assert.equal(new Set(all).size, 301, `${scale}`);
  }
  assert.equal(unitText({ scale: 0.1, centre: 14.5, name: "" }, -1.05), "4");
  assert.equal(unitText({ scale: 1000, centre: 0, name: "" }, 0.4), "0.0004");
  assert.equal(unitText({ scale: 1e9, centre: 0, name: "" }, 0.4), "4·10⁻¹⁰");
  assert.equal(unitText({ scale: 1e-9, centre: 0, name: "" }, -0.4), "−4·10⁸");
});

test("points and labels bear the names of the data", () => {
  const units = { x: { scale: 0.1, centre: 14.5, name: "speed" }, y: { scale: 0.04, centre: 61, name: "dist (ft)" } };
  assert.equal(pointText(units, -1.05, 0.04), "speed 4, dist (ft) 62");
  assert.equal(labelName(units), "dist");
  assert.equal(pointText({ x: WINDOW, y: WINDOW }, 0.5, -0.8), "x 0.5, y −0.8");
  assert.equal(labelName({ x: WINDOW, y: WINDOW }), "y");
  assert.ok(Math.abs(densityShift(units, 2) - 2 * Math.log(0.04)) < 1e-12);
});
