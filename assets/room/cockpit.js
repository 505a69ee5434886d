/** The lecturer's own view: where the room stands, what can be done next, and what the projector shows. */

import { htmlNode, setText } from "../shared/dom.js";
import { copyText, saveFile } from "../shared/saving.js";
import { act, hearPresenter, makeActionButton, makeFault } from "./acting.js";
import { makeBoard } from "./board.js";
import { addInvitation } from "./invitation.js";
import { refusalWords } from "./join.js";
import { makeRail } from "./rail.js";
import { forwardAction, LABELS, standing } from "./steps.js";

/** @import { Action, Line, RoomState, Sources } from "./types.d.ts" */

/** @type {Action[]} */
const CHANGES = ["previous", "next", "freeze", "open", "reveal", "second", "snapshot", "clear"];
const KEYS_HELP = "Page Down or →: what this button does. Page Up or ←: back.";
const COPIED_MS = 3000;

/** @param {HTMLElement} parent @param {{ line: Line, code: string, secret: string, sources: Sources }} wiring */
export function makeCockpit(parent, { line, code, secret, sources }) {
  const head = htmlNode("header", { class: "cockpit-head" }, parent);
  /** @type {RoomState | null} */
  let current = null;
  const title = htmlNode("h1", {}, head);
  const stand = htmlNode("p", { class: "standing" }, head);
  const { tell } = makeFault(parent);
  const acting = { line, code, secret, tell };
  /** @param {Action} action */
  const press = (action) => act(acting, action, current);
  const forward = htmlNode("button", { type: "button", class: "main forward", title: KEYS_HELP }, parent);
  htmlNode("p", { class: "quiet keys-help", text: KEYS_HELP }, parent);
  const group = htmlNode("div", { class: "actions", role: "group", "aria-label": "The room" }, parent);
  const buttons = CHANGES.map((action) => makeActionButton(group, action, press));
  const preview = htmlNode("section", { class: "preview", "aria-label": "On the projector" }, parent);
  const board = makeBoard(preview);
  const rail = makeRail(htmlNode("div", { class: "preview-side" }, preview));
  addInvitation(htmlNode("section", { class: "invite", "aria-label": "How students join" }, parent), code, sources);
  const outside = htmlNode("div", { class: "actions", role: "group", "aria-label": "Links and files" }, parent);
  addLinks(outside, secret, sources, tell);
  addExport(outside, acting);
  buttons.push(makeActionButton(outside, "end", press));
  forward.addEventListener("click", () => {
    const action = current && forwardAction(current);
    if (action) press(action);
  });
  const unhook = hearPresenter(() => current, press);
  return {
    /** @param {RoomState} state */
    show: (state) => {
      current = state;
      setText(title, state.question?.text ?? state.title);
      setText(stand, `${code} · ${peopleWords(state.participants ?? 0)} · ${standing(state)}`);
      const action = forwardAction(state);
      setText(forward, action ? LABELS[action] : state.ended ? "The room has ended" : "This is the end of the lesson");
      forward.disabled = !action;
      buttons.forEach((button) => button.show(state));
      board.show(state);
      rail.show(state);
    },
    end: () => {
      unhook();
      board.end();
    },
  };
}

/** @param {number} count */
export function peopleWords(count) {
  return count === 1 ? "1 person" : `${count} people`;
}

/** @param {Element} parent @param {string} secret @param {Sources} sources @param {(words: string) => void} tell */
function addLinks(parent, secret, { join }, tell) {
  const projector = `${join}&view=projector`;
  const link = { class: "button", href: projector, target: "_blank", rel: "noopener", text: "Open the projector" };
  htmlNode("a", link, parent);
  addCopy(parent, "Copy students’ link", join, tell);
  addCopy(parent, "Copy my secret link", `${join}&view=lecturer#secret=${secret}`, tell);
}

/** @param {Element} parent @param {string} label @param {string} text @param {(words: string) => void} tell */
function addCopy(parent, label, text, tell) {
  const button = htmlNode("button", { type: "button", text: label }, parent);
  button.addEventListener("click", async () => {
    if (!(await copyText(text))) return tell(`This browser does not let the page copy. The link is ${text}`);
    setText(button, "Copied");
    setTimeout(() => setText(button, label), COPIED_MS);
  });
}

/** @param {Element} parent @param {{ line: Line, code: string, secret: string, tell: (words: string) => void }} acting */
function addExport(parent, { line, code, secret, tell }) {
  const button = htmlNode("button", { type: "button", text: "Export as CSV" }, parent);
  button.addEventListener("click", async () => {
    const { status, body } = await line.ask({ method: "GET", path: `/${code}/table.csv`, bearer: secret });
    if (status !== 200) return tell(refusalWords(status, body));
    saveFile(new Blob([body], { type: "text/csv" }), `ntk-room-${code}.csv`);
    tell("");
  });
}
