/** Enter takes what has the focus, as a finger would: arrows move it, Enter drops it, Escape puts it back. */

import { logWords, oddsWords, verdictWords } from "./format.js";
import { pointText, xText } from "./units.js";

const KEYS = "Arrow keys move it, Enter drops it, Escape puts it back.";
const NAMES = { point: "training point", candidate: "label", probe: "test input", slice: "kernel slice" };

/** Takes the handle, or drops it if it is taken already; says what is true right now. */
export function pressEnter(chart, handle) {
  if (chart.taken?.key === handle.key) {
    letGo(chart);
    chart.say(`Dropped. ${rightNow(chart, handle)}`);
    return;
  }
  letGo(chart);
  chart.taken = { key: handle.key, before: chart.scene() };
  mark(chart, true);
  chart.say(`Taken: ${nameOf(handle)}. ${rightNow(chart, handle)} ${KEYS}`);
}

/** Escape: the scene from before the handle was taken; false if none is. */
export function putBack(chart) {
  if (!chart.taken) return false;
  const { before, key } = chart.taken;
  letGo(chart);
  if (before !== chart.scene()) chart.commit(before);
  const handle = chart.handles.find((each) => each.key === key);
  if (handle) chart.say(`Put back. ${rightNow(chart, handle)}`);
  return true;
}

/** Nothing is taken any more; whatever was moved stays moved. */
export function letGo(chart) {
  mark(chart, false);
  chart.taken = null;
}

/** Where the handle is right now, and for a label how likely it is. */
export function rightNow(chart, { kind, name, x, y }) {
  const place = kind === "point" || kind === "candidate" ? pointText(chart.units, x, y) : xText(chart.units, x);
  return `Right now, ${place}${kind === "candidate" ? answerWords(chart.answerOf(name)) : ""}.`;
}

function answerWords(row) {
  if (!row) return "";
  if (!Number.isFinite(row.log_p)) return row.verdict ? `; ${verdictWords(row.verdict)}` : "";
  const odds = Number.isFinite(row.log10_odds) ? `, ${oddsWords(Math.max(0, row.log10_odds))}` : "";
  return `; ${logWords(row.log_p, row.step)}${odds}`;
}

function nameOf({ kind, name, index }) {
  if (kind === "point") return `${NAMES.point} ${index + 1}`;
  return kind === "candidate" ? `${NAMES.candidate} ${name}` : NAMES[kind];
}

function mark(chart, taken) {
  const node = chart.taken && chart.findHandle(chart.taken.key);
  node?.classList.toggle("taken", taken);
  if (node?.getAttribute("role") === "button") node.setAttribute("aria-pressed", String(taken));
}
