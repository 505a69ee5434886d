/** What moves by itself: curves that ease into a new architecture, samples on their great circle, training time. */

const TWEEN_MS = 180;
const ROUND_MS = 14_000; // one turn of the great circle
const TRAINING_MS = 9_000; // from t = 0 to ∞
const STEP_MS = 800; // between the still pictures of those who ask for less motion; no frame ever counts for more
const NEVER_BEFORE = 0.03; // the played times run from this share of 1/λ₁ …
const DONE_AFTER = 6; // … to this many 1/λₙ, in at most
const MOST_DECADES = 7;

/** At rest: samples at angle 0, no time of its own, nothing easing. */
export function makeMotion() {
  return { angle: 0, time: null, share: 0, playing: null, since: 0, request: 0, easing: null, easeRequest: 0 };
}

function prefersStill() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Starts playing `what` ("samples" or "time"), or stops it; `show` draws the present state. */
export function togglePlay(chart, what, show) {
  const { motion } = chart;
  const stop = motion.playing === what;
  endPlay(motion);
  if (!stop) {
    motion.playing = what;
    motion.since = performance.now();
    motion.request = requestAnimationFrame((now) => play(chart, now, show));
  }
  show();
}

/** Samples stay where they are; the training time is again that of the scene. */
export function endPlay(motion) {
  cancelAnimationFrame(motion.request);
  motion.playing = null;
  motion.time = null;
}

function play(chart, now, show) {
  const { motion } = chart;
  const passed = Math.min(STEP_MS, now - motion.since);
  if (passed === STEP_MS || !prefersStill()) {
    motion.since = now;
    if (motion.playing === "samples") motion.angle = (motion.angle + (2 * Math.PI * passed) / ROUND_MS) % (2 * Math.PI);
    else advanceTime(chart, passed);
    show();
  }
  if (motion.playing) motion.request = requestAnimationFrame((next) => play(chart, next, show));
}

/** t runs on a log scale over the times in which the slowest and the fastest mode are learned, then to ∞. */
function advanceTime({ motion, session }, passed) {
  const values = session.spectrum.values.filter((value) => value > 0);
  if (values.length === 0) {
    endPlay(motion);
    return;
  }
  const first = Math.log10(NEVER_BEFORE / values[0]);
  const last = Math.min(first + MOST_DECADES, Math.log10(DONE_AFTER / values.at(-1)));
  const share = motion.time === null ? 0 : motion.share + passed / TRAINING_MS;
  motion.share = share;
  if (share > 1) endPlay(motion);
  else motion.time = share === 0 ? 0 : 10 ** (first + share * (last - first));
}

/** From now on, and for TWEEN_MS, curves on their way from `before` to whatever the model says. */
export function easeFrom(chart, before, show) {
  if (!before || prefersStill()) return;
  chart.motion.easing = { before, start: performance.now() };
  cancelAnimationFrame(chart.motion.easeRequest);
  const step = () => {
    if (!chart.motion.easing) return;
    show();
    chart.motion.easeRequest = requestAnimationFrame(step);
  };
  chart.motion.easeRequest = requestAnimationFrame(step);
}

/** `curves`, or what lies between the curves before and these. */
export function eased(motion, curves) {
  if (!motion.easing) return curves;
  const share = (performance.now() - motion.easing.start) / TWEEN_MS;
  if (share >= 1) {
    motion.easing = null;
    return curves;
  }
  const weight = 1 - (1 - share) ** 3;
  const { before } = motion.easing;
  const blend = (from, to) => Float64Array.from(to, (value, i) => from[i] + weight * (value - from[i]));
  return {
    mean: blend(before.mean, curves.mean),
    std: blend(before.std, curves.std),
    slice: curves.slice,
    doubt: curves.doubt,
    samples: curves.samples.map((sample, s) => blend(before.samples[s], sample)),
  };
}
