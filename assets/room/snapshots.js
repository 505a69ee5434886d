/** The snapshots that a lecturer has taken: a list to look at them again, beside the present guesses, or to keep as a file. */

import { htmlNode, keyedParts, setAttributes, setText } from "../shared/dom.js";
import { worded } from "../shared/format.js";
import { countedGuesses } from "./steps.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Picked, RoomState, Snapshot } from "./types.d.ts" */

/**
 * @param {HTMLElement} parent
 * @param {{ pick: (picked: Picked | null) => void, download: (number: number) => void }} hand
 */
export function makeSnapshots(parent, { pick, download }) {
  const section = htmlNode("section", { class: "snapshots", "aria-label": WORDS.snapshots.title, hidden: "" }, parent);
  htmlNode("h2", { text: WORDS.snapshots.title }, section);
  htmlNode("p", { class: "quiet", text: WORDS.snapshots.where }, section);
  const list = htmlNode("ul", {}, section);
  return {
    /** @param {RoomState} state @param {Picked | null} picked */
    show: (state, picked) => {
      const { snapshots = [], step } = state;
      section.hidden = snapshots.length === 0;
      const rows = keyedParts(list, [...snapshots.keys()], (at) => makeShotRow(at + 1, pick, download));
      snapshots.forEach((shot, i) => {
        const [isLooked, isCompared] = [false, true].map((c) => picked?.number === i + 1 && picked.compares === c);
        setText(rows[i].name, snapshotWords(shot, i + 1));
        setAttributes(rows[i].look, { "aria-pressed": String(isLooked) });
        setAttributes(rows[i].compare, { "aria-pressed": String(isCompared) });
        rows[i].compare.disabled = shot.step !== step;
      });
    },
  };
}

/** @param {number} number @param {(picked: Picked | null) => void} pick @param {(number: number) => void} download */
function makeShotRow(number, pick, download) {
  const node = htmlNode("li", {});
  const name = htmlNode("span", { class: "name" }, node);
  /** @param {string} text @param {string} said @param {() => void} press */
  const button = (text, said, press) => {
    const made = htmlNode("button", { type: "button", text, "aria-label": worded(said, { number }) }, node);
    made.addEventListener("click", press);
    return made;
  };
  /** @param {boolean} compares @param {HTMLElement} from */
  const toggle = (compares, from) => pick(from.getAttribute("aria-pressed") === "true" ? null : { number, compares });
  const look = button(WORDS.snapshots.look, WORDS.snapshots.look_at, () => toggle(false, look));
  const compare = button(WORDS.snapshots.compare, WORDS.snapshots.compare_with, () => toggle(true, compare));
  button(WORDS.snapshots.download, WORDS.snapshots.download_it, () => download(number));
  return { node, name, look, compare };
}

/** @param {Snapshot} shot @param {number} number */
export function snapshotWords({ title, step, round, all }, number) {
  const text = title ? WORDS.snapshots.listed_step : WORDS.snapshots.listed;
  return worded(text, { number, step, title, round, guesses: countedGuesses(all.length) });
}

/**
 * What the picture shows: the room as it is, or a snapshot, or the present guesses with a snapshot beneath them. A snapshot
 * of another step is shown without the answer.
 *
 * @param {RoomState} state
 * @param {Picked | null} picked
 * @returns {RoomState}
 */
export function pictured(state, picked) {
  const shot = picked && state.snapshots?.[picked.number - 1];
  if (!picked || !shot) return state;
  const isHere = shot.step === state.step;
  const name = worded(WORDS.snapshots.name, { number: picked.number });
  const about = { question: shot.question, asked: shot.asked, scores: null };
  const answer = { answered: isHere ? state.answered : null, draw: isHere ? state.draw : null };
  if (!picked.compares || !isHere)
    return { ...state, ...about, ...answer, round: 1, all: { 1: shot.all, 2: [] }, names: [name, name] };
  const present = state.all?.[state.round] ?? [];
  return {
    ...state,
    ...about,
    ...answer,
    round: 2,
    all: { 1: shot.all, 2: present },
    names: [name, WORDS.snapshots.now],
  };
}
