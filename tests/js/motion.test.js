/** What moves by itself: training time runs from 0 to ∞ once, samples turn round and round, curves ease to where they go. */
import assert from "node:assert/strict";
import test from "node:test";

import { easeFrom, eased, endMotion, makeMotion, togglePlay } from "../../assets/chart/motion.js";

/** A page whose frames come when `frame` is called, `ms` later; `still` for those who ask for less motion. */
function makePage({ still = false } = {}) {
  const waiting = new Map();
  let now = 0;
  let last = 0;
  globalThis.performance = { now: () => now };
  globalThis.matchMedia = () => ({ matches: still });
  globalThis.requestAnimationFrame = (call) => {
    last += 1;
    waiting.set(last, call);
    return last;
  };
  globalThis.cancelAnimationFrame = (id) => waiting.delete(id);
  const frame = (ms) => {
    now += ms;
    const due = [...waiting.values()];
    waiting.clear();
    due.forEach((call) => call(now));
  };
  return { frame, waiting };
}

const state = (values = [2, 0.5, 0]) => ({ motion: makeMotion(), session: { spectrum: { values } } });

test("training runs from t = 0 over the times of its modes, then ends by itself", () => {
  const { frame, waiting } = makePage();
  const chart = state();
  const times = [];
  togglePlay(chart, () => times.push(chart.motion.time), "time");
  for (let i = 0; i < 400 && waiting.size; i += 1) frame(30);
  const [before, start, ...rest] = times;
  assert.deepEqual([before, start], [null, 0]);
  assert.ok(rest[0] > 0.03 / 2 && rest[0] < (1.1 * 0.03) / 2);
  const played = rest.filter((time) => time !== null);
  assert.ok(played.every((time, i) => i === 0 || time > played[i - 1]));
  assert.ok(Math.abs(played.at(-1) / (6 / 0.5) - 1) < 0.05);
  assert.deepEqual([chart.motion.playing, chart.motion.time, waiting.size], [null, null, 0]);
});

test("without a mode there is nothing to play", () => {
  const { frame, waiting } = makePage();
  const chart = state([0, 0]);
  togglePlay(chart, () => {}, "time");
  frame(30);
  assert.deepEqual([chart.motion.playing, waiting.size], [null, 0]);
});

test("samples go round within one turn and stay where they are stopped", () => {
  const { frame, waiting } = makePage();
  const chart = state();
  togglePlay(chart, () => {}, "samples");
  for (let i = 0; i < 600; i += 1) frame(30);
  const { angle } = chart.motion;
  assert.ok(Math.abs(angle - (2 * Math.PI * (600 * 30 - 14_000)) / 14_000) < 1e-9);
  togglePlay(chart, () => {}, "samples");
  assert.deepEqual([chart.motion.angle, chart.motion.playing, waiting.size], [angle, null, 0]);
});

test("those who ask for less motion get a still picture now and then", () => {
  const { frame } = makePage({ still: true });
  const chart = state();
  let drawn = 0;
  togglePlay(chart, () => (drawn += 1), "samples");
  for (let i = 0; i < 100; i += 1) frame(30);
  assert.equal(drawn, 1 + Math.floor(3000 / 810)); // 27 frames of 30 ms are the first to pass 800 ms
});

const curves = (value) => ({
  mean: [value],
  std: [value],
  slice: [value],
  doubt: null,
  samples: [[value], [value]],
});

test("curves ease from where they were to where they go, and the chart's end ends that", () => {
  const { frame, waiting } = makePage();
  const motion = makeMotion();
  easeFrom(motion, curves(0), () => {});
  const at = () => eased(motion, curves(1)).mean[0];
  assert.equal(at(), 0);
  frame(90);
  assert.ok(at() > 0.5 && at() < 1);
  assert.deepEqual(eased(motion, curves(1)).slice, [1]);
  frame(90);
  assert.equal(at(), 1);
  assert.equal(motion.easing, null);
  easeFrom(motion, curves(0), () => {});
  endMotion(motion);
  assert.deepEqual([waiting.size, motion.easing], [0, null]);
});
