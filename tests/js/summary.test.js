/** The picture in words, for those who cannot see it. */
import assert from "node:assert/strict";
import test from "node:test";

import { summary } from "../../assets/chart/summary.js";

const units = { x: { scale: 1, centre: 0, name: "" }, y: { scale: 1, centre: 0, name: "" } };
const group = (x, names, ranked = true) => ({ x, rows: names.map((name) => ({ name })), ranked });
const words = (points, groups, axes = units) =>
  summary({ scene: { points }, answer: { units: axes, groups, health: { level: "good" } } });

test("nothing yet, one point, several points", () => {
  assert.equal(words([], []), "0 training points; numerical health is good");
  assert.equal(words([[0, 1]], []), "1 training point; numerical health is good");
});

test("only a ranked comparison has a most plausible label; inputs are in the units of the data", () => {
  const points = [
    [0, 1],
    [1, 0],
  ];
  const groups = [group([0.5], ["B", "A"]), group([0.2], ["C"]), group([-1, 0], ["D", "E"], false)];
  assert.equal(words(points, groups), "2 training points; at x 0.5, B is the most plausible; numerical health is good");
  const years = { ...units, x: { scale: 0.1, centre: 2000, name: "year" } };
  assert.match(words(points, [group([0.5, 1], ["B", "A"])], years), /at x 2005, 2010, B is/);
});
