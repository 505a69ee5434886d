/** The form with which a person enters a room: five letters, capitals by themselves, and why it did not work. */

import { htmlNode, setText } from "../shared/dom.js";
import { worded } from "../shared/format.js";
import { CODE_LENGTH, codeFault, writtenCode } from "./codes.js";
import { isDone } from "./line.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Line } from "./types.d.ts" */

const FIELD = {
  class: "letters",
  "aria-label": WORDS.join.code,
  "aria-describedby": "room-fault",
  maxlength: 12, // with blanks and signs that are taken away
  size: CODE_LENGTH,
  autocomplete: "off",
  autocapitalize: "characters",
  spellcheck: "false",
  enterkeyhint: "go",
};
const EXPLAINED = WORDS.join.help;
/** By the server's key. @type {Record<string, string | undefined>} */
const REFUSALS = {
  unknown: WORDS.refusals.unknown,
  busy: WORDS.refusals.busy,
  away: WORDS.refusals.away,
  ended: WORDS.refusals.ended,
  full_room: WORDS.refusals.full_room,
  full_server: WORDS.refusals.full_server,
  full_screens: WORDS.refusals.full_screens,
  token: WORDS.refusals.token,
  gone_on: WORDS.refusals.gone_on,
  closed: WORDS.refusals.closed,
  other_step: WORDS.refusals.other_step,
  shown: WORDS.refusals.shown,
  large: WORDS.refusals.large,
};

/**
 * @param {HTMLElement} parent
 * @param {{ line: Line, code: string, enter: (code: string, token: string) => void }} wiring
 */
export function makeJoin(parent, { line, code, enter }) {
  const form = htmlNode("form", { class: "join" }, parent);
  htmlNode("label", { class: "label", for: "room-code", text: WORDS.join.code }, form);
  const row = htmlNode("div", { class: "row" }, form);
  const field = htmlNode("input", { ...FIELD, id: "room-code", value: code }, row);
  const button = htmlNode("button", { type: "submit", class: "main", text: WORDS.join.join }, row);
  htmlNode("p", { class: "quiet", text: EXPLAINED }, form);
  const fault = htmlNode("p", { class: "fault", id: "room-fault", role: "status" }, form);
  field.addEventListener("input", () => {
    const written = writtenCode(field.value);
    if (field.value !== written) field.value = written;
    setText(fault, written.length === CODE_LENGTH ? codeFault(written) : "");
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const written = writtenCode(field.value);
    const wrong = codeFault(written);
    setText(fault, wrong);
    if (wrong) return field.focus();
    button.disabled = true;
    const reply = await joinRoom(line, written);
    button.disabled = false;
    if (reply.token) return enter(written, reply.token);
    setText(fault, reply.message);
    field.focus();
  });
  return { fault, field };
}

/** A token for the room, or why there is none. @param {Line} line @param {string} code */
export async function joinRoom(line, code) {
  const reply = await line.ask({ method: "POST", path: `/${code}/join`, bearer: "", body: {} });
  const { status, body } = reply;
  if (isDone(reply)) return { token: String(body.token), message: "", error: "" };
  return { token: "", message: refusalWords(status, body), error: String(body?.error ?? "") };
}

/** What the server refused; what no page should meet is in the server's English. @param {number} status @param {any} body */
export function refusalWords(status, body) {
  const known = REFUSALS[body?.key];
  if (known) return worded(known, { count: body.count });
  if (body && typeof body.message === "string") return body.message;
  return status ? WORDS.join.confused : WORDS.join.silent;
}
