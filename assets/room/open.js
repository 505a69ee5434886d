/** The lecturer's way into a room: what is asked about the present scene or lesson step, and a button that opens it. */

import { htmlNode, setText } from "../shared/dom.js";
import { refusalWords } from "./join.js";
import { isDone } from "./line.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Line, Offer } from "./types.d.ts" */

/**
 * @param {HTMLElement} parent
 * @param {{ line: Line, offer: Offer, enter: (code: string, secret: string) => void }} wiring
 */
export function makeOpen(parent, { line, offer, enter }) {
  const section = htmlNode("section", { class: "open" }, parent);
  htmlNode("h2", { text: WORDS.open.open }, section);
  htmlNode("p", { text: offer.about }, section);
  if (offer.questions.length === 0) return;
  const form = htmlNode("form", {}, section);
  const group = htmlNode("fieldset", {}, form);
  htmlNode("legend", { text: offer.questions.length > 1 ? WORDS.open.what : WORDS.open.ask }, group);
  offer.questions.forEach(({ label, text }, at) => {
    const choice = htmlNode("label", { class: "choice" }, group);
    htmlNode("input", { type: "radio", name: "room-question", value: at, checked: at === 0 ? "" : null }, choice);
    const words = htmlNode("span", {}, choice);
    htmlNode("strong", { text: label }, words);
    words.append(" ");
    htmlNode("span", { text }, words);
  });
  const button = htmlNode("button", { type: "submit", class: "main", text: WORDS.open.open }, form);
  const fault = htmlNode("p", { class: "fault", role: "status" }, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = /** @type {HTMLInputElement | null} */ (group.querySelector("input:checked"));
    const { body } = offer.questions[Number(chosen?.value ?? 0)];
    button.disabled = true;
    const reply = await line.ask({ method: "POST", path: "", bearer: "", body });
    button.disabled = false;
    if (isDone(reply)) enter(reply.body.code, reply.body.secret);
    else setText(fault, refusalWords(reply.status, reply.body));
  });
}
