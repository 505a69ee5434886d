/** The view for the wall: the question, how to join, what the room has guessed, and after the reveal what it is worth. */

import { tellNow } from "../shared/board.js";
import { htmlNode, setText } from "../shared/dom.js";
import { act, hearPresenter } from "./acting.js";
import { makeBoard } from "./board.js";
import { peopleWords } from "./cockpit.js";
import { addInvitation } from "./invitation.js";
import { makeRail } from "./rail.js";
import { readingOf, setReading } from "./reading.js";
import { standing } from "./steps.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Line, RoomState, Sources } from "./types.d.ts" */

/** @param {HTMLElement} parent @param {{ line: Line, code: string, secret: string, sources: Sources }} wiring */
export function makeProjector(parent, { line, code, secret, sources }) {
  const head = htmlNode("header", { class: "wall-head" }, parent);
  const asked = htmlNode("div", { class: "asked" }, head);
  const title = htmlNode("h1", {}, asked);
  const stand = htmlNode("p", { class: "standing" }, asked);
  const joining = htmlNode("div", { class: "joining" }, head);
  const { square } = addInvitation(joining, code, sources);
  const body = htmlNode("div", { class: "wall-body" }, parent);
  const board = makeBoard(htmlNode("section", { class: "wall-board", "aria-label": WORDS.projector.guesses }, body));
  const side = htmlNode("aside", { class: "wall-side", "aria-label": WORDS.projector.reading }, body);
  const reading = htmlNode("div", { class: "reading" }, side);
  const rail = makeRail(side);
  const live = htmlNode("p", { class: "unseen", role: "status" }, parent);
  /** @type {RoomState | null} */
  let current = null;
  const tell = (/** @type {string} */ words) => void setText(live, words);
  const unhook = secret
    ? hearPresenter(
        () => current,
        (action) => act({ line, code, secret, tell }, action, current),
      )
    : null;
  return {
    /** @param {RoomState} state */
    show: (state) => {
      const turned = current?.phase !== state.phase || current.step !== state.step || current.round !== state.round;
      current = state;
      parent.dataset.phase = state.question ? state.phase : "none";
      setText(title, state.question?.text ?? state.title);
      setText(stand, `${standing(state)} · ${peopleWords(state.participants ?? 0)}`);
      const home = state.phase === "revealed" || !state.question ? joining : side;
      setReading(reading, state.question ? [] : readingOf(state));
      if (square && square.parentElement !== home) home.prepend(square);
      board.show(state);
      rail.show(state);
      tellNow(parent, [title.textContent, stand.textContent, board.words()], true);
      if (turned) setText(live, `${standing(state)}. ${board.words()}`);
    },
    end: () => {
      unhook?.();
      board.end();
    },
  };
}
