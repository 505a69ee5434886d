/** What the answers say of the labels at one input, beside the diamonds themselves while one of them is moved. */

import { keyedChildren, setAttributes, setText, svgNode } from "../shared/dom.js";
import { logWords, oddsWords, verdictWords } from "../shared/format.js";
import { densitySide } from "./geometry.js";
import { letterColour } from "./objects.js";

const LETTER = 6; // pixels, reckoned: measuring would lay the page out at every move
const HEIGHT = 22;
const GAP = 2;
const NARROW = 520;
const BESIDE = 26; // from the diamond, where its letter stands

/** Shows the tags of the question whose diamond `handle` is, among `handles`; none for any other handle. */
export function drawTags(plot, frame, handle, handles, groups) {
  const asked = handle?.kind === "candidate" ? groups.find(({ names }) => names.includes(handle.name)) : null;
  const rows = new Map((asked?.rows ?? []).map((row) => [row.name, tagWords(row, asked.ranked, frame)]));
  const near = handles.filter(
    ({ kind, name, index }) => kind === "candidate" && index === handle?.index && rows.get(name),
  );
  near.sort((a, b) => a.py - b.py);
  const tops = spread(
    near.map(({ py }) => py - HEIGHT / 2),
    frame,
  );
  const nodes = keyedChildren(
    plot.layers.tags,
    near.map(({ name }) => name),
    makeTag,
  );
  near.forEach(({ name, px }, i) => drawTag(nodes[i], frame, px, tops[i], rows.get(name)));
}

function makeTag(name) {
  const tag = svgNode("g", {
    class: "tag",
    "data-testid": "tag",
    "data-name": name,
    style: `--letter: ${letterColour(name)}`,
  });
  svgNode("rect", { rx: 6, height: HEIGHT }, tag);
  const text = svgNode("text", { x: 8, y: 15 }, tag);
  svgNode("tspan", { class: "tag-letter", text: name }, text);
  svgNode("tspan", { dx: 6 }, text);
  return tag;
}

/** Beyond the density where there is room, else on the side of the letter, and never outside the picture. */
function drawTag(tag, frame, px, top, words) {
  const [rect, text] = tag.children;
  const width = Math.ceil(LETTER * (words.length + text.firstChild.textContent.length)) + 20;
  const side = densitySide(frame, px);
  const beyond = side > 0 ? px + frame.densityReach + 10 : px - frame.densityReach - 10 - width;
  const within = side > 0 ? beyond + width <= frame.width : beyond >= 0;
  const left = within ? beyond : side > 0 ? px - BESIDE - width : px + BESIDE;
  setText(text.lastChild, words);
  setAttributes(rect, { width });
  setAttributes(tag, { transform: `translate(${Math.max(0, Math.min(frame.width - width, left))} ${top})` });
}

/** "log p = −1.95 · 3.5× less", or the verdict that stands in its place; "" before anything is known. */
function tagWords(row, ranked, frame) {
  const verdict = verdictWords(row.verdict);
  if (verdict) return verdict;
  if (row.rank === Infinity) return "";
  const odds = ranked && Number.isFinite(row.log10_odds) ? ` · ${oddsWords(Math.max(0, row.log10_odds))}` : "";
  const words = logWords(row.log_p, row.step) + odds;
  return frame.width < NARROW ? words.replace("log p = ", "") : words;
}

/** The tops, in their order, pushed apart until none covers another, and kept inside the plot. */
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
