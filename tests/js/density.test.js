/** Joint densities and samples against formulas written out for one training point. */
import assert from "node:assert/strict";
import test from "node:test";

import { applyGain, factorise, makeSamples, solveAt, withNoise } from "../../assets/shared/conditioning.js";
import { jointAt, logDensity } from "../../assets/shared/density.js";
import { wholeGrid } from "../../assets/shared/grid.js";

const SIZE = 301;
const x = (i) => (i - 150) / 100;
const make = (k) => Float64Array.from({ length: SIZE * SIZE }, (_, at) => k(x(Math.floor(at / SIZE)), x(at % SIZE)));
const nngpAt = (a, b) => 1 + a * b + Math.min(a + 1.5, b + 1.5);
const ntkAt = (a, b) => 2 + 3 * a * b + 0.5 * Math.min(a + 1.5, b + 1.5);
const prior = { nngp: make(nngpAt), ntk: make(ntkAt), size: SIZE, grid: wholeGrid() };
const [X, Y, NOISE] = [0.4, 1.2, 0.3];
const close = (a, b, tolerance = 1e-11) =>
  assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${a} ${b}`);

for (const [kind, time] of [
  ["nngp", Infinity],
  ["ntk", Infinity],
  ["ensemble", Infinity],
  ["ensemble", 0.7],
]) {
  test(`labels at one and at two inputs: ${kind}, t = ${time}`, () => {
    const f = kind === "ntk" ? ntkAt : nngpAt;
    const r = kind === "nngp" ? nngpAt : ntkAt;
    const shifted = r(X, X) + NOISE ** 2;
    const g = (kind === "ensemble" ? 1 - Math.exp(-shifted * time) : 1) / shifted;
    const gain = (a) => r(a, X) * g;
    const mean = (a) => gain(a) * Y;
    // Trained networks: f₀ + A (y − f₀(X)). A Gaussian process conditions on labels with noise.
    const covariance = (a, b) =>
      kind === "ensemble"
        ? f(a, b) - gain(a) * f(X, b) - gain(b) * f(X, a) + gain(a) * gain(b) * f(X, X)
        : f(a, b) - gain(a) * f(X, b);
    const solver = solveAt(factorise(prior, [X], kind, NOISE), time);
    const means = applyGain(solver, [Y]);
    const [a, b, ya, yb] = [-0.7, 0.9, 0.3, -0.4];
    close(means[80], mean(a));
    close(solver.std[80], Math.sqrt(covariance(a, a)));
    const [aa, bb, ab] = [covariance(a, a) + NOISE ** 2, covariance(b, b) + NOISE ** 2, covariance(a, b)];
    const [ra, rb] = [ya - mean(a), yb - mean(b)];
    const one = logDensity(jointAt(solver, [a]), means, [ya]);
    close(one.logP, -0.5 * (ra ** 2 / aa + Math.log(2 * Math.PI * aa)));
    const determinant = aa * bb - ab ** 2;
    const square = (bb * ra ** 2 - 2 * ab * ra * rb + aa * rb ** 2) / determinant;
    const joint = jointAt(solver, [a, b]);
    const two = logDensity(joint, means, [ya, yb]);
    close(two.logP, -0.5 * (square + Math.log(determinant) + 2 * Math.log(2 * Math.PI)));
    close(two.precision, (aa + bb) / determinant);
    close(two.solved[0], (bb * ra - ab * rb) / determinant);
    assert.deepEqual([joint.fixed, joint.free], [false, 2]);
    const base = Float64Array.from({ length: SIZE }, (_, i) => Math.sin(x(i)));
    const [sample] = makeSamples(solver, [Y], [base], [new Float64Array([0.8])]);
    const noise = kind === "ensemble" ? 0 : 0.8 * NOISE;
    close(sample[80], base[80] + gain(a) * (Y - Math.sin(X) - noise));
  });
}

test("without noise a label at a training point is fixed: it agrees or it is off", () => {
  const solver = solveAt(factorise(prior, [X], "ntk", 0), Infinity);
  const means = applyGain(solver, [Y]);
  const joint = jointAt(solver, [-0.7, X]);
  assert.deepEqual([joint.fixed, joint.free], [true, 1]);
  assert.ok(logDensity(joint, means, [0.3, Y]).off < 1e-9);
  close(logDensity(joint, means, [means[80], Y + 0.5]).off, 0.5, 1e-6);
});

test("another noise on the same modes is that noise from the start", () => {
  const factor = factorise(prior, [X, -1], "ensemble", 0);
  assert.deepEqual(withNoise(factor, NOISE).shifted, factorise(prior, [X, -1], "ensemble", NOISE).shifted);
});
