/** Where a reader of the lessons in a file is, and what they have guessed: no browser is needed here. */

/** @import { Entry, LessonInFile, Position, Walk } from "./types.d.ts" */
/** @import { Shown } from "../guess/types.d.ts" */
/** @import { Law } from "./law.js" */
/** @typedef {Pick<typeof import("./law.js"), "answerOf" | "scoresOf" | "isRevealed">} Laws */

const [LESSON_KEY, STEP_KEY] = ["lesson", "step"]; // keys of the address

/** @param {LessonInFile[]} shelf @param {string} query @returns {Walk} */
export function openWalk(shelf, query) {
  return { shelf, tried: new Map(), ...positionIn(shelf, query) };
}

/** The lesson and step that an address names; no lesson where the list is shown. @param {LessonInFile[]} shelf @param {string} query @returns {Position} */
export function positionIn(shelf, query) {
  const given = new URLSearchParams(query);
  const lesson = shelf.find(({ name }) => name === given.get(LESSON_KEY)) ?? null;
  const wanted = Math.trunc(Number(given.get(STEP_KEY))) || 1;
  return { lesson, step: lesson ? Math.min(Math.max(wanted, 1), lesson.steps.length) : 1 };
}

/** Whether an address has a scene, and not only a step. @param {string} query */
export function namesScene(query) {
  return [...new URLSearchParams(query).keys()].some((key) => ![LESSON_KEY, STEP_KEY, "view"].includes(key));
}

/** The query string with the position. @param {string} query @param {Position} position */
export function withPosition(query, { lesson, step }) {
  return lesson ? `${query}&${LESSON_KEY}=${lesson.name}&${STEP_KEY}=${step}` : query;
}

/** The step that is shown; null in the list. @param {Position} position */
export function stepAt({ lesson, step }) {
  return lesson?.steps[step - 1] ?? null;
}

/** What is on screen when a reader comes to a step with `entry` before them. @param {Position} from @param {Position} to @param {Entry} entry @returns {Entry} */
export function entryAt(from, to, entry) {
  const step = stepAt(to);
  const follows = from.lesson === to.lesson && from.step === to.step - 1;
  return !step || (follows && step.keeps && !step.question) ? entry : step.entry;
}

/** @param {Position} position */
function keyOf({ lesson, step }) {
  return `${lesson?.name} ${step}`;
}

/** The guesses at the question of the step, in the order of the tries. @param {Walk} walk */
export function triesAt(walk) {
  return walk.tried.get(keyOf(walk)) ?? [];
}

/** @param {Walk} walk @param {number[][]} tries */
export function keepTries(walk, tries) {
  walk.tried.set(keyOf(walk), tries);
}

/** Whether nothing of the step is hidden any more. @param {Walk} walk @param {() => Law} law @param {Laws} laws */
export function isOpen(walk, law, laws) {
  const question = stepAt(walk)?.question;
  const tries = triesAt(walk);
  if (!question || !tries.length) return !question;
  return laws.isRevealed(question.asked.question, laws.scoresOf(law(), question.asked, question.truth, tries));
}

/** What the question shows, as asking._shown. @param {Walk} walk @param {() => Law} law @param {Laws} laws @returns {Shown | null} */
export function shownAt(walk, law, laws) {
  const question = stepAt(walk)?.question;
  if (!question) return null;
  const { asked, truth } = question;
  const tries = triesAt(walk);
  const scores = tries.length ? laws.scoresOf(law(), asked, truth, tries) : [];
  const revealed = laws.isRevealed(asked.question, scores);
  const told = scores.map((score) => (revealed ? score : { ...score, truth: [] }));
  return {
    asked,
    answered: revealed ? laws.answerOf(law(), asked, truth) : null,
    guess: tries.at(-1) ?? null,
    locked: revealed,
    first: told.length > 1 || (told.length && !revealed) ? told[0] : null,
    score: revealed ? (told.at(-1) ?? null) : null,
    hinted: tries.length > 0 && !revealed,
  };
}
