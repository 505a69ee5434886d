/** The lecturer's own view: where the room stands, what can be done next, and what the projector shows. */

import { tellNow } from "../shared/board.js";
import { htmlNode, setText } from "../shared/dom.js";
import { worded } from "../shared/format.js";
import { copyText, saveFile } from "../shared/saving.js";
import { act, hearPresenter, makeActionButton, makeFault } from "./acting.js";
import { makeBoard } from "./board.js";
import { addInvitation } from "./invitation.js";
import { refusalWords } from "./join.js";
import { languageInLinks } from "./kept.js";
import { makeNotes } from "./notes.js";
import { makeRail } from "./rail.js";
import { makeSnapshots, pictured } from "./snapshots.js";
import { forwardAction, LABELS, standing } from "./steps.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Action, Line, Picked, RoomState, Sources } from "./types.d.ts" */

/** @import { Acting } from "./acting.js" */

/** @type {Action[]} */
const CHANGES = ["previous", "next", "freeze", "open", "reveal", "second", "snapshot", "clear"];
const KEYS_HELP = WORDS.cockpit.keys;
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
  const group = htmlNode("div", { class: "actions", role: "group", "aria-label": WORDS.cockpit.room }, parent);
  const buttons = CHANGES.map((action) => makeActionButton(group, action, press));
  const preview = makePreview(parent, () => pick(null));
  const snapshots = makeSnapshots(parent, { pick: (picked) => pick(picked), download: (at) => saveTable(acting, at) });
  const notes = makeNotes(parent);
  /** @type {Picked | null} */
  let picked = null;
  const pick = (/** @type {Picked | null} */ wanted) => {
    picked = wanted;
    if (!current) return;
    preview.show(current, picked);
    snapshots.show(current, picked);
  };
  addInvitation(htmlNode("section", { class: "invite", "aria-label": WORDS.cockpit.joining }, parent), code, sources);
  const outside = htmlNode("div", { class: "actions", role: "group", "aria-label": WORDS.cockpit.outside }, parent);
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
      setText(forward, action ? LABELS[action] : endWords(state));
      forward.disabled = !action;
      buttons.forEach((button) => button.show(state));
      pick(picked);
      notes.show(state);
      tellNow(parent, [title.textContent, stand.textContent, preview.words()], true);
    },
    end: () => {
      unhook();
      preview.end();
    },
  };
}

/** Why the largest button does nothing. @param {RoomState} state */
function endWords({ ended, lesson }) {
  if (ended) return WORDS.cockpit.ended;
  return lesson ? WORDS.cockpit.last : WORDS.cockpit.all;
}

/** What the projector shows, or a snapshot in its place. @param {HTMLElement} parent @param {() => void} leave */
function makePreview(parent, leave) {
  const section = htmlNode("section", { class: "preview", "aria-label": WORDS.cockpit.picture }, parent);
  const head = htmlNode("p", { class: "preview-head" }, section);
  const title = htmlNode("span", { role: "status" }, head);
  const back = htmlNode("button", { type: "button", text: WORDS.cockpit.back, hidden: "" }, head);
  const board = makeBoard(section);
  const rail = makeRail(htmlNode("div", { class: "preview-side" }, section));
  back.addEventListener("click", leave);
  return {
    /** @param {RoomState} state @param {Picked | null} picked */
    show: (state, picked) => {
      const shown = pictured(state, picked);
      const text = picked?.compares ? WORDS.cockpit.compared : WORDS.snapshots.name;
      setText(title, picked ? worded(text, { number: picked.number }) : WORDS.cockpit.on_projector);
      back.hidden = !picked;
      section.dataset.distribution = shown.asked.prior;
      board.show(shown);
      rail.show(shown);
    },
    words: () => board.words(),
    end: () => board.end(),
  };
}

/** @param {number} count */
export function peopleWords(count) {
  return count === 1 ? WORDS.standing.one_person : worded(WORDS.standing.people, { count });
}

/** @param {Element} parent @param {string} secret @param {Sources} sources @param {(words: string) => void} tell */
function addLinks(parent, secret, { join }, tell) {
  const own = `${join}${languageInLinks()}`;
  const projector = `${own}&view=projector`;
  const link = {
    class: "button",
    href: projector,
    target: "_blank",
    rel: "noopener",
    text: WORDS.cockpit.open_projector,
  };
  htmlNode("a", link, parent);
  addCopy(parent, WORDS.cockpit.copy_join, join, tell);
  addCopy(parent, WORDS.cockpit.copy_secret, `${own}&view=lecturer#secret=${secret}`, tell);
}

/** @param {Element} parent @param {string} label @param {string} text @param {(words: string) => void} tell */
function addCopy(parent, label, text, tell) {
  const button = htmlNode("button", { type: "button", text: label }, parent);
  button.addEventListener("click", async () => {
    if (!(await copyText(text))) return tell(worded(WORDS.cockpit.no_copy, { link: text }));
    setText(button, WORDS.cockpit.copied);
    setTimeout(() => setText(button, label), COPIED_MS);
  });
}

/** @param {Element} parent @param {Acting} acting */
function addExport(parent, acting) {
  const button = htmlNode("button", { type: "button", text: WORDS.cockpit.export }, parent);
  button.addEventListener("click", () => saveTable(acting, 0));
}

/** Saves all guesses and scores, or those of a snapshot. @param {Acting} acting @param {number} snapshot 0: all */
async function saveTable({ line, code, secret, tell }, snapshot) {
  const path = `/${code}/table.csv${snapshot ? `?snapshot=${snapshot}` : ""}`;
  const { status, body } = await line.ask({ method: "GET", path, bearer: secret });
  if (status !== 200) return tell(refusalWords(status, body));
  const name = `ntk-room-${code}${snapshot ? `-snapshot-${snapshot}` : ""}.csv`;
  saveFile(new Blob([body], { type: "text/csv" }), name);
  tell("");
}
