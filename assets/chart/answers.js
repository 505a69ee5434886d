/** The words beside the chart: per question, each candidate's log-density and the odds against the best label there. */

import { htmlNode, keyedChildren, setAttributes, setText, svgNode } from "../shared/dom.js";
import { logWords, oddsWords, verdictWords } from "../shared/format.js";
import { setMarkedText } from "../shared/marked.js";
import { letterColour } from "./objects.js";
import { addInput, addLabel, freeLetters, groupsOf, removeCandidates } from "./scene.js";
import { densityShift, densityWords, labelName, unitText } from "../shared/units.js";

/** The empty list; `chart` is told when a button in it is pressed. */
export function makeAnswers(parent, chart) {
  const section = htmlNode("section", { class: "answers", "data-testid": "answers" }, parent);
  htmlNode("h2", { class: "unseen", text: "Answers" }, section);
  const list = htmlNode("div", {}, section);
  const lead = htmlNode("p", { class: "quiet lead" }, section);
  return { chart, lead, list };
}

/**
 * The questions on screen now, each with the answers that Python gave for its candidates: the grouping is always
 * today's, the numbers are the last ones known (none yet for a candidate that was added a moment ago). Densities are
 * per unit of the person's y.
 */
export function joinAnswers(scene, answered, units) {
  const known = new Map();
  for (const { rows, note, ranked, free } of answered) {
    rows.forEach((row, rank) => known.set(row.name, { ...row, rank, note, ranked, free }));
  }
  const labels = new Map(scene.candidates.map((each) => [each.name, each.points.map((point) => point[1])]));
  return groupsOf(scene.candidates).map(({ x, names }) => {
    const shift = densityShift(units, known.get(names[0])?.free ?? x.length);
    const rows = names.map((name) => {
      const row = { rank: Infinity, ...known.get(name), name, y: labels.get(name) };
      return Number.isFinite(row.log_p) ? { ...row, log_p: row.log_p + shift } : row;
    });
    rows.sort((a, b) => (a.rank === b.rank ? 0 : a.rank - b.rank));
    const { note = "", ranked = true } = known.get(names[0]) ?? {};
    return { key: names[0], x, names, rows, note, ranked };
  });
}

/** Redraws the list from the questions of the model, reusing every node that is still wanted. */
export function drawAnswers(view, groups, scene, limits, units) {
  const none =
    "There is no question yet. Press “+ Ask” to compare two values at another x: which one is more plausible?";
  const measure = `log p is measured in nats.${densityWords(units)}`;
  const some = `${measure} Compare only values at the same x.`;
  setMarkedText(view.lead, groups.length ? some : none);
  const keys = groups.map((group) => group.key);
  const nodes = keyedChildren(view.list, keys, () => makeQuestion(view.chart));
  groups.forEach((group, i) => drawQuestion(nodes[i], group, scene, limits, units));
}

function makeQuestion(chart) {
  const node = htmlNode("div", { class: "question", "data-testid": "question" });
  htmlNode("h3", {}, node);
  htmlNode("ul", { class: "rows" }, node);
  htmlNode("p", { class: "quiet note" }, node);
  const foot = htmlNode("div", { class: "question-foot" }, node);
  const press = (label, title, change) => {
    const button = smallButton(label, title, foot);
    button.addEventListener("click", () => {
      const next = button.getAttribute("aria-disabled") === "true" ? null : change(node.names);
      if (next) chart.commit(next);
    });
  };
  const { session } = chart;
  press("+ label", "Ask about another value at the same x", (names) =>
    addLabel(session.scene, names, session.curves, chart.limits),
  );
  press("+ input", "Ask about one more x together with this one", (names) =>
    addInput(session.scene, names, session.curves, chart.limits),
  );
  press("Remove", "Remove this question", (names) => removeCandidates(session.scene, names));
  node.chart = chart;
  return node;
}

function smallButton(text, title, parent) {
  return htmlNode("button", { type: "button", class: "small", text, title }, parent);
}

function drawQuestion(node, group, scene, limits, units) {
  const { x, names, rows, note, ranked } = group;
  node.names = names;
  const where = x.map((each) => unitText(units.x, each)).join(", ");
  const [title, list, remark, foot] = node.children;
  const [label, input] = foot.children;
  const each = x.length === 1 ? "each value at" : "each set of values at";
  setText(title, `How plausible is ${each} ${units.x.name || "x"} = ${where}?`);
  setAttributes(label, { "aria-disabled": freeLetters(scene, 1, limits).length ? null : "true" });
  setAttributes(input, { "aria-disabled": x.length < limits.candidate_inputs ? null : "true" });
  const keys = rows.map((row) => row.name);
  const nodes = keyedChildren(list, keys, (name) => makeRow(node.chart, name));
  rows.forEach((row, i) => drawRow(nodes[i], row, x, units, ranked));
  setMarkedText(remark, note);
  remark.hidden = !note;
}

function makeRow(chart, name) {
  const row = htmlNode("li", { class: "row", "data-testid": "answer", "data-name": name });
  row.setAttribute("style", `--letter: ${letterColour(name)}`);
  const mark = htmlNode("span", { class: "mark" }, row);
  const icon = svgNode("svg", { width: 14, height: 14, viewBox: "-7 -7 14 14", "aria-hidden": "true" }, mark);
  svgNode("path", { class: "diamond", d: "M0 -6L6 0L0 6L-6 0Z" }, icon);
  htmlNode("b", { text: name }, mark);
  htmlNode("span", { class: "claim" }, row);
  const bar = htmlNode("span", { class: "bar", title: "The length of the bar is 1 / (1 + log₁₀ of the odds)." }, row);
  htmlNode("span", { class: "fill" }, bar);
  htmlNode("span", { class: "log-density", title: "This is the natural logarithm of p(y | data), in nats." }, row);
  htmlNode("span", { class: "odds" }, row);
  const remove = smallButton("×", `Remove candidate ${name}`, row);
  setAttributes(remove, { class: "small cross", "aria-label": remove.title });
  remove.addEventListener("click", () => chart.commit(removeCandidates(chart.session.scene, [name])));
  return row;
}

/** A row says no more than is certain: digits of log p to its `step`, odds and a bar only where they are `ranked`. */
function drawRow(node, row, x, units, ranked) {
  const [, claim, bar, density, odds] = node.children;
  const labels = row.y.map((each) => unitText(units.y, each)).join(", ");
  setText(claim, x.length === 1 ? `${labelName(units)} = ${labels}` : `${labelName(units)} = (${labels})`);
  const verdict = verdictWords(row.verdict);
  const known = Number.isFinite(row.log_p);
  const waiting = row.rank === Infinity; // the server has not heard of this candidate yet
  const distance = ranked && Number.isFinite(row.log10_odds) ? Math.max(0, row.log10_odds) : Infinity;
  const share = known && distance < Infinity ? 1 / (1 + distance) : row.verdict === "certain" ? 1 : 0;
  setAttributes(bar, { "data-unsure": !waiting && !verdict && distance === Infinity ? "" : null });
  setAttributes(bar.firstChild, { style: `width: ${Math.round(1000 * share) / 10}%` });
  const numbers = known || !(waiting || verdict) ? logWords(row.log_p, row.step) : "";
  // Without odds there is room where they would stand.
  setText(density, ranked || row.step ? numbers : "");
  const order = distance < Infinity ? oddsWords(distance) : ranked ? "less plausible" : row.step ? "" : numbers;
  setText(odds, verdict || (waiting ? "…" : order));
  node.classList.toggle("wordy", Boolean(verdict) && !known);
  node.classList.toggle("best", distance === 0);
}
