/** A room's choices, orders and odds as bars, and after the reveal the prior's own shares beside them. */

import { htmlNode, keyedParts, setAttributes, setText } from "../shared/dom.js";
import { worded } from "../shared/format.js";
import { unitText } from "../shared/units.js";
import { sharesOf } from "./tallies.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Guess, Round, RoomState } from "./types.d.ts" */

/** What the bars measure, above them. @type {Record<string, string>} */
const MEASURED = {
  choice: WORDS.bars.choice,
  order: WORDS.bars.order,
  odds: WORDS.bars.odds,
};

/** @param {HTMLElement} parent */
export function makeBars(parent) {
  const measured = htmlNode("p", { class: "measured" }, parent);
  const list = htmlNode("ul", { class: "bars" }, parent);
  return {
    /** @param {RoomState} state */
    show: (state) => {
      const { question, all, round } = state;
      if (!question || !all) return;
      const answer = /** @type {"choice" | "order" | "odds"} */ (question.answer);
      setText(measured, MEASURED[answer]);
      const { options } = question;
      const rows = rowsOf(answer, all, round, options.length, trueShares(state));
      const nodes = keyedParts(list, [...options.keys()], makeRow);
      const name = state.names?.[0];
      const earlier = name ? worded(WORDS.bars.earlier_named, { name }) : WORDS.bars.earlier;
      const said = { earlier, guesses: "{share}", answer: WORDS.bars.answer };
      options.forEach((option, i) => drawRow(nodes[i], namedOption(option, state), rows[i], said));
    },
    end: () => {},
  };
}

/** The prior's own shares of the options, or 1 for the one that is true; null before the reveal. @param {RoomState} state */
function trueShares({ question, answered, draw }) {
  if (!question || !answered) return null;
  if (answered.shares) return answered.shares;
  const truth = draw?.truth ?? [];
  return question.answer === "odds" ? truth : question.options.map((_, i) => Number(truth[0] === i));
}

/**
 * What each option's row shows, by the class of its bar.
 *
 * @param {"choice" | "order" | "odds"} answer
 * @param {Record<Round, Guess[]>} all
 * @param {Round} round
 * @param {number} options
 * @param {number[] | null} truth
 */
export function rowsOf(answer, all, round, options, truth) {
  const now = sharesOf(answer, all[round], options);
  const before = round === 2 ? sharesOf(answer, all[1], options) : null;
  return Array.from({ length: options }, (_, i) => ({
    earlier: before && before[i],
    guesses: now[i],
    answer: truth && truth[i],
  }));
}

/** An option, with its label if it is the name of one. @param {string} option @param {RoomState} state */
function namedOption(option, { asked }) {
  const [point, another] = asked.candidates.find(({ name }) => name === option)?.points ?? [];
  return point && !another ? `${option}: ${unitText(asked.units.y, point[1])}` : option;
}

function makeRow() {
  const node = htmlNode("li", {});
  const name = htmlNode("span", { class: "name" }, node);
  htmlNode("span", { class: "unseen", text: ": " }, node); // or "−1.5" and "0 %" are heard as one number
  const track = htmlNode("span", { class: "track" }, node);
  const bar = (/** @type {string} */ look) => {
    const line = htmlNode("span", { class: `line ${look}` }, track);
    return { line, fill: htmlNode("span", { class: "fill" }, line), share: htmlNode("span", { class: "share" }, line) };
  };
  return { node, name, earlier: bar("earlier"), guesses: bar("guesses"), answer: bar("answer") };
}

/** @param {ReturnType<typeof makeRow>} row @param {string} option @param {{ earlier: number | null, guesses: number, answer: number | null }} shares @param {Record<string, string>} said */
function drawRow(row, option, shares, said) {
  setText(row.name, option);
  for (const look of /** @type {const} */ (["earlier", "guesses", "answer"])) {
    const share = shares[look];
    row[look].line.hidden = share === null;
    setAttributes(row[look].fill, { style: `width: ${(100 * (share ?? 0)).toFixed(2)}%` });
    setText(row[look].share, worded(said[look], { share: shareWords(share ?? 0) }));
  }
}

/** A share in percent; a very small one is not none. @param {number} share */
export function shareWords(share) {
  return share > 0 && share < 0.005 ? "< 1 %" : `${Math.round(100 * share)} %`;
}
