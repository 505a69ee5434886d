/** The coach: a card that takes newcomers through the chart in a few steps, and the ring round what it speaks of. */

import WORDS from "./coach.json" with { type: "json" };
import { focusedIn, htmlNode, setAttributes, setText, svgNode } from "../shared/dom.js";
import { keepWords, readKept } from "../shared/store.js";
import { currentStep, goOn, isNewcomer, makeCourse, noteSteps, stepsTaken } from "./course.js";

/** @import { Actions, Handle, Scene, State } from "./types.d.ts" */
/** @import { Course, Step } from "./course.js" */
/** @import { Plot } from "./draw.js" */
/** @import { Toolbar } from "./toolbar.js" */
/** @typedef {ReturnType<typeof makeCoach>} Coach */

const COACH_ENTRY = "ntk-coach";
const PRAISE_MS = 2400;
// The chart may leave the page and come back, with another scene; the course goes on where it was.
/** @type {{ course: Course | null, seen: boolean }} */
const coaching = { course: null, seen: false };

/**
 * The card, or the button that brings it back, in `parent`; it lights up parts of plot and toolbar.
 *
 * @param {Element} parent
 * @param {State} state
 * @param {Actions} actions
 * @param {Plot} plot
 * @param {Toolbar} toolbar
 */
export function makeCoach(parent, state, actions, plot, toolbar) {
  const slot = htmlNode("div", { class: "coach-slot", hidden: "" }, parent);
  const card = htmlNode("section", { class: "coach", role: "region", "data-testid": "coach", hidden: "" }, slot);
  setAttributes(card, { "aria-label": WORDS.label });
  const title = htmlNode("h2", {}, card);
  const body = htmlNode("div", { class: "coach-words" }, card);
  const text = htmlNode("p", { "aria-live": "polite" }, body);
  const room = htmlNode("div", { "aria-hidden": "true" }, body);
  const buttons = htmlNode("div", { class: "coach-buttons" }, card);
  const skip = htmlNode("button", { type: "button", text: WORDS.skip }, buttons);
  const next = htmlNode("button", { type: "button", class: "main", text: WORDS.next }, buttons);
  const again = htmlNode("button", { type: "button", class: "again", text: WORDS.again, hidden: "" }, slot);
  const ring = svgNode("g", { class: "beacon", "aria-hidden": "true", "data-testid": "beacon" }, plot.svg);
  svgNode("circle", { r: 19 }, ring);
  const nodes = { slot, card, title, text, room, skip, next, again, ring };
  const coach = { state, actions, plot, toolbar, ...nodes, timer: 0, met: false };
  skip.addEventListener("click", () => leaveCourse(coach));
  next.addEventListener("click", () => pressNext(coach));
  again.addEventListener("click", () => startCourse(coach));
  return coach;
}

/** Draws what the course is at, and returns the step; the first call decides whether this is a newcomer. @param {Coach} coach */
export function drawCoach(coach) {
  const { session, motion } = coach.state;
  if (!coach.met) meet(coach, session.answer.first_scene);
  if (coach.slot.hidden) return null;
  const { course } = coaching;
  setAttributes(coach.card, { hidden: course ? null : "" });
  setAttributes(coach.again, { hidden: course ? "" : null });
  coach.slot.classList.toggle("idle", !course);
  if (course && motion.playing) note(coach, [playing(coach)]);
  const step = course && !course.praised ? currentStep(course) : null;
  if (course) drawCard(coach, course);
  lightUp(coach, step);
  return step;
}

/** @param {Coach} coach @param {boolean} isFirst */
function meet(coach, isFirst) {
  coach.met = true;
  const visit = { search: location.search, seen: readSeen() };
  setAttributes(coach.slot, { hidden: isNewcomer({ ...visit, isFirst: true, seen: false }) ? null : "" });
  if (isNewcomer({ ...visit, isFirst })) coaching.course ??= newCourse(coach);
}

/** @param {Coach} coach */
function newCourse(coach) {
  return makeCourse(coach.state.session.scene, playing(coach));
}

/** @param {Coach} coach */
function startCourse(coach) {
  coaching.course = newCourse(coach);
  coach.actions.show();
  coach.next.focus({ preventScroll: true });
  coach.card.scrollIntoView({ block: "nearest" });
}

/** Which of the play buttons there is: training can be played for trained networks only. @param {Coach} coach */
function playing({ state }) {
  return state.session.answer.prior === "ensemble" ? "train" : "samples";
}

/** Notes an edit; true if it completes the step. @param {Coach} coach @param {Scene} before @param {Scene} after */
export function noteEdit(coach, before, after) {
  return note(coach, stepsTaken(before, after));
}

/**
 * Notes what the person has done; true if it completes the step, which then stands a moment longer with a word of praise.
 *
 * @param {Coach} coach
 * @param {Step[]} taken
 */
function note(coach, taken) {
  if (!coaching.course || !noteSteps(coaching.course, taken)) return false;
  clearTimeout(coach.timer);
  coach.timer = setTimeout(() => advance(coach), PRAISE_MS);
  return true;
}

/** @param {Coach} coach */
function advance(coach) {
  if (takeNextStep(coach)) coach.actions.show();
}

/** Whether there was a course to go on with. @param {Coach} coach */
function takeNextStep(coach) {
  clearTimeout(coach.timer);
  const { course } = coaching;
  if (!course) return false;
  goOn(course, coach.state.session.scene);
  if (!currentStep(course)) writeSeen();
  return true;
}

/** Ends with its chart. The course outlives it, so a step that is being praised is taken now. @param {Coach} coach */
export function endCoach(coach) {
  clearTimeout(coach.timer);
  if (coaching.course?.praised) takeNextStep(coach);
}

/** @param {Coach} coach */
function pressNext(coach) {
  if (coaching.course && currentStep(coaching.course)) advance(coach);
  else leaveCourse(coach);
}

/** The card goes; a keyboard focus on it moves to the button that brings it back. @param {Coach} coach */
function leaveCourse(coach) {
  clearTimeout(coach.timer);
  writeSeen();
  const focused = focusedIn(coach.card);
  coaching.course = null;
  coach.actions.show();
  if (coach.card.contains(focused)) coach.again.focus({ preventScroll: true });
}

/** @param {Coach} coach @param {Course} course */
function drawCard(coach, course) {
  const { title, text, skip, next, room, state } = coach;
  const step = currentStep(course);
  const button = step === "train" || step === "samples" ? playButton(coach).innerText.trim() : "";
  const name = state.session.scene.candidates[0]?.name ?? "";
  /** @type {Record<string, string | number>} */
  const values = { number: course.at + 1, count: course.steps.length, name, button };
  /** @param {string} template */
  const fill = (template) => template.replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
  /** @type {ReturnType<typeof wordsOf>} */
  const goodbye = { ask: WORDS.goodbye, done: "" };
  setText(title, step ? fill(WORDS.title) : WORDS.end);
  const { ask, done, ...ways } = step ? wordsOf(step) : goodbye;
  const input = state.lastInput ?? (matchMedia("(pointer: coarse)").matches ? "touch" : "mouse");
  setText(text, fill(course.praised ? `✓ ${done}` : (ways[input] ?? ask)));
  setAttributes(text, { class: course.praised ? "praise" : null });
  setText(skip, WORDS.skip).hidden = !step;
  setText(next, step ? WORDS.next : WORDS.close);
  if (room.childElementCount) return;
  // The card is as tall as its longest text needs, so that nothing below it moves from step to step.
  const texts = course.steps.map(wordsOf).flatMap((words) => [words.ask, words.done]);
  [...texts, WORDS.goodbye].forEach((words) => htmlNode("p", { text: words }, room));
}

/** What is asked for, the praise, and other ways to ask by what the person uses. @param {Step} step */
function wordsOf(step) {
  return /** @type {{ ask: string, done: string } & Record<string, string>} */ (WORDS.steps[step]);
}

/** @param {Coach} coach */
function playButton({ toolbar: { train, turn } }) {
  return train.button.hidden ? turn.button : train.button;
}

/** The ring stands round a point or a diamond; the band and the button shine by themselves. @param {Coach} coach @param {Step | null} step */
function lightUp(coach, step) {
  const { plot, toolbar, ring } = coach;
  const handle = ringed(coach.state.handles, step);
  setAttributes(ring, { class: handle ? "beacon lit" : "beacon", "data-for": handle?.key ?? null });
  if (handle) setAttributes(ring, { transform: `translate(${handle.px} ${handle.py})` });
  ring.classList.toggle("held", coach.state.dragKey !== null);
  for (const band of plot.bands) band.classList.toggle("lit", step === "band");
  for (const { button } of [toolbar.turn, toolbar.train]) {
    button.classList.toggle("lit", (step === "train" || step === "samples") && button === playButton(coach));
  }
}

/** The handle that a step is about: the middle point, or the first diamond. @param {Handle[]} handles @param {Step | null} step */
function ringed(handles, step) {
  const points = handles.filter((handle) => handle.kind === "point").sort((a, b) => a.x - b.x);
  if (step === "point") return points[points.length >> 1] ?? null;
  return step === "candidate" ? (handles.find((handle) => handle.kind === "candidate") ?? null) : null;
}

function readSeen() {
  return coaching.seen || readKept(COACH_ENTRY) !== "";
}

function writeSeen() {
  coaching.seen = true;
  keepWords(COACH_ENTRY, "seen");
}
