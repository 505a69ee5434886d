/** The symmetric eigensolver against what an eigendecomposition is: A v = λ v, orthonormal v, descending λ. */
import assert from "node:assert/strict";
import test from "node:test";

import { symmetricEigen } from "../../assets/shared/eigen.js";
import { leadingEigen } from "../../assets/shared/leading.js";

const CASES = {
  none: [],
  one: [[3]],
  diagonal: [
    [1, 0, 0],
    [0, 5, 0],
    [0, 0, -2],
  ],
  "all equal": Array.from({ length: 6 }, () => Array(6).fill(2)),
  "min(i, j)": Array.from({ length: 40 }, (_, i) => Array.from({ length: 40 }, (_, j) => Math.min(i, j) + 1)),
  nothing: Array.from({ length: 7 }, () => Array(7).fill(0)),
  unit: Array.from({ length: 7 }, (_, i) => Array.from({ length: 7 }, (_, j) => Number(i === j))),
  "two equal blocks": Array.from({ length: 8 }, (_, i) => {
    return Array.from({ length: 8 }, (_, j) => (i >> 2 === j >> 2 ? 1e-64 * (4 - Math.abs(i - j)) : 0));
  }),
  "of many sizes": Array.from({ length: 12 }, (_, i) => Array.from({ length: 12 }, (_, j) => 10 ** -(i + j))),
};

for (const [name, matrix] of Object.entries(CASES)) {
  const n = matrix.length;
  const scale = Math.max(1e-300, ...matrix.flat().map(Math.abs)) * n;
  const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);

  const check = ({ values, rows }, count) => {
    const vector = (k) => [...rows.subarray(k * n, k * n + n)];
    for (let k = 0; k < count; k += 1) {
      const image = matrix.map((row) => dot(row, vector(k)));
      image.forEach((value, i) => assert.ok(Math.abs(value - values[k] * vector(k)[i]) < 1e-13 * scale));
      for (let l = 0; l <= k; l += 1) {
        assert.ok(Math.abs(dot(vector(k), vector(l)) - (k === l ? 1 : 0)) < 1e-12);
      }
      assert.ok(k === 0 || values[k] <= values[k - 1]);
    }
  };

  test(name, () => check(symmetricEigen(Float64Array.from(matrix.flat()), n), n));

  test(`${name}: all eigenvalues and the first five vectors`, () => {
    const leading = leadingEigen(Float64Array.from(matrix.flat()), n, Math.min(5, n));
    const { values } = symmetricEigen(Float64Array.from(matrix.flat()), n);
    check(leading, Math.min(5, n));
    assert.equal(leading.values.length, n);
    leading.values.forEach((value, k) => assert.ok(Math.abs(value - values[k]) < 1e-14 * scale));
  });
}

test("eigenvalues of min(i, j) are known: 1 / (4 sin²((k − ½)π / (2n + 1)))", () => {
  const { values } = symmetricEigen(Float64Array.from(CASES["min(i, j)"].flat()), 40);
  values.forEach((value, k) => {
    const exact = 1 / (4 * Math.sin(((k + 0.5) * Math.PI) / 81) ** 2);
    assert.ok(Math.abs(value - exact) < 1e-11 * values[0]);
  });
});

test("many copies of a few points: what rounding leaves of the rank is no number to divide by", () => {
  for (const [count, copies] of [
    [64, 7],
    [64, 2],
    [40, 1],
  ]) {
    // k(x, x′) = 1 + x x′ + min(x, x′)² at inputs that repeat; scaled up and down, as deep networks do.
    for (const scale of [1, 1e30, 1e-64]) {
      const x = Array.from({ length: count }, (_, i) => 0.1 + ((i * 5) % copies) / copies);
      const a = Float64Array.from({ length: count * count }, (_, at) => {
        const [p, q] = [x[Math.floor(at / count)], x[at % count]];
        return scale * (1 + p * q + Math.min(p, q) ** 2);
      });
      const trace = x.reduce((sum, each) => sum + scale * (1 + 2 * each * each), 0);
      const { values, rows } = symmetricEigen(a.slice(), count);
      assert.ok([...values, ...rows].every(Number.isFinite));
      const total = values.reduce((sum, value) => sum + value, 0);
      assert.ok(Math.abs(total - trace) < 1e-12 * trace);
      assert.ok(Math.abs(values[copies] ?? 0) < 1e-13 * values[0]);
    }
  }
});
