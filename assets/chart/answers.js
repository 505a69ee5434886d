/** The words beside the chart: per question, each candidate's log-density and the odds against the best label there. */

import { htmlNode, keyedParts, setAttributes, setText, svgNode } from "../shared/dom.js";
import { isFiniteNumber, logWords, oddsWords, verdictWords, worded } from "../shared/format.js";
import { setMarkedText } from "../shared/marked.js";
import { densityShift, densityWords, labelName, unitText } from "../shared/units.js";
import { letterColour } from "./objects.js";
import { addInput, addLabel, freeLetters, groupsOf, removeCandidates } from "./scene.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Actions, Group, Question, QuestionRow, Row, Scene, State, Units } from "./types.d.ts" */
/** @typedef {ReturnType<typeof makeAnswers>} Answers */
/** @typedef {ReturnType<typeof makeQuestion>} QuestionParts */
/** @typedef {ReturnType<typeof makeRow>} RowParts */

/** The empty list. @param {Element} parent @param {State} state @param {Actions} actions */
export function makeAnswers(parent, state, actions) {
  const section = htmlNode("section", { class: "answers", "data-testid": "answers" }, parent);
  htmlNode("h2", { class: "unseen", text: WORDS.answers.title }, section);
  const list = htmlNode("div", {}, section);
  const lead = htmlNode("p", { class: "quiet lead" }, section);
  return { state, actions, lead, list };
}

/**
 * The questions on screen now, each with the answers that Python gave for its candidates: the grouping is always
 * today's, the numbers are the last ones computed (none yet for a candidate that was added a moment ago). Densities are
 * per unit of the person's y.
 *
 * @param {Scene} scene
 * @param {Group[]} answered
 * @param {Units} units
 * @returns {Question[]}
 */
export function joinAnswers(scene, answered, units) {
  /** @type {Map<string, Row & Pick<QuestionRow, "rank"> & Pick<Group, "note" | "ranked" | "free">>} */
  const byName = new Map();
  for (const { rows, note, ranked, free } of answered) {
    rows.forEach((row, rank) => byName.set(row.name, { ...row, rank, note, ranked, free }));
  }
  return groupsOf(scene.candidates).map(({ x, names }) => {
    const alone = names.length === 1; // there is nothing to compare it with
    const shift = densityShift(units, byName.get(names[0])?.free ?? x.length);
    const rows = names.map((name) => {
      const y = scene.candidates.find((each) => each.name === name)?.points.map((point) => point[1]) ?? [];
      const row = { rank: Infinity, ...byName.get(name), name, y };
      if (alone) row.log10_odds = null;
      return isFiniteNumber(row.log_p) ? { ...row, log_p: row.log_p + shift } : row;
    });
    rows.sort((a, b) => (a.rank === b.rank ? 0 : a.rank - b.rank));
    const { note = "", ranked = true } = byName.get(names[0]) ?? {};
    return { key: names[0], x, names, rows, note, ranked: ranked && !alone };
  });
}

/**
 * Redraws the list from the questions of the model, reusing every node that is still wanted.
 *
 * @param {Answers} view
 * @param {Question[]} questions
 */
export function drawAnswers({ state, actions, lead, list }, questions) {
  const { units } = state.session.setting;
  const none = WORDS.answers.none;
  const measure = worded(WORDS.answers.measure, { density: densityWords(units) });
  const some = worded(WORDS.answers.compare, { measure });
  setMarkedText(lead, questions.length ? some : none);
  lead.parentElement?.classList.toggle("empty", questions.length === 0);
  const keys = questions.map((question) => question.key);
  const parts = keyedParts(list, keys, () => makeQuestion(state, actions));
  questions.forEach((question, i) => drawQuestion(parts[i], question, state, actions));
}

/** @param {State} state @param {Actions} actions */
function makeQuestion(state, actions) {
  const node = htmlNode("div", { class: "question", "data-testid": "question" });
  const title = htmlNode("h3", {}, node);
  const list = htmlNode("ul", { class: "rows" }, node);
  const note = htmlNode("p", { class: "quiet note" }, node);
  const foot = htmlNode("div", { class: "question-foot" }, node);
  const { session } = state;
  /** @type {{ names: string[] }} */
  const shown = { names: [] };
  /** @param {string} label @param {string} hint @param {(names: string[]) => Scene | null} change */
  const press = (label, hint, change) => {
    const button = smallButton(label, hint, foot);
    button.addEventListener("click", () => {
      const next = button.getAttribute("aria-disabled") === "true" ? null : change(shown.names);
      if (next) actions.commit(next);
    });
    return button;
  };
  const label = press(WORDS.answers.label, WORDS.answers.label_help, (names) =>
    addLabel(session.scene, names, session.curves, session.answer.limits),
  );
  const input = press(WORDS.answers.input, WORDS.answers.input_help, (names) =>
    addInput(session.scene, names, session.curves, session.answer.limits),
  );
  press(WORDS.answers.remove, WORDS.answers.remove_help, (names) => removeCandidates(session.scene, names));
  return { node, title, list, note, label, input, shown };
}

/** @param {string} text @param {string} title @param {Element} parent */
function smallButton(text, title, parent) {
  return htmlNode("button", { type: "button", class: "small", text, title }, parent);
}

/** @param {QuestionParts} parts @param {Question} question @param {State} state @param {Actions} actions */
function drawQuestion(parts, { x, names, rows, note, ranked }, { session }, actions) {
  const { limits } = session.answer;
  const { units } = session.setting;
  parts.shown.names = names;
  const inputs = x.map((each) => unitText(units.x, each)).join(", ");
  const several = x.length === 1 ? WORDS.answers.each_value : WORDS.answers.each_set;
  const these = rows.length > 1 ? several : x.length === 1 ? WORDS.answers.the_value : WORDS.answers.the_set;
  setText(parts.title, worded(these, { name: units.x.name || "x", inputs }));
  setAttributes(parts.label, { "aria-disabled": freeLetters(session.scene, 1, limits).length ? null : "true" });
  setAttributes(parts.input, { "aria-disabled": x.length < limits.candidate_inputs ? null : "true" });
  const keys = rows.map((row) => row.name);
  const rowParts = keyedParts(parts.list, keys, (name) => {
    return makeRow(name, () => actions.commit(removeCandidates(session.scene, [name])));
  });
  rows.forEach((row, i) => drawRow(rowParts[i], row, x, units, ranked));
  setMarkedText(parts.note, note);
  parts.note.hidden = !note;
}

/** @param {string} name @param {() => void} remove */
function makeRow(name, remove) {
  const node = htmlNode("li", { class: "row", "data-testid": "answer", "data-name": name });
  setAttributes(node, { style: `--letter: ${letterColour(name)};` });
  const mark = htmlNode("span", { class: "mark" }, node);
  const icon = svgNode("svg", { width: 14, height: 14, viewBox: "-7 -7 14 14", "aria-hidden": "true" }, mark);
  svgNode("path", { class: "diamond", d: "M0 -6L6 0L0 6L-6 0Z" }, icon);
  htmlNode("b", { text: name }, mark);
  const claim = htmlNode("span", { class: "claim" }, node);
  const bar = htmlNode("span", { class: "bar", title: WORDS.answers.bar }, node);
  const fill = htmlNode("span", { class: "fill" }, bar);
  const measure = WORDS.answers.log_p;
  const density = htmlNode("span", { class: "log-density", title: measure }, node);
  const odds = htmlNode("span", { class: "odds" }, node);
  const cross = smallButton("×", worded(WORDS.answers.cross, { name }), node);
  setAttributes(cross, { class: "small cross", "aria-label": cross.title });
  cross.addEventListener("click", remove);
  return { node, claim, bar, fill, density, odds };
}

/**
 * A row says no more than is certain: digits of log p to its `step`, odds and a bar only where they are `ranked`.
 *
 * @param {RowParts} parts
 * @param {QuestionRow} row
 * @param {number[]} x
 * @param {Units} units
 * @param {boolean} ranked
 */
function drawRow(parts, row, x, units, ranked) {
  const labels = row.y.map((each) => unitText(units.y, each)).join(", ");
  setText(parts.claim, x.length === 1 ? `${labelName(units)} = ${labels}` : `${labelName(units)} = (${labels})`);
  const verdict = verdictWords(row.verdict);
  const hasNumber = isFiniteNumber(row.log_p);
  const waiting = row.rank === Infinity; // the server has not heard of this candidate yet
  const distance = ranked && isFiniteNumber(row.log10_odds) ? Math.max(0, row.log10_odds) : Infinity;
  const share = hasNumber && distance < Infinity ? 1 / (1 + distance) : row.verdict === "certain" ? 1 : 0;
  setAttributes(parts.bar, { "data-unsure": !waiting && !verdict && distance === Infinity ? "" : null });
  setAttributes(parts.fill, { style: `width: ${Math.round(1000 * share) / 10}%;` });
  const numbers = hasNumber || !(waiting || verdict) ? logWords(row.log_p, row.step) : "";
  // Without odds there is room where they would stand.
  setText(parts.density, ranked || row.step ? numbers : "");
  const order = distance < Infinity ? oddsWords(distance) : ranked ? WORDS.answers.less : row.step ? "" : numbers;
  setText(parts.odds, verdict || (waiting ? "…" : order));
  parts.node.classList.toggle("wordy", Boolean(verdict) && !hasNumber);
  parts.node.classList.toggle("best", distance === 0);
}
