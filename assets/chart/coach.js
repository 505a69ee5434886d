/** The coach: a card that takes newcomers through the chart in a few steps, and the ring round what it speaks of. */

import WORDS from "./coach.json" with { type: "json" };
import { currentStep, goOn, isNewcomer, makeCourse, noteSteps, stepsTaken } from "./course.js";
import { focusedIn, htmlNode, setAttributes, setText, svgNode } from "../shared/dom.js";
import { keepWords, readKept } from "../shared/store.js";

const COACH_ENTRY = "ntk-coach";
const PRAISE_MS = 2400;
// The chart may leave the page and come back, with another scene; the course goes on where it was.
const coaching = { course: null, seen: false };

/** The card, or the button that brings it back, in `parent`. */
export function makeCoach(parent, chart) {
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
  const ring = svgNode("g", { class: "beacon", "aria-hidden": "true", "data-testid": "beacon" }, chart.plot.svg);
  svgNode("circle", { r: 19 }, ring);
  const coach = { chart, slot, card, title, text, room, skip, next, again, ring, timer: 0, met: false };
  skip.addEventListener("click", () => leaveCourse(coach));
  next.addEventListener("click", () => pressNext(coach));
  again.addEventListener("click", () => startCourse(coach));
  chart.edited = (before, after) => note(coach, stepsTaken(before, after)) && chart.show();
  return coach;
}

/** Draws what the course is at; the first call decides whether this is a newcomer. */
export function drawCoach(coach) {
  const { session, motion, root } = coach.chart;
  if (!coach.met) meet(coach, session.answer.first_scene);
  if (coach.slot.hidden) return;
  const { course } = coaching;
  setAttributes(coach.card, { hidden: course ? null : "" });
  setAttributes(coach.again, { hidden: course ? "" : null });
  coach.slot.classList.toggle("idle", !course);
  if (course && motion.playing) note(coach, [playing(coach)]);
  const step = course && !course.praised ? currentStep(course) : null;
  if (course) drawCard(coach, course);
  lightUp(coach, step);
  setAttributes(root, { "data-coach": step });
}

function meet(coach, isFirst) {
  coach.met = true;
  const visit = { search: location.search, seen: readSeen() };
  setAttributes(coach.slot, { hidden: isNewcomer({ ...visit, isFirst: true, seen: false }) ? null : "" });
  if (isNewcomer({ ...visit, isFirst })) coaching.course ??= makeCourse(coach.chart.scene(), playing(coach));
}

function startCourse(coach) {
  coaching.course = makeCourse(coach.chart.scene(), playing(coach));
  coach.chart.show();
  coach.next.focus({ preventScroll: true });
  coach.card.scrollIntoView({ block: "nearest" });
}

/** Which of the play buttons there is: training can be played for trained networks only. */
function playing({ chart }) {
  return chart.session.answer.prior === "ensemble" ? "train" : "samples";
}

/** What the person has done; true if it completes the step, which then stands a moment longer with a word of praise. */
function note(coach, taken) {
  if (!coaching.course || !noteSteps(coaching.course, taken)) return false;
  clearTimeout(coach.timer);
  coach.timer = setTimeout(() => advance(coach), PRAISE_MS);
  return true;
}

function advance(coach) {
  clearTimeout(coach.timer);
  const { course } = coaching;
  if (!course) return;
  goOn(course, coach.chart.scene());
  if (!currentStep(course)) writeSeen();
  coach.chart.show();
}

function pressNext(coach) {
  if (currentStep(coaching.course)) advance(coach);
  else leaveCourse(coach);
}

/** The card goes; whoever stood on it with the keyboard stands on the button that brings it back. */
function leaveCourse(coach) {
  clearTimeout(coach.timer);
  writeSeen();
  const stood = focusedIn(coach.card);
  coaching.course = null;
  coach.chart.show();
  if (coach.card.contains(stood)) coach.again.focus({ preventScroll: true });
}

function drawCard(coach, course) {
  const { title, text, skip, next, room, chart } = coach;
  const step = currentStep(course);
  const values = { number: course.at + 1, count: course.steps.length, name: chart.scene().candidates[0]?.name ?? "" };
  values.button = step === "train" || step === "samples" ? playButton(chart).innerText.trim() : "";
  const fill = (words) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  setText(title, step ? fill(WORDS.title) : WORDS.end);
  const { ask = WORDS.goodbye, done = "", ...ways } = WORDS.steps[step] ?? {};
  const input = chart.lastInput ?? (matchMedia("(pointer: coarse)").matches ? "touch" : "mouse");
  setText(text, fill(course.praised ? `✓ ${done}` : (ways[input] ?? ask)));
  setAttributes(text, { class: course.praised ? "praise" : null });
  setText(skip, WORDS.skip).hidden = !step;
  setText(next, step ? WORDS.next : WORDS.close);
  if (room.childElementCount) return;
  // The card is as tall as its longest text needs, so that nothing below it moves from step to step.
  const texts = course.steps.flatMap((each) => [WORDS.steps[each].ask, WORDS.steps[each].done]);
  [...texts, WORDS.goodbye].forEach((words) => htmlNode("p", { text: words }, room));
}

function playButton({ toolbar }) {
  return toolbar.train.hidden ? toolbar.turn : toolbar.train;
}

/** The ring stands round a point or a diamond; the band and the button shine by themselves. */
function lightUp({ chart, ring }, step) {
  const { plot, toolbar, handles, dragKey } = chart;
  const points = handles.filter((handle) => handle.kind === "point").sort((a, b) => a.x - b.x);
  const lit = { point: points[points.length >> 1], candidate: handles.find((handle) => handle.kind === "candidate") };
  const handle = lit[step] ?? null;
  setAttributes(ring, { class: handle ? "beacon lit" : "beacon", "data-for": handle?.key ?? null });
  if (handle) setAttributes(ring, { transform: `translate(${handle.px} ${handle.py})` });
  ring.classList.toggle("held", dragKey !== null);
  for (const band of plot.bands) band.classList.toggle("lit", step === "band");
  for (const button of [toolbar.turn, toolbar.train]) {
    button.classList.toggle("lit", (step === "train" || step === "samples") && button === playButton(chart));
  }
}

function readSeen() {
  return coaching.seen || readKept(COACH_ENTRY) !== "";
}

function writeSeen() {
  coaching.seen = true;
  keepWords(COACH_ENTRY, "seen");
}
