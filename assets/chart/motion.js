/** What moves by itself: curves that ease into a new architecture, samples on their great circle, training time. */

const TWEEN_MS = 180;
const ROUND_MS = 14_000; // one turn of the great circle
const TRAINING_MS = 9_000; // from t = 0 to ∞
const STEP_MS = 800; // between the still pictures of those who ask for less motion; no frame ever counts for more
const NEVER_BEFORE = 0.03; // the played times run from this share of 1/λ₁ …
const DONE_AFTER = 6; // … to this many 1/λₙ, in at most
const MOST_DECADES = 7;

/** @import { Curve, Curves, Motion, State } from "./types.d.ts" */
/** @typedef {{ angle: number, time: number | null, share: number, playing: "samples" | "time" | null }} Played */
/** @typedef {{ since: number, request: number, easeRequest: number }} Frames */
/** @typedef {Played & Frames & { easing: { before: Curves, start: number } | null }} AllMotion */

/** At rest: samples at angle 0, no time of its own, nothing easing. @returns {AllMotion} */
export function makeMotion() {
  return { angle: 0, time: null, share: 0, playing: null, since: 0, request: 0, easing: null, easeRequest: 0 };
}

function prefersStill() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/**
 * Starts playing `what`, or stops it; `show` draws the present state.
 *
 * @param {State} state
 * @param {() => void} show
 * @param {"samples" | "time"} what
 */
export function togglePlay(state, show, what) {
  const { motion } = state;
  const stop = motion.playing === what;
  endPlay(motion);
  if (!stop) {
    motion.playing = what;
    motion.since = performance.now();
    motion.request = requestAnimationFrame((now) => play(state, now, show));
  }
  show();
}

/** Samples stay where they are; the training time is again that of the scene. @param {Motion} motion */
export function endPlay(motion) {
  cancelAnimationFrame(motion.request);
  motion.playing = null;
  motion.time = null;
}

/** Nothing moves any more: the chart has left the page. @param {Motion} motion */
export function endMotion(motion) {
  endPlay(motion);
  endEasing(motion);
}

/** Curves are where they go. @param {Motion} motion */
export function endEasing(motion) {
  cancelAnimationFrame(motion.easeRequest);
  motion.easing = null;
}

/** @param {State} state @param {number} now @param {() => void} show */
function play(state, now, show) {
  const { motion } = state;
  const passed = Math.min(STEP_MS, now - motion.since);
  if (passed === STEP_MS || !prefersStill()) {
    motion.since = now;
    if (motion.playing === "samples") motion.angle = (motion.angle + (2 * Math.PI * passed) / ROUND_MS) % (2 * Math.PI);
    else advanceTime(state, passed);
    show();
  }
  if (motion.playing) motion.request = requestAnimationFrame((next) => play(state, next, show));
}

/**
 * t runs on a log scale over the times in which the slowest and the fastest mode are learned, then to ∞.
 *
 * @param {State} state
 * @param {number} passed
 */
function advanceTime({ motion, session }, passed) {
  const values = session.spectrum.values.filter((value) => value > 0);
  if (values.length === 0) {
    endPlay(motion);
    return;
  }
  const first = Math.log10(NEVER_BEFORE / values[0]);
  const last = Math.min(first + MOST_DECADES, Math.log10(DONE_AFTER / values[values.length - 1]));
  const share = motion.time === null ? 0 : motion.share + passed / TRAINING_MS;
  motion.share = share;
  if (share > 1) endPlay(motion);
  else motion.time = share === 0 ? 0 : 10 ** (first + share * (last - first));
}

/**
 * From now on, and for TWEEN_MS, curves on their way from `before` to whatever the model says.
 *
 * @param {Motion} motion
 * @param {Curves} before
 * @param {() => void} show
 */
export function easeFrom(motion, before, show) {
  if (prefersStill()) return;
  motion.easing = { before, start: performance.now() };
  cancelAnimationFrame(motion.easeRequest);
  const step = () => {
    if (!motion.easing) return;
    show();
    motion.easeRequest = requestAnimationFrame(step);
  };
  motion.easeRequest = requestAnimationFrame(step);
}

/** `curves`, or what lies between the curves before and these. @param {Motion} motion @param {Curves} curves @returns {Curves} */
export function eased(motion, curves) {
  if (!motion.easing) return curves;
  const share = (performance.now() - motion.easing.start) / TWEEN_MS;
  if (share >= 1) {
    motion.easing = null;
    return curves;
  }
  const weight = 1 - (1 - share) ** 3;
  const { before } = motion.easing;
  /** @param {Curve} from @param {Curve} to */
  const blend = (from, to) => Float64Array.from(to, (value, i) => from[i] + weight * (value - from[i]));
  return {
    mean: blend(before.mean, curves.mean),
    std: blend(before.std, curves.std),
    slice: curves.slice,
    doubt: curves.doubt,
    samples: curves.samples.map((sample, s) => blend(before.samples[s], sample)),
  };
}
