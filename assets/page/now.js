/**
 * "Right now": what is true on the page, in sentences. It is the first that a screen reader finds, at any time and without
 * a move. On screen it is a caption at the bottom for those who want it: a fold at the top would push the chart down.
 */

import { partsNow } from "../shared/board.js";
import { htmlNode, keyedParts, setText } from "../shared/dom.js";
import { keepWords, readKept } from "../shared/store.js";
import { voice } from "../shared/voice.js";
import WORDS from "./words.json" with { type: "json" };

/** @typedef {{ key: string, title: string, text: string, reports: boolean }} Line */
/** @typedef {ReturnType<typeof keepNow>} Now */

const KEPT = "ntk-caption";
const SOON_MS = 120;
const HEADINGS = ".stMainBlockContainer :is(h2, h3)";
const MOST_READ = 2; // of the figures that have changed

/** Makes the region in `home`, and keeps it up to date. @param {Element} home */
export function keepNow(home) {
  const region = htmlNode("section", { class: "ntk-now", "aria-label": WORDS.now.title, "data-testid": "now" });
  home.prepend(region);
  htmlNode("h2", { text: WORDS.now.title }, region);
  const list = htmlNode("div", {}, region);
  const close = htmlNode("button", { type: "button", text: WORDS.now.hide, title: WORDS.now.hide_all }, region);
  /** @type {{ lines: Line[], timer: number }} */
  const state = { lines: [], timer: 0 };
  const now = { region, list, state };
  addEventListener("ntk-now", () => {
    clearTimeout(state.timer);
    state.timer = Number(setTimeout(() => refresh(now), SOON_MS));
  });
  close.addEventListener("click", () => showCaption(now, false));
  showCaption(now, readKept(KEPT) === "shown");
  refresh(now);
  voice();
  return now;
}

/** Whether the description is on screen. @param {Now} now */
export function isShown({ region }) {
  return region.classList.contains("shown");
}

/** @param {Now} now @param {boolean} shown */
export function showCaption({ region }, shown) {
  region.classList.toggle("shown", shown);
  document.documentElement.toggleAttribute("data-ntk-caption", shown);
  keepWords(KEPT, shown ? "shown" : "");
}

/** All of it as one text. @param {Now} now */
export function textNow(now) {
  refresh(now);
  return now.state.lines.map(({ title, text }) => (title ? `${title}: ${text}` : text)).join(" ");
}

/** @param {Now} now */
function refresh({ list, state }) {
  clearTimeout(state.timer);
  const before = new Map(state.lines.map(({ key, text }) => [key, text]));
  const lines = linesNow();
  state.lines = lines;
  const nodes = keyedParts(list, lines.map(({ key }) => key), () => {
    const node = htmlNode("p");
    return { node, title: htmlNode("b", {}, node), text: htmlNode("span", {}, node) };
  }); // prettier-ignore
  lines.forEach(({ title, text }, i) => {
    setText(nodes[i].title, title && `${title}: `);
    setText(nodes[i].text, text);
  });
  const changed = lines.filter(({ key, text, reports }) => !reports && before.has(key) && before.get(key) !== text);
  if (changed.length) voice().report(reportOf(changed));
}

/** @returns {Line[]} */
function linesNow() {
  const headings = [...document.querySelectorAll(HEADINGS)];
  const parts = partsNow();
  let last = "";
  return parts.map(([host, { sentences, reports }], i) => {
    const above = headings.filter((each) => each.compareDocumentPosition(host) & Node.DOCUMENT_POSITION_FOLLOWING);
    const heading = above.at(-1)?.textContent?.trim() ?? "";
    const title = heading === last ? "" : heading;
    last = heading;
    return {
      key: host.closest("[class*=st-key-]")?.className ?? `part ${i}`,
      title,
      text: sentences.join(" "),
      reports,
    };
  });
}

/** @param {Line[]} changed */
function reportOf(changed) {
  if (changed.length <= MOST_READ) return changed.map(({ text }) => text).join(" ");
  return WORDS.now.many.replace("{count}", String(changed.length));
}
