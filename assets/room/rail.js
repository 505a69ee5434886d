/** What stands beside a room's picture: what the colours mean, and after the reveal what the prior thinks of the guesses. */

import { htmlNode, keyedChildren, keyedParts, setAttributes, setText, svgNode } from "../shared/dom.js";
import { bestWords, judgedRounds, middleWords, OPINION_BARS, opinionBars, opinionWords } from "./opinion.js";
import { countedGuesses } from "./steps.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Round, RoomState } from "./types.d.ts" */
/** @typedef {ReturnType<typeof makeRailParts>} Parts */

const BAND_WORDS = WORDS.rail.bands;
const NETWORKS = { nngp: WORDS.rail.random, ntk: WORDS.rail.ntk, ensemble: WORDS.rail.trained };
const [WIDTH, HEIGHT, GAP] = [200, 100, 2]; // of the histogram, in its own units

/** @param {HTMLElement} parent */
export function makeRail(parent) {
  const parts = makeRailParts(parent);
  return {
    /** @param {RoomState} state */
    show: (state) => {
      showKeys(parts.keys, state);
      showOpinion(parts, state);
    },
  };
}

/** @param {HTMLElement} parent */
function makeRailParts(parent) {
  const keys = htmlNode("ul", { class: "keys" }, parent);
  const opinion = htmlNode("section", { class: "opinion", hidden: "" }, parent);
  htmlNode("h2", { text: WORDS.rail.opinion }, opinion);
  const look = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", preserveAspectRatio: "none" };
  const picture = svgNode("svg", look, opinion);
  const bars = [svgNode("g", { class: "bars-1" }, picture), svgNode("g", { class: "bars-2" }, picture)];
  const level = svgNode("line", { class: "level", x1: 0, x2: WIDTH }, picture);
  const ends = htmlNode("p", { class: "ends", "aria-hidden": "true" }, opinion);
  htmlNode("span", { text: WORDS.rail.less }, ends);
  htmlNode("span", { text: WORDS.rail.more }, ends);
  htmlNode("p", { class: "quiet", text: WORDS.rail.dashed }, opinion);
  const rounds = htmlNode("ul", { class: "rounds" }, opinion);
  const best = htmlNode("p", { class: "best" }, opinion);
  return { keys, opinion, picture, bars, level, rounds, best };
}

/** @param {Parts} parts @param {RoomState} state */
function showOpinion({ opinion, picture, bars, level, rounds, best }, { scores, draw }) {
  const judged = scores && draw ? judgedRounds(scores) : [];
  opinion.hidden = judged.length === 0;
  if (!scores || !draw || judged.length === 0) return;
  const { first, second, level: alike, highest } = opinionBars(scores);
  const share = judged.length > 1 ? 0.5 : 1; // of the room of a bar
  drawBars(bars[0], judged.includes(1) ? first : [], highest, 0, share);
  drawBars(bars[1], judged.includes(2) ? second : [], highest, 1 - share, share);
  const y = HEIGHT * (1 - alike / highest);
  setAttributes(level, { y1: y, y2: y });
  setAttributes(picture, { "aria-label": opinionWords(scores, draw) });
  keyedParts(rounds, judged, (round) => ({ node: htmlNode("li", { class: `round-${round}` }), round })).forEach(
    ({ node, round }) => setText(node, middleWords(scores[round], judged.length > 1 ? round : 0)),
  );
  const { front, strong, rest } = bestWords(scores[judged[judged.length - 1]], draw);
  best.replaceChildren(front, htmlNode("strong", { text: strong }), rest);
}

/** @param {Element} host @param {number[]} counts @param {number} highest @param {number} from @param {number} share of a bar's room */
function drawBars(host, counts, highest, from, share) {
  const room = WIDTH / OPINION_BARS;
  const nodes = keyedChildren(host, [...counts.keys()], () => svgNode("rect"));
  counts.forEach((count, i) => {
    const [x, height] = [i * room + from * (room - GAP), (HEIGHT * count) / highest];
    setAttributes(nodes[i], { x, y: HEIGHT - height, width: share * (room - GAP), height });
  });
}

/** @param {Element} host @param {RoomState} state */
function showKeys(host, state) {
  const lines = keyLines(state);
  const names = lines.map(({ name }) => name);
  const nodes = keyedParts(host, names, (name) => {
    const node = htmlNode("li", { class: `key ${name}` });
    return { node, title: htmlNode("strong", {}, node), words: htmlNode("span", {}, node) };
  });
  lines.forEach(({ title, words }, i) => {
    setText(nodes[i].title, title);
    setText(nodes[i].words, words);
  });
}

/** What the colours stand for. @param {RoomState} state */
function keyLines({ question, asked, answered, all, round, names }) {
  if (!question) return answered ? [{ name: "answer", title: NETWORKS[asked.prior], words: BAND_WORDS }] : [];
  if (!all) return [];
  const counted = (/** @type {Round} */ of) => countedGuesses(all[of].length);
  const second = [
    { name: "guesses", title: names?.[1] ?? WORDS.rail.second, words: counted(2) },
    { name: "earlier", title: names?.[0] ?? WORDS.rail.first, words: counted(1) },
  ];
  const lines =
    round === 2 ? second : [{ name: "guesses", title: names?.[0] ?? WORDS.rail.guesses, words: counted(1) }];
  if (!answered) return lines;
  const isCurve = question.answer === "curve" || question.answer === "label";
  const title = isCurve || asked.about_labels ? NETWORKS[asked.prior] : WORDS.rail.answer;
  return [...lines, { name: "answer", title, words: isCurve ? BAND_WORDS : "" }];
}
