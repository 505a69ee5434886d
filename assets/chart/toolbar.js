/** The tools above the plot, in one row, and the hint under it. */

import { htmlNode, setAttributes, setText, svgNode } from "../shared/dom.js";
import { drawExamples, makeExamples } from "./examples.js";
import { askQuestion, freeLetters } from "./scene.js";

const HINTS_FOR_EDITS = 5;
const NOTICE_MS = 4000;
const COPIED_MS = 2000;
const PLAY = "M2 0.5L11 6L2 11.5Z";
const PAUSE = "M2 1H5V11H2ZM7 1H10V11H7Z";
const HINT_MOUSE =
  "Click to place a point, drag to move it, double-click to remove it. Drag a diamond to ask about another value.";
const HINT_TOUCH =
  "Tap to place a point, drag to move it, double-tap to remove it. Drag a diamond to ask about another value.";
const HINT_KEYS =
  "Keyboard: Tab goes to a point, arrows move it (with Shift ten times as far), Delete removes it. Enter on the plot adds one.";

/** The tool row; `chart` is told what is pressed. */
export function makeToolbar(parent, chart) {
  const bar = htmlNode("div", { class: "toolbar" }, parent);
  const examples = makeExamples(bar);
  const buttons = htmlNode("div", { class: "buttons", role: "group", "aria-label": "Edit" }, bar);
  const players = htmlNode("div", { class: "buttons", role: "group", "aria-label": "Play" }, bar);
  const others = htmlNode("div", { class: "buttons last", role: "group", "aria-label": "Ask and share" }, bar);
  const button = (host, text, title, press, extra = {}) => {
    const node = htmlNode("button", { type: "button", text, title, ...extra }, host);
    node.addEventListener("click", () => node.getAttribute("aria-disabled") !== "true" && press(node));
    return node;
  };
  const icon = (name) => ({ class: "icon", "aria-label": name });
  const turn = makePlayer(
    players,
    "Samples",
    "Five random functions in slow motion; every frame is a valid sample",
    () => chart.play("samples"),
  );
  const train = makePlayer(players, "Training", "Play the training from time 0 to ∞", () => chart.play("time"));
  const undo = button(buttons, "↶", "Undo (Ctrl-Z)", () => chart.request("undo"), icon("Undo"));
  const redo = button(buttons, "↷", "Redo (Ctrl-Shift-Z)", () => chart.request("redo"), icon("Redo"));
  const clear = button(buttons, "Clear", "Remove all points and labels", () => chart.request("clear"));
  const ask = button(others, "+ Ask", "Compare how plausible two values are at another x", () => askNow(chart));
  const share = button(others, "Share", "Copy the link to this scene", () => shareLink(chart, share, link));
  const link = htmlNode("input", { class: "link", readonly: "", hidden: "", "aria-label": "Link to this scene" }, bar);
  link.addEventListener("blur", () => (link.hidden = true));
  const hint = htmlNode("p", { class: "hint quiet" });
  return { examples, turn, train, undo, redo, clear, ask, share, hint, timer: 0 };
}

function makePlayer(parent, text, title, press) {
  const name = `Play ${text.toLowerCase()}`;
  const node = htmlNode("button", { type: "button", class: "player", title, "aria-label": name }, parent);
  const icon = svgNode("svg", { width: 12, height: 12, viewBox: "0 0 12 12", "aria-hidden": "true" }, node);
  svgNode("path", {}, icon);
  htmlNode("span", { text }, node);
  node.addEventListener("click", press);
  return node;
}

function askNow(chart) {
  const { session, limits } = chart;
  const before = session.scene.candidates.length;
  const next = askQuestion(session.scene, session.curves, limits);
  if (!next) {
    chart.warn("There is no room for another question. Remove one first.");
    return;
  }
  chart.commit(next);
  chart.focusHandle(`candidate ${next.candidates[before].name} 0`);
}

/** Which buttons can be pressed, which presets there are, and the hint that fits. */
export function drawToolbar(view, session, limits, chart) {
  const { answer, scene } = session;
  const empty = scene.points.length === 0 && scene.candidates.length === 0;
  setEnabled(view.undo, session.history.steps.undo > 0 || session.unanswered.length > 0);
  setEnabled(view.redo, session.history.steps.redo > 0);
  setEnabled(view.clear, !empty);
  setEnabled(view.ask, freeLetters(scene, 2, limits).length === 2);
  drawExamples(view.examples, answer.presets, limits, (name) => chart.request("preset", { name }));
  showHint(view, chart);
}

/** The play buttons: which there are, and which of them plays. */
export function drawPlaying(view, { answer }, { playing }) {
  for (const [node, what] of [
    [view.turn, "samples"],
    [view.train, "time"],
  ]) {
    setAttributes(node, { "aria-pressed": String(playing === what) });
    setAttributes(node.firstChild.firstChild, { d: playing === what ? PAUSE : PLAY });
  }
  view.train.hidden = answer.prior !== "ensemble";
}

/** The help line, unless a notice stands there. */
export function showHint(view, chart) {
  if (!view.timer) setText(view.hint, hintFor(chart));
}

function hintFor(chart) {
  if (chart.lastInput === "keys" && chart.focusKey) return HINT_KEYS;
  const fingers = matchMedia("(pointer: coarse)").matches && chart.lastInput !== "mouse";
  if (fingers || chart.lastInput === "touch") return HINT_TOUCH;
  return chart.edits < HINTS_FOR_EDITS ? HINT_MOUSE : HINT_KEYS;
}

// aria-disabled rather than disabled: a button that switches itself off must not lose the focus.
function setEnabled(button, enabled) {
  setAttributes(button, { "aria-disabled": enabled ? null : "true" });
}

/** A sentence in place of the hint for a few seconds. */
export function showNotice(view, chart, words) {
  clearTimeout(view.timer);
  setText(view.hint, words);
  view.hint.classList.add("notice");
  view.timer = setTimeout(() => {
    view.timer = 0;
    view.hint.classList.remove("notice");
    showHint(view, chart);
  }, NOTICE_MS);
}

/** Copies the address once it holds the newest edit; where the clipboard is closed, shows the link selected. */
async function shareLink(chart, button, field) {
  await chart.whenSettled();
  const url = window.location.href;
  try {
    await navigator.clipboard.writeText(url);
  } catch {
    field.hidden = false;
    field.value = url;
    field.focus();
    field.select();
    chart.warn("The browser does not let this page copy. Copy the link from the box.");
    return;
  }
  setText(button, "Link copied");
  chart.say("Link copied");
  setTimeout(() => setText(button, "Share"), COPIED_MS);
}
