/** What the lecturer alone reads beside a step: the words, what comes after the answer, and the notes of the lesson. */

import { htmlNode, setText } from "../shared/dom.js";
import { worded } from "../shared/format.js";
import { plainBlocks, readingOf, setReading } from "./reading.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Block, RoomState } from "./types.d.ts" */

/** @param {HTMLElement} parent */
export function makeNotes(parent) {
  const details = htmlNode("details", { class: "notes", open: "" }, parent);
  const title = htmlNode("summary", {}, details);
  const parts = ["step", "answer", "lesson"].map((name) => {
    const part = htmlNode("section", { class: name }, details);
    return { part, head: htmlNode("h2", {}, part), words: htmlNode("div", { class: "reading" }, part) };
  });
  return {
    /** @param {RoomState} state */
    show: (state) => {
      const { notes } = state;
      details.hidden = !notes;
      if (!notes) return;
      setText(title, worded(WORDS.notes.title, { title: notes.title, minutes: notes.minutes }));
      noteParts(state).forEach(({ head, blocks }, i) => {
        parts[i].part.hidden = blocks.length === 0;
        setText(parts[i].head, head);
        setReading(parts[i].words, blocks);
      });
    },
  };
}

/** The notes in three parts, each with a heading; one without words is not shown. @param {RoomState} state @returns {{ head: string, blocks: Block[] }[]} */
export function noteParts({ words, tries, notes, question }) {
  if (!notes) return [];
  const { aim, mistakes, discussion, after, hint } = notes;
  const hinted = hint ? plainBlocks("p", [worded(WORDS.notes.hint, { hint })]) : [];
  /** @param {string} name @param {string} text @returns {Block} */
  const named = (name, text) => ["p", [[name, "strong"], [` ${text}`, ""]]]; // prettier-ignore
  return [
    { head: question ? WORDS.notes.before : WORDS.notes.step, blocks: [...readingOf({ words, tries, after: [] }), ...hinted] },
    { head: WORDS.notes.after, blocks: after },
    { head: WORDS.notes.lesson, blocks: [named(WORDS.notes.aim, aim), named(WORDS.notes.mistakes, mistakes), named(WORDS.notes.discussion, discussion)] },
  ]; // prettier-ignore
}
