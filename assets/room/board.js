/** What a room has guessed, as a picture that fits the question: curves or labels over the chart, or bars. */

import { htmlNode } from "../shared/dom.js";
import { worded } from "../shared/format.js";
import { makeBars, shareWords } from "./bars.js";
import { countedGuesses } from "./steps.js";
import { sharesOf } from "./tallies.js";
import { makeWall } from "./wall.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { RoomState } from "./types.d.ts" */

/** @param {HTMLElement} parent */
export function makeBoard(parent) {
  const box = htmlNode("div", { class: "board" }, parent);
  /** @type {ReturnType<typeof makeWall> | ReturnType<typeof makeBars> | null} */
  let shown = null;
  let look = "";
  /** @type {RoomState | null} */
  let current = null;
  return {
    root: box,
    /** @param {RoomState} state */
    show: (state) => {
      current = state;
      const wanted = lookOf(state);
      if (wanted !== look) {
        shown?.end();
        box.replaceChildren();
        shown = wanted === "wall" ? makeWall(box) : wanted === "bars" ? makeBars(box) : null;
        look = wanted;
      }
      shown?.show(state);
      box.querySelector("svg.canvas")?.setAttribute("aria-label", boardWords(state));
    },
    words: () => (current ? boardWords(current) : ""),
    end: () => shown?.end(),
  };
}

/** @param {RoomState} state */
function lookOf({ question }) {
  if (!question) return "wall";
  return question.answer === "curve" || question.answer === "label" ? "wall" : "bars";
}

/** What the picture shows, in a sentence. @param {RoomState} state */
function boardWords({ question, all, round, answered }) {
  if (!question || !all) return WORDS.board.scene;
  const given = all[round];
  const guesses = countedGuesses(given.length);
  if (question.answer === "curve")
    return worded(answered ? WORDS.board.curves_answer : WORDS.board.curves, { guesses });
  if (question.answer === "label")
    return worded(answered ? WORDS.board.labels_answer : WORDS.board.labels, { guesses });
  const shares = sharesOf(/** @type {"choice" | "order" | "odds"} */ (question.answer), given, question.options.length);
  const listed = question.options.map((option, i) => `${option} ${shareWords(shares[i])}`);
  return worded(answered ? WORDS.board.shares_answer : WORDS.board.shares, { guesses, listed: listed.join(", ") });
}
