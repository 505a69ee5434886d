/** A student's view: the question with its answer hidden, one guess that can change until it is frozen, and the reveal. */

import { worded } from "../shared/format.js";
import { makeGuess } from "../guess/guess.js";
import { tellNow } from "../shared/board.js";
import { htmlNode, setText } from "../shared/dom.js";
import { makeBoard } from "./board.js";
import { readingOf, setReading } from "./reading.js";
import { makeSender } from "./sending.js";
import { standing } from "./steps.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Listeners } from "../guess/types.d.ts" */
/** @import { Guess, Line, RoomState, Sources } from "./types.d.ts" */

/** @param {HTMLElement} parent @param {{ line: Line, code: string, token: string, sources: Sources }} wiring */
export function makeStudent(parent, { line, code, token, sources: { base } }) {
  const head = htmlNode("header", { class: "student-head" }, parent);
  const stand = htmlNode("p", { class: "standing" }, head);
  const title = htmlNode("h1", {}, head);
  const status = htmlNode("p", { class: "status", role: "status" }, parent);
  const place = htmlNode("div", { class: "guessing" }, parent);
  const board = makeBoard(htmlNode("div", { class: "looking" }, parent));
  const reading = htmlNode("div", { class: "reading" }, parent);
  const scene = htmlNode("a", { class: "button", target: "_blank", rel: "noopener", text: WORDS.student.open }, parent);
  /** @type {RoomState | null} */
  let current = null;
  /** @type {Guess | null} the newest, sent or not */
  let mine = null;
  const sender = makeSender(line, code, token, (words) => setText(status, words));
  const send = (/** @type {Guess} */ guess) => {
    if (!current || current.phase !== "open" || current.ended) return;
    mine = guess;
    sender.send(current, guess);
  };
  /** @type {Listeners} */
  const listeners = { onGuess: send };
  const guessing = makeGuess(place, listeners);
  return {
    /** @param {RoomState} state */
    show: (state) => {
      const before = current;
      const isNew = before?.step !== state.step || before.round !== state.round || before.phase !== state.phase;
      current = state;
      setText(stand, [worded(WORDS.student.room, { code }), standing(state)].filter(Boolean).join(" · "));
      setText(title, state.question?.text ?? state.title);
      const given = state.mine?.[state.round] ?? null;
      const shownRound = state.answered && !given ? 1 : state.round; // a second round without a guess
      if (isNew || !sender.isBusy()) mine = given;
      place.hidden = !state.question;
      board.root.hidden = Boolean(state.question);
      if (!state.question) board.show(state);
      setReading(reading, readingOf(state));
      scene.hidden = Boolean(state.question) && state.phase !== "revealed"; // it would tell the answer
      scene.href = `${base}/${state.opens.address}`;
      setText(scene, state.opens.title ? worded(WORDS.student.page, { page: state.opens.title }) : WORDS.student.open);
      if (state.question) {
        const { question, asked, answered, phase, ended } = state;
        // An order and odds are complete before a hand has moved them: a button sends them as they are.
        if (question.answer === "order" || question.answer === "odds") listeners.onCommit = send;
        else delete listeners.onCommit;
        guessing.root.dataset.distribution = asked.prior; // for the colours of the legend
        const score = (answered && state.scores?.[shownRound]) ?? null;
        const guess = answered ? (state.mine?.[shownRound] ?? null) : mine;
        guessing.show({ asked, answered, guess, locked: phase !== "open" || ended, score });
      }
      if (isNew || !sender.isBusy()) setText(status, statusWords(state, given));
      tellNow(parent, [stand.textContent, title.textContent, statusWords(state, given)], true);
    },
    end: () => {
      sender.end();
      guessing.end();
      board.end();
    },
  };
}

/** What a student can do now, in a sentence. @param {RoomState} state @param {Guess | null} given */
function statusWords({ ended, question, phase, round, mine }, given) {
  if (ended) return WORDS.student.ended;
  if (!question) return WORDS.student.nothing;
  if (phase === "open" && given) return WORDS.sending.arrived;
  if (phase === "open") return round === 2 ? WORDS.student.second : WORDS.student.guess;
  if (phase === "frozen") return given ? WORDS.student.closed_in : WORDS.student.closed;
  if (given) return WORDS.student.answer;
  if (mine?.[1]) return WORDS.student.answer_first;
  return WORDS.student.answer_none;
}
