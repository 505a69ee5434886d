/** The coach's course, apart from how it looks: which steps there are, which are done, and which comes next. */

/** The steps that can be taken with `scene`: no point to drag or no diamond, no such step. */
export function makeCourse(scene, playing) {
  const steps = ["point", "band", "candidate", playing].filter((step) => isPossible(step, scene));
  return { steps, at: 0, done: new Set(), praised: false };
}

function isPossible(step, { points, candidates }) {
  if (step === "point" || step === "band") return points.length > 0;
  return step !== "candidate" || candidates.length > 0;
}

/** The present step, or null after the last one. */
export function currentStep({ steps, at }) {
  return steps[at] ?? null;
}

/** What a person has done from one scene to the next, by the steps that it completes. */
export function stepsTaken(before, after) {
  const taken = [];
  const same = before.points.length === after.points.length;
  const moved = after.points.filter((point, i) => same && point.some((value, k) => value !== before.points[i][k]));
  const acrossOrNew = !same || after.points.some(([x], i) => x !== before.points[i][0]);
  if (moved.length === 1) taken.push("point");
  if (acrossOrNew) taken.push("band");
  const labels = new Map(before.candidates.map(({ name, points }) => [name, points]));
  const asked = ({ name, points }) => labels.get(name)?.some(([, y], k) => points[k] && y !== points[k][1]);
  if (after.candidates.some(asked)) taken.push("candidate");
  return taken;
}

/** Notes what was done; true if this completes the present step. A later step that is done already is not asked for. */
export function noteSteps(course, taken) {
  const step = currentStep(course);
  // Whoever drags the first point has not yet been asked to watch the band.
  for (const each of taken) if (each !== "band" || each === step) course.done.add(each);
  const completed = !course.praised && step !== null && course.done.has(step);
  course.praised ||= completed;
  return completed;
}

/** On to the next step that is neither done nor impossible by now. */
export function goOn(course, scene) {
  course.praised = false;
  do course.at += 1;
  while (currentStep(course) && (course.done.has(currentStep(course)) || !isPossible(currentStep(course), scene)));
}

/** Whether a newcomer is shown around: on the app's own first scene, not in a frame, and once. */
export function isNewcomer({ isFirst, search, seen }) {
  const embedded = new URLSearchParams(search).getAll("embed").some((value) => value.toLowerCase() === "true");
  return isFirst && !embedded && !seen;
}
