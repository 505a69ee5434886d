/** Above the plot: preset thumbnails and editing buttons in one row, play buttons and the hint in the next. */

import { htmlNode, keyedChildren, setAttributes, setText, svgNode } from "./dom.js";
import { askQuestion, freeLetters } from "./scene.js";

const HINTS_FOR_EDITS = 5;
const NOTICE_MS = 4000;
const COPIED_MS = 2000;
const THUMB = { width: 60, height: 30 };
const PLAY = "M2 0.5L11 6L2 11.5Z";
const PAUSE = "M2 1H5V11H2ZM7 1H10V11H7Z";
const HINT_MOUSE =
  "Click to place a training point, drag to move it, double-click to remove it. Drag a diamond to ask about a label.";
const HINT_TOUCH =
  "Tap to place a training point, drag to move it, double-tap to remove it. Drag a diamond to ask about a label.";
const HINT_KEYS =
  "Keyboard: Tab to a point, arrows move it (Shift: ten times as far), Delete removes it; Enter on the plot adds one.";

/** The tool row; `chart` is told what is pressed. */
export function makeToolbar(parent, chart) {
  const bar = htmlNode("div", { class: "toolbar" }, parent);
  const presets = htmlNode("div", { class: "presets", role: "group", "aria-label": "Start from" }, bar);
  const buttons = htmlNode("div", { class: "buttons", role: "group", "aria-label": "Edit" }, bar);
  const second = htmlNode("div", { class: "toolbar" }, parent);
  const players = htmlNode("div", { class: "buttons", role: "group", "aria-label": "Play" }, second);
  const button = (text, title, press, extra = {}) => {
    const node = htmlNode("button", { type: "button", text, title, ...extra }, buttons);
    node.addEventListener("click", () => node.getAttribute("aria-disabled") !== "true" && press(node));
    return node;
  };
  const icon = (name) => ({ class: "icon", "aria-label": name });
  const turn = makePlayer(players, "Samples", "Every frame is another exact draw", () => chart.play("samples"));
  const train = makePlayer(players, "Training", "Training time from 0 to ∞", () => chart.play("time"));
  const undo = button("↶", "Undo (Ctrl-Z)", () => chart.request("undo"), icon("Undo"));
  const redo = button("↷", "Redo (Ctrl-Shift-Z)", () => chart.request("redo"), icon("Redo"));
  const clear = button("Clear", "Remove all points and labels", () => chart.request("clear"));
  const ask = button("+ Ask", "Ask about a label: put two candidates at a test input", () => askNow(chart));
  const share = button("Share", "Copy the link to this scene", () => shareLink(chart, share, link));
  const link = htmlNode("input", { class: "link", readonly: "", hidden: "", "aria-label": "Link to this scene" }, bar);
  link.addEventListener("blur", () => (link.hidden = true));
  const hint = htmlNode("p", { class: "hint quiet" }, second);
  return { presets, turn, train, undo, redo, clear, ask, share, hint, timer: 0 };
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
  setEnabled(view.undo, session.history.steps.undo > 0);
  setEnabled(view.redo, session.history.steps.redo > 0);
  setEnabled(view.clear, !empty);
  setEnabled(view.ask, freeLetters(scene, 2, limits).length === 2);
  const names = answer.presets.map((preset) => preset.name);
  const nodes = keyedChildren(view.presets, names, (name) => {
    const points = answer.presets.find((preset) => preset.name === name).points;
    return makePreset(name, points, limits, () => chart.request("preset", { name }));
  });
  nodes.forEach((node, i) => setAttributes(node, { "data-preset": names[i] }));
  showHint(view, chart);
}

/** The play buttons: which there are, and which of them plays. */
export function drawPlaying(view, { answer }, { playing }) {
  for (const [node, what] of [[view.turn, "samples"], [view.train, "time"]]) {
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
  if (chart.hand === "keys" && chart.focusKey) return HINT_KEYS;
  const fingers = matchMedia("(pointer: coarse)").matches && chart.hand !== "mouse";
  if (fingers || chart.hand === "touch") return HINT_TOUCH;
  return chart.edits < HINTS_FOR_EDITS ? HINT_MOUSE : HINT_KEYS;
}

// aria-disabled rather than disabled: a button that switches itself off must not lose the focus.
function setEnabled(button, enabled) {
  setAttributes(button, { "aria-disabled": enabled ? null : "true" });
}

function makePreset(name, points, limits, press) {
  const button = htmlNode("button", { type: "button", class: "preset", title: `Start from ${name}` });
  const svg = svgNode("svg", { viewBox: `0 0 ${THUMB.width} ${THUMB.height}`, "aria-hidden": "true" }, button);
  const reach = Math.max(0.5, ...points.map((point) => Math.abs(point[1])));
  const place = ([x, y]) => [
    4 + ((x - limits.x[0]) / (limits.x[1] - limits.x[0])) * (THUMB.width - 8),
    THUMB.height / 2 - (y / reach) * (THUMB.height / 2 - 5),
  ];
  const path = points.map((point, i) => `${i ? "L" : "M"}${place(point).join(" ")}`).join("");
  svgNode("path", { d: path }, svg);
  points.forEach((point) => svgNode("circle", { cx: place(point)[0], cy: place(point)[1], r: 2.2 }, svg));
  htmlNode("span", { text: name }, button);
  button.addEventListener("click", press);
  return button;
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
    chart.warn("The browser keeps the clipboard closed here: copy the link from the box.");
    return;
  }
  setText(button, "Link copied");
  chart.say("Link copied");
  setTimeout(() => setText(button, "Share"), COPIED_MS);
}
