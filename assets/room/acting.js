/** What the lecturer does to a room: by buttons that ask once where something would be lost, and by a presenter's keys. */

import { htmlNode, setText } from "../shared/dom.js";
import { refusalWords } from "./join.js";
import { isDone } from "./line.js";
import { actionOfKey, isPossible, LABELS, WARNINGS } from "./steps.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Action, Line, RoomState } from "./types.d.ts" */
/** @typedef {{ line: Line, code: string, secret: string, tell: (words: string) => void }} Acting */

/**
 * Sends an action on the step that is on screen; what the server refuses is told.
 *
 * @param {Acting} acting
 * @param {Action} action
 * @param {RoomState | null} state
 */
export async function act({ line, code, secret, tell }, action, state) {
  const body = { action, step: state?.step };
  const reply = await line.ask({ method: "POST", path: `/${code}/act`, bearer: secret, body });
  tell(isDone(reply) ? "" : refusalWords(reply.status, reply.body));
}

/**
 * A button for one action. One that loses something asks first, in its own place.
 *
 * @param {Element} parent
 * @param {Action} action
 * @param {(action: Action) => void} press
 */
export function makeActionButton(parent, action, press) {
  const box = htmlNode("span", { class: "action" }, parent);
  const button = htmlNode("button", { type: "button", "data-action": action, text: LABELS[action] }, box);
  const warning = WARNINGS[action];
  const sure = htmlNode("span", { class: "sure", role: "group", "aria-label": LABELS[action], hidden: "" }, box);
  htmlNode("span", { text: warning ?? "" }, sure);
  const yes = htmlNode("button", { type: "button", class: "danger", text: LABELS[action] }, sure);
  const no = htmlNode("button", { type: "button", text: WORDS.actions.keep }, sure);
  /** @param {boolean} asks */
  const ask = (asks) => {
    sure.hidden = !asks;
    button.hidden = asks;
    (asks ? no : button).focus();
  };
  button.addEventListener("click", () => (warning ? ask(true) : press(action)));
  no.addEventListener("click", () => ask(false));
  yes.addEventListener("click", () => {
    ask(false);
    press(action);
  });
  /** @param {RoomState} state */
  const show = (state) => {
    const possible = isPossible(action, state);
    if (!possible && !sure.hidden) ask(false);
    button.disabled = !possible;
  };
  return { button, show };
}

/**
 * Hears a presenter's remote and the arrow keys, except where a person moves something else with them.
 *
 * @param {() => RoomState | null} current
 * @param {(action: Action) => void} press
 */
export function hearPresenter(current, press) {
  /** @param {KeyboardEvent} event */
  const hear = (event) => {
    const { key, altKey, ctrlKey, metaKey, shiftKey, repeat, defaultPrevented } = event;
    const state = current();
    if (!state || repeat || defaultPrevented || altKey || ctrlKey || metaKey || shiftKey) return;
    const target = event.composedPath()[0];
    if (target instanceof Element && target.closest("input, textarea, select, [role=application], [role=slider]"))
      return;
    const action = actionOfKey(key, state);
    if (!action) return;
    event.preventDefault();
    press(action);
  };
  document.addEventListener("keydown", hear);
  return () => document.removeEventListener("keydown", hear);
}

/** A line that says what went wrong, empty otherwise. @param {Element} parent */
export function makeFault(parent) {
  const fault = htmlNode("p", { class: "fault", role: "status" }, parent);
  return { fault, tell: (/** @type {string} */ text) => void setText(fault, text) };
}
