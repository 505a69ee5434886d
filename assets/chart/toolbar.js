/** The tools above the plot, in one row, and the hint under it. */

import { worded } from "../shared/format.js";
import { htmlNode, setAttributes, setText } from "../shared/dom.js";
import { makeIcon, setIcon } from "../shared/icons.js";
import { drawExamples, endExamples, makeExamples } from "./examples.js";
import { togglePin } from "./ghost.js";
import { PIN_WORDS } from "./pin.js";
import { askQuestion, freeLetters } from "./scene.js";
import WORDS from "./words.json" with { type: "json" };

const HINTS_FOR_EDITS = 5;
const NOTICE_MS = 4000;
const COPIED_MS = 2000;
const TURN = WORDS.toolbar.turn;
const TRAIN = WORDS.toolbar.train;
const ASK = WORDS.toolbar.ask;
const COPY = WORDS.toolbar.copy;
const HINT_MOUSE = WORDS.toolbar.hint;
const HINT_TOUCH = WORDS.toolbar.hint_touch;
const HINT_KEYS = WORDS.toolbar.keys;

/** @import { Actions, Motion, Setting, State } from "./types.d.ts" */
/** @typedef {ReturnType<typeof makeToolbar>} Toolbar */

/** The tool row, and the hint, which stands elsewhere. @param {Element} parent @param {State} state @param {Actions} actions */
export function makeToolbar(parent, state, actions) {
  const bar = htmlNode("div", { class: "toolbar" }, parent);
  const examples = makeExamples(bar, (name) => actions.request("preset", { name }));
  const edits = makeGroup(bar, "buttons", WORDS.toolbar.edit);
  const players = makeGroup(bar, "buttons", WORDS.toolbar.play);
  const others = makeGroup(bar, "buttons last", WORDS.toolbar.others);
  const turn = makePlayer(players, WORDS.toolbar.samples, WORDS.toolbar.play_samples, TURN, () =>
    actions.play("samples"),
  );
  const train = makePlayer(players, WORDS.toolbar.training, WORDS.toolbar.play_training, TRAIN, () =>
    actions.play("time"),
  );
  const undo = makeButton(edits, "↶", WORDS.toolbar.undo_keys, () => actions.request("undo"), WORDS.toolbar.undo);
  const redo = makeButton(edits, "↷", WORDS.toolbar.redo_keys, () => actions.request("redo"), WORDS.toolbar.redo);
  const clear = makeButton(edits, WORDS.toolbar.clear, WORDS.toolbar.clear_all, () => actions.request("clear"));
  const ask = makeButton(others, WORDS.toolbar.plus, ASK, () => askNow(state, actions));
  const compare = makeButton(others, PIN_WORDS.button, PIN_WORDS.title, () => togglePin(state, actions));
  const share = makeButton(others, WORDS.toolbar.share, WORDS.toolbar.share_all, () => shareLink(actions, share, link));
  const link = htmlNode("input", { class: "link", readonly: "", hidden: "", "aria-label": WORDS.toolbar.link }, bar);
  link.addEventListener("blur", () => (link.hidden = true));
  const hint = htmlNode("p", { class: "hint quiet" });
  return { examples, turn, train, undo, redo, clear, ask, compare, share, hint, timer: 0 };
}

/** Ends with its chart. @param {Toolbar} view */
export function endToolbar(view) {
  clearTimeout(view.timer);
  endExamples(view.examples);
}

/** @param {Element} parent @param {string} className @param {string} label */
function makeGroup(parent, className, label) {
  return htmlNode("div", { class: className, role: "group", "aria-label": label }, parent);
}

/**
 * @param {Element} parent
 * @param {string} text
 * @param {string} title
 * @param {() => void} press
 * @param {string} [iconName] what the text shows, if it is an icon
 * @returns {HTMLButtonElement}
 */
function makeButton(parent, text, title, press, iconName) {
  const icon = iconName ? { class: "icon", "aria-label": iconName } : {};
  const button = htmlNode("button", { type: "button", text, title, ...icon }, parent);
  button.addEventListener("click", () => button.getAttribute("aria-disabled") !== "true" && press());
  return button;
}

/** @param {Element} parent @param {string} text @param {string} name @param {string} title @param {() => void} press */
function makePlayer(parent, text, name, title, press) {
  const button = htmlNode("button", { type: "button", class: "player", title, "aria-label": name }, parent);
  const icon = makeIcon(button);
  htmlNode("span", { text }, button);
  button.addEventListener("click", press);
  return { button, icon };
}

/** @param {State} state @param {Actions} actions */
function askNow({ session }, actions) {
  const before = session.scene.candidates.length;
  const next = askQuestion(session.scene, session.curves, session.answer.limits);
  if (!next) {
    actions.warn(WORDS.toolbar.full);
    return;
  }
  actions.commit(next);
  actions.focusHandle(`candidate ${next.candidates[before].name} 0`);
}

/** Which buttons can be pressed, which presets there are, and the hint that fits. @param {Toolbar} view @param {State} state */
export function drawToolbar(view, state) {
  const { answer, scene, history, unanswered, moved } = state.session;
  const empty = scene.points.length === 0 && scene.candidates.length === 0;
  setEnabled(view.undo, history.steps.undo > 0 || unanswered.length > 0 || moved !== null);
  setEnabled(view.redo, history.steps.redo > 0);
  setEnabled(view.clear, !empty);
  setAttributes(view.compare, { "aria-pressed": String(Boolean(scene.pin)) }).hidden = !answer.pinning?.shown;
  setEnabled(view.compare, Boolean(answer.pinning?.pin));
  setEnabled(view.ask, freeLetters(scene, 2, answer.limits).length === 2);
  if (!answer.curves) setAttributes(view.share, { title: COPY }); // no server, no panel
  drawExamples(view.examples, answer.presets, answer.limits);
  showHint(view, state);
}

/** The play buttons: which there are, and which of them plays. @param {Toolbar} view @param {Setting} setting @param {Motion} motion */
export function drawPlaying({ turn, train }, { prior }, { playing }) {
  drawPlayer(turn, playing === "samples");
  drawPlayer(train, playing === "time");
  train.button.hidden = prior !== "ensemble";
}

/** @param {ReturnType<typeof makePlayer>} player @param {boolean} plays */
function drawPlayer({ button, icon }, plays) {
  setAttributes(button, { "aria-pressed": String(plays) });
  setIcon(icon, plays ? "pause" : "play");
}

/** The help line, unless a notice stands there. @param {Toolbar} view @param {State} state */
export function showHint(view, state) {
  if (!view.timer) setText(view.hint, hintFor(state));
}

/** @param {State} state */
function hintFor({ lastInput, focusKey, edits }) {
  if (lastInput === "keys" && focusKey) return HINT_KEYS;
  const fingers = matchMedia("(pointer: coarse)").matches && lastInput !== "mouse";
  if (fingers || lastInput === "touch") return HINT_TOUCH;
  return edits < HINTS_FOR_EDITS ? HINT_MOUSE : HINT_KEYS;
}

// aria-disabled rather than disabled: a button that switches itself off must not lose the focus.
/** @param {HTMLButtonElement} button @param {boolean} enabled */
function setEnabled(button, enabled) {
  setAttributes(button, { "aria-disabled": enabled ? null : "true" });
}

/** A sentence in place of the hint for a few seconds. @param {Toolbar} view @param {State} state @param {string} text */
export function showNotice(view, state, text) {
  clearTimeout(view.timer);
  setText(view.hint, text);
  view.hint.classList.add("notice");
  view.timer = setTimeout(() => {
    view.timer = 0;
    view.hint.classList.remove("notice");
    showHint(view, state);
  }, NOTICE_MS);
}

/**
 * Opens the Share panel once the address holds the newest edit. Without one, copies the address; where the clipboard is
 * closed, shows it selected.
 *
 * @param {Actions} actions
 * @param {HTMLButtonElement} button
 * @param {HTMLInputElement} field
 */
async function shareLink(actions, button, field) {
  await actions.whenSettled();
  const { share } = globalThis.ntkPage ?? {};
  if (share) return share();
  const url = window.location.href;
  try {
    await navigator.clipboard.writeText(url);
  } catch {
    field.hidden = false;
    field.value = url;
    field.focus();
    field.select();
    actions.warn(WORDS.toolbar.no_copy);
    return;
  }
  setText(button, WORDS.toolbar.copied);
  actions.say(WORDS.toolbar.copied);
  setTimeout(() => setText(button, WORDS.toolbar.share), COPIED_MS);
}
