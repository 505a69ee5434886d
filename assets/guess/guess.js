/**
 * A question that a person answers before the answer is in the page at all, in any parent and without a server.
 *
 * `makeGuess(parent, { onGuess, onCommit })` gives `{ root, show, end }`. `show(shown)` draws what types.d.ts calls Shown; it
 * may be called at any time. `onGuess` hears every complete guess at the release of the hand; with `onCommit` there is a
 * button that commits it. Until `answered` is given, nothing in the page tells the answer.
 */

import { tellNow } from "../shared/board.js";
import { htmlNode, keyedChildren, setAttributes, setText } from "../shared/dom.js";
import { decodeFloats } from "../shared/format.js";
import { lengthText, unitText } from "../shared/units.js";
import { gridIndex } from "../chart/geometry.js";
import { completeGuess, draftOf, emptyDraft } from "./draft.js";
import { drawOptions, makeOptions } from "./options.js";
import { drawPicture, makePicture } from "./picture.js";
import { WORDING, afterwords, missLines, missingText, scoreText, truthLines } from "./words.js";

/** @import { Draft, Listeners, Shown } from "./types.d.ts" */
/** @import { Hand } from "./picture.js" */
/** @typedef {ReturnType<typeof makeGuessParts>} Parts */
/** @typedef {{ listeners: Listeners, root: HTMLElement, shown: Shown | null, key: string, guessKey: string, draft: Draft, parts: Parts | null }} Guessing */

/** @param {Element} parent @param {Listeners} listeners */
export function makeGuess(parent, listeners) {
  const root = htmlNode("section", { class: "ntk guess", "data-testid": "guess" }, parent);
  /** @type {Guessing} */
  const guessing = { listeners, root, shown: null, key: "", guessKey: "", draft: [], parts: null };
  const observer = new ResizeObserver(() => drawAll(guessing));
  observer.observe(root);
  /** @param {Shown} shown */
  const show = (shown) => receiveShown(guessing, shown);
  const end = () => {
    observer.disconnect();
    root.remove();
  };
  return { root, show, end };
}

/** Another question starts anew; the same one keeps what is being drawn. @param {Guessing} guessing @param {Shown} shown */
function receiveShown(guessing, shown) {
  const key = JSON.stringify(shown.asked);
  const wasAnswered = Boolean(guessing.shown?.answered || guessing.shown?.hinted);
  const isNew = key !== guessing.key || (Boolean(guessing.shown?.answered) && !shown.answered);
  if (isNew) {
    guessing.root.replaceChildren();
    Object.assign(guessing, { key, guessKey: "", draft: emptyDraft(shown.asked.question), parts: null });
  }
  const guessKey = JSON.stringify(shown.guess);
  if (shown.guess && guessKey !== guessing.guessKey) {
    Object.assign(guessing, { guessKey, draft: draftOf(shown.asked.question, shown.guess) });
  }
  guessing.shown = shown;
  guessing.parts ??= makeGuessParts(guessing, shown);
  drawAll(guessing);
  const told = Boolean(shown.answered || shown.hinted);
  if (told && !wasAnswered && !isNew) guessing.parts.result.focus({ preventScroll: true });
}

/** @param {Guessing} guessing @param {Shown} shown */
function makeGuessParts(guessing, { asked }) {
  const { root, listeners } = guessing;
  const { answer, options, text } = asked.question;
  /** @type {Hand} */
  const hand = {
    draft: () => guessing.draft,
    locked: () => Boolean(guessing.shown?.locked || guessing.shown?.answered),
    set: (draft, released) => setDraft(guessing, draft, released),
  };
  setAttributes(root, { "aria-label": text, "data-answer": answer, "data-distribution": asked.prior });
  htmlNode("p", { class: "guess-question", text }, root);
  const stage = htmlNode("div", { class: "stage" }, root);
  const left = htmlNode("div", { class: "picture" }, stage);
  const side = htmlNode("div", { class: "side" }, stage);
  const picture = makePicture(left, asked, hand);
  const legend = makeGuessLegend(left, answer);
  const choices = options.length ? makeOptions(side, asked, hand) : null;
  const how = htmlNode("p", { class: "quiet how" }, side);
  const hint = htmlNode("p", { class: "guess-hint", "data-testid": "guess-hint", hidden: "" }, side);
  const buttons = htmlNode("div", { class: "buttons" }, side);
  const commit = htmlNode(
    "button",
    { type: "button", class: "main", "data-testid": "guess-commit", hidden: "" },
    buttons,
  );
  const erase = htmlNode("button", { type: "button", text: WORDING.erase, hidden: "" }, buttons);
  const missing = htmlNode("p", { class: "quiet missing", role: "status" }, side);
  const result = htmlNode(
    "div",
    { class: "guess-result", "data-testid": "guess-result", tabindex: -1, role: "status" },
    side,
  );
  const table = makeTable(side);
  commit.addEventListener("click", () => {
    const guess = completeGuess(asked.question, guessing.draft);
    if (guess) listeners.onCommit?.(guess);
  });
  erase.addEventListener("click", () => setDraft(guessing, emptyDraft(asked.question), true));
  return { picture, legend, choices, how, hint, commit, erase, missing, result, table };
}

/** The names of what fades in, and of the guess where it is drawn. @param {Element} parent @param {string} answer */
function makeGuessLegend(parent, answer) {
  const legend = htmlNode("p", { class: "guess-legend", hidden: "" }, parent);
  const isDrawn = answer === "curve" || answer === "label";
  for (const [name, text] of Object.entries(WORDING.legend)) {
    if (name === "yours" && !isDrawn) continue;
    const entry = htmlNode("span", {}, legend);
    htmlNode("i", { class: `swatch ${name}`, "aria-hidden": "true" }, entry);
    entry.append(text);
  }
  return legend;
}

/** @param {Element} parent */
function makeTable(parent) {
  const details = htmlNode("details", { class: "guess-table", hidden: "" }, parent);
  htmlNode("summary", { text: WORDING.table.title }, details);
  const table = htmlNode("table", {}, details);
  const head = htmlNode("tr", {}, htmlNode("thead", {}, table));
  const { x, yours, mean, std } = WORDING.table;
  for (const text of [x, yours, mean, std]) htmlNode("th", { scope: "col", text }, head);
  return { details, body: htmlNode("tbody", {}, table) };
}

/** @param {Guessing} guessing @param {Draft} draft @param {boolean} released */
function setDraft(guessing, draft, released) {
  const { shown, listeners } = guessing;
  if (!shown || shown.locked || shown.answered) return;
  guessing.draft = draft;
  drawAll(guessing);
  const guess = released ? completeGuess(shown.asked.question, draft) : null;
  if (guess) listeners.onGuess?.(guess);
}

/** @param {Guessing} guessing */
function drawAll({ shown, parts, draft, listeners, root }) {
  if (!shown || !parts) return;
  const { asked, answered, locked, score, hinted, first } = shown;
  const { answer, hint } = asked.question;
  const open = !locked && !answered;
  root.dataset.state = answered ? "answered" : open ? "open" : "locked";
  drawPicture(parts.picture, draft, answered);
  if (parts.choices) drawOptions(parts.choices, draft, answered?.shares ?? null);
  parts.legend.hidden = !answered;
  parts.how.hidden = !open || Boolean(hinted) || !WORDING.how[answer];
  setText(parts.how, WORDING.how[answer]);
  parts.hint.hidden = !open || !hinted || !hint;
  setText(parts.hint, `${WORDING.hint}: ${hint}`);
  const lacking = open ? missingText(asked, draft) : "";
  setText(parts.missing, lacking);
  parts.commit.hidden = !open || !listeners.onCommit;
  parts.commit.disabled = completeGuess(asked.question, draft) === null;
  setText(parts.commit, hinted ? WORDING.again : WORDING.commit);
  parts.erase.hidden = !open || (answer !== "curve" && answer !== "label");
  drawResult(parts, shown, first ?? null, score);
  drawGuessTable(parts, shown, draft);
  const told = Array.from(parts.result.children, (line) => line.textContent ?? "");
  tellNow(root, [asked.question.text, lacking, ...told].filter(Boolean), true);
}

/** The scores, and what explains them once the answer is shown. @param {Parts} parts @param {Shown} shown @param {Shown["score"]} first @param {Shown["score"]} score */
function drawResult({ result }, { asked, answered, guess }, first, score) {
  const lines = [];
  if (first) lines.push({ name: "first", text: `${WORDING.tried} ${scoreText(asked, first)}` });
  if (score) lines.push({ name: "score", text: scoreText(asked, score) });
  const after = !answered ? [] : score ? [...missLines(asked, guess ?? [], score), ...afterwords(asked, answered, score)] : truthLines(asked, answered.truth); // prettier-ignore
  after.forEach((text, i) => lines.push({ name: `after ${i}`, text }));
  const nodes = keyedChildren(result, lines.map(({ name }) => name), (name) => htmlNode("p", { class: name })); // prettier-ignore
  lines.forEach(({ text }, i) => setText(nodes[i], text));
}

/** The numbers of a curve. @param {Parts} parts @param {Shown} shown @param {Draft} draft */
function drawGuessTable({ table }, { asked, answered }, draft) {
  const { question, units, limits } = asked;
  table.details.hidden = !answered || question.answer !== "curve";
  if (!answered || question.answer !== "curve") return;
  const [mean, std] = [answered.curves.mean, answered.curves.std].map(decodeFloats);
  const rows = keyedChildren(table.body, question.inputs, () => {
    const row = htmlNode("tr");
    for (let i = 0; i < 4; i += 1) htmlNode("td", {}, row);
    return row;
  });
  question.inputs.forEach((x, i) => {
    const at = gridIndex(limits, x);
    const value = draft[i];
    const cells = [unitText(units.x, x), value === null ? "" : unitText(units.y, value), unitText(units.y, mean[at]), lengthText(units.y, std[at], 2)]; // prettier-ignore
    cells.forEach((text, k) => setText(rows[i].children[k], text));
  });
}
