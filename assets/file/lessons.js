/** The lessons in a page of one file: the words of a step, its question, and the list of all lessons. */

import { htmlNode, stressed } from "../shared/dom.js";
import { isOpen, keepTries, shownAt, stepAt, triesAt } from "./walk.js";

/** @import { Content, LessonInFile, Walk } from "./types.d.ts" */
/** @typedef {{ session: string, newest: { sheet: number }, words: Content["chart"]["words"], app: string }} Given */

/** The lessons that Python has packed: JSON, deflated, as base64. @param {string} packed @returns {Promise<LessonInFile[]>} */
export async function unpackLessons(packed) {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

/** The scene of the question, solved when somebody has guessed. @param {Walk} walk @param {Given} given */
function lawAt(walk, { words }) {
  const step = stepAt(walk);
  if (!step) throw new Error("the list of lessons has no scene");
  step.law ??= globalThis.ntkLaw.lawOf(step.entry, words);
  return step.law;
}

/** Whether the chart may be drawn. @param {Walk} walk @param {Given} given */
export function isUncovered(walk, given) {
  return isOpen(walk, () => lawAt(walk, given), globalThis.ntkLaw);
}

/** What the sheet is sent. @param {Walk} walk @param {Given} given */
export function sheetData(walk, given) {
  const { lesson, step } = walk;
  const { session, newest, app } = given;
  const met = stepAt(walk)?.met ?? [];
  const steps = lesson?.sheet.steps.map((each) => ({
    ...each,
    address: app && each.address && `${app}/${each.address}`,
  }));
  return { ...lesson?.sheet, steps, session, seq: newest.sheet, step, answered: isUncovered(walk, given), met };
}

/** The question that is on screen. @type {{ shown: ReturnType<typeof import("../guess/guess.js").makeGuess> | null }} */
const asking = { shown: null };

/** Draws the question of the step above the chart. @param {HTMLElement} chart @param {Walk} walk @param {Given} given @param {() => void} answer */
export function showQuestion(chart, walk, given, answer) {
  const shown = shownAt(walk, () => lawAt(walk, given), globalThis.ntkLaw);
  if (!shown) {
    asking.shown?.end();
    asking.shown = null;
    return;
  }
  if (!asking.shown) {
    const box = htmlNode("div", { class: "asking" });
    chart.before(box);
    const onCommit = (/** @type {number[]} */ guess) => {
      if (!isUncovered(walk, given)) keepTries(walk, [...triesAt(walk), guess]);
      answer();
    };
    const { root, show, end } = globalThis.ntkLaw.makeGuess(box, { onCommit });
    const leave = () => {
      end();
      box.remove();
    };
    asking.shown = { root, show, end: leave };
  }
  asking.shown.show(shown);
}

/** All lessons with their teacher's notes. @param {Element} parent @param {LessonInFile[]} shelf @param {Record<string, string>} texts */
export function drawList(parent, shelf, texts) {
  if (parent.childElementCount) return;
  htmlNode("h1", { text: texts.title }, parent);
  htmlNode("p", { text: texts.lead }, parent);
  const list = htmlNode("ol", {}, parent);
  for (const { name, title, length, notes } of shelf) {
    const item = htmlNode("li", {}, list);
    const address = `#lesson=${name}&step=1`;
    htmlNode("a", { href: address, text: title }, htmlNode("h2", {}, item));
    htmlNode("p", { class: "quiet", text: length }, item);
    const details = htmlNode("details", {}, item);
    htmlNode("summary", { text: texts.notes, "aria-label": `${texts.notes}: ${title}` }, details);
    for (const text of notes) htmlNode("p", {}, details).append(...stressed(text));
  }
}
