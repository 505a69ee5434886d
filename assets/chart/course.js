/** The coach's course, apart from how it looks: which steps there are, which are done, and which comes next. */

/** @import { Candidate, Scene } from "./types.d.ts" */
/** @typedef {"point" | "band" | "candidate" | "train" | "samples"} Step */
/** @typedef {ReturnType<typeof makeCourse>} Course */
/** @typedef {Pick<Scene, "points" | "candidates">} Edited */

/**
 * The steps that can be taken with `scene`: no point to drag or no diamond, no such step.
 *
 * @param {Edited} scene
 * @param {"train" | "samples"} playing
 */
export function makeCourse(scene, playing) {
  /** @type {Step[]} */
  const all = ["point", "band", "candidate", playing];
  /** @type {Set<Step>} */
  const done = new Set();
  return { steps: all.filter((step) => isPossible(step, scene)), at: 0, done, praised: false };
}

/** @param {Step} step @param {Edited} scene */
function isPossible(step, { points, candidates }) {
  if (step === "point" || step === "band") return points.length > 0;
  return step !== "candidate" || candidates.length > 0;
}

/** The present step, or null after the last one. @param {Course} course @returns {Step | null} */
export function currentStep({ steps, at }) {
  return steps[at] ?? null;
}

/** What a person has done from one scene to the next, by the steps that it completes. @param {Edited} before @param {Edited} after */
export function stepsTaken(before, after) {
  /** @type {Step[]} */
  const taken = [];
  const same = before.points.length === after.points.length;
  const moved = after.points.filter((point, i) => same && point.some((value, k) => value !== before.points[i][k]));
  const acrossOrNew = !same || after.points.some(([x], i) => x !== before.points[i][0]);
  if (moved.length === 1) taken.push("point");
  if (acrossOrNew) taken.push("band");
  const labels = new Map(before.candidates.map(({ name, points }) => [name, points]));
  /** @param {Candidate} candidate */
  const asked = ({ name, points }) => labels.get(name)?.some(([, y], k) => points[k] && y !== points[k][1]);
  if (after.candidates.some(asked)) taken.push("candidate");
  return taken;
}

/**
 * Notes what was done; true if this completes the present step. A later step that is done already is not asked for.
 *
 * @param {Course} course
 * @param {Step[]} taken
 */
export function noteSteps(course, taken) {
  const step = currentStep(course);
  // Whoever drags the first point has not yet been asked to watch the band.
  for (const each of taken) if (each !== "band" || each === step) course.done.add(each);
  const completed = !course.praised && step !== null && course.done.has(step);
  course.praised ||= completed;
  return completed;
}

/** On to the next step that is neither done nor impossible by now. @param {Course} course @param {Edited} scene */
export function goOn(course, scene) {
  course.praised = false;
  do course.at += 1;
  while (isSettled(course, currentStep(course), scene));
}

/** @param {Course} course @param {Step | null} step @param {Edited} scene */
function isSettled(course, step, scene) {
  return step !== null && (course.done.has(step) || !isPossible(step, scene));
}

/** Whether a newcomer is shown around: on the app's own first scene, not in a frame, and once. @param {{ isFirst: boolean, search: string, seen: boolean }} visit */
export function isNewcomer({ isFirst, search, seen }) {
  const embedded = new URLSearchParams(search).getAll("embed").some((value) => value.toLowerCase() === "true");
  return isFirst && !embedded && !seen;
}
