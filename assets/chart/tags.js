/** What the answers say of the labels at one input, beside the diamonds themselves while one of them is moved. */

import { keyedParts, setAttributes, setText, svgNode } from "../shared/dom.js";
import { isFiniteNumber, logWords, oddsWords, verdictWords } from "../shared/format.js";
import { densitySide } from "./geometry.js";
import { letterColour } from "./objects.js";

/** @import { Frame, Handle, Question, QuestionRow } from "./types.d.ts" */
/** @import { Plot } from "./draw.js" */

const LETTER = 6; // pixels, reckoned: measuring would lay the page out at every move
const HEIGHT = 22;
const GAP = 2;
const NARROW = 520;
const BESIDE = 26; // from the diamond, where its letter stands

/**
 * Shows the tags of the question whose diamond `handle` is, among `handles`; none for any other handle.
 *
 * @param {Plot} plot
 * @param {Frame} frame
 * @param {Handle | null} handle
 * @param {Handle[]} handles
 * @param {Question[]} questions
 */
export function drawTags(plot, frame, handle, handles, questions) {
  const held = handle?.kind === "candidate" ? handle : null;
  const question = held && questions.find(({ names }) => names.includes(held.name));
  const texts = new Map(question?.rows.map((row) => [row.name, tagText(row, question.ranked, frame)]));
  const near = handles
    .filter((each) => each.kind === "candidate")
    .filter(({ name, index }) => index === held?.index && texts.get(name))
    .sort((a, b) => a.py - b.py);
  const middles = near.map(({ py }) => py - HEIGHT / 2);
  const tops = spread(middles, frame);
  const names = near.map(({ name }) => name);
  const tags = keyedParts(plot.layers.tags, names, makeTag);
  near.forEach(({ name, px }, i) => drawTag(tags[i], frame, px, tops[i], texts.get(name) ?? ""));
}

/** @param {string} name */
function makeTag(name) {
  const style = `--letter: ${letterColour(name)}`;
  const node = svgNode("g", { class: "tag", "data-testid": "tag", "data-name": name, style });
  const plate = svgNode("rect", { rx: 6, height: HEIGHT }, node);
  const line = svgNode("text", { x: 8, y: 15 }, node);
  svgNode("tspan", { class: "tag-letter", text: name }, line);
  return { node, name, plate, text: svgNode("tspan", { dx: 6 }, line) };
}

/**
 * Beyond the density where there is room, else on the side of the letter, and never outside the picture.
 *
 * @param {ReturnType<typeof makeTag>} tag
 * @param {Frame} frame
 * @param {number} px
 * @param {number} top
 * @param {string} text
 */
function drawTag(tag, frame, px, top, text) {
  const width = Math.ceil(LETTER * (text.length + tag.name.length)) + 20;
  const side = densitySide(frame, px);
  const beyond = side > 0 ? px + frame.densityReach + 10 : px - frame.densityReach - 10 - width;
  const within = side > 0 ? beyond + width <= frame.width : beyond >= 0;
  const left = within ? beyond : side > 0 ? px - BESIDE - width : px + BESIDE;
  setText(tag.text, text);
  setAttributes(tag.plate, { width });
  setAttributes(tag.node, { transform: `translate(${Math.max(0, Math.min(frame.width - width, left))} ${top})` });
}

/**
 * "log p = −1.95 · 3.5× less", or the verdict that stands in its place; "" before anything is known.
 *
 * @param {QuestionRow} row
 * @param {boolean} ranked
 * @param {Frame} frame
 */
function tagText(row, ranked, frame) {
  const verdict = verdictWords(row.verdict);
  if (verdict) return verdict;
  if (row.rank === Infinity) return "";
  const odds = ranked && isFiniteNumber(row.log10_odds) ? ` · ${oddsWords(Math.max(0, row.log10_odds))}` : "";
  const text = logWords(row.log_p, row.step) + odds;
  return frame.width < NARROW ? text.replace("log p = ", "") : text;
}

/**
 * The tops, in their order, pushed apart until none covers another, and kept inside the plot.
 *
 * @param {number[]} tops
 * @param {Pick<Frame, "top" | "bottom">} frame
 */
export function spread(tops, { top, bottom }) {
  const apart = HEIGHT + GAP;
  const out = [...tops];
  for (let i = 1; i < out.length; i += 1) out[i] = Math.max(out[i], out[i - 1] + apart);
  let most = bottom - HEIGHT;
  for (let i = out.length - 1; i >= 0; i -= 1, most -= apart) out[i] = Math.min(out[i], most);
  let least = top;
  return out.map((each) => {
    const at = Math.max(each, least);
    least = at + apart;
    return at;
  });
}
