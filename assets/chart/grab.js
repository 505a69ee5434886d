/** Enter takes what has the focus, as a finger would: arrows move it, Enter drops it, Escape puts it back. */

import { logWords, oddsWords, verdictWords } from "../shared/format.js";
import { pointText, xText } from "../shared/units.js";

const KEYS = "Arrow keys move it, Enter drops it, Escape puts it back.";
const NAMES = { point: "training point", candidate: "label", probe: "test input", slice: "kernel slice" };

/** Takes the handle, or drops it if it is taken already; says what is true right now. */
export function toggleGrab(chart, handle) {
  if (chart.grabbed?.key === handle.key) {
    endGrab(chart);
    chart.say(`Dropped. ${statusText(chart, handle)}`);
    return;
  }
  endGrab(chart);
  chart.grabbed = { key: handle.key, before: chart.scene() };
  markGrabbed(chart, true);
  chart.say(`Picked up: ${nameOf(handle)}. ${statusText(chart, handle)} ${KEYS}`);
}

/** Escape: the scene from before the handle was taken; false if none is. */
export function cancelGrab(chart) {
  if (!chart.grabbed) return false;
  const { before, key } = chart.grabbed;
  endGrab(chart);
  if (before !== chart.scene()) chart.commit(before);
  const handle = chart.handles.find((each) => each.key === key);
  if (handle) chart.say(`Put back. ${statusText(chart, handle)}`);
  return true;
}

/** Nothing is taken any more; whatever was moved stays moved. */
export function endGrab(chart) {
  markGrabbed(chart, false);
  chart.grabbed = null;
}

/** Where the handle is right now, and for a label how likely it is. */
export function statusText(chart, { kind, name, x, y }) {
  const place = kind === "point" || kind === "candidate" ? pointText(chart.units, x, y) : xText(chart.units, x);
  return `Right now, ${place}${kind === "candidate" ? answerText(chart.answerOf(name)) : ""}.`;
}

function answerText(row) {
  if (!row) return "";
  if (!Number.isFinite(row.log_p)) return row.verdict ? `; ${verdictWords(row.verdict)}` : "";
  const odds = Number.isFinite(row.log10_odds) ? `, ${oddsWords(Math.max(0, row.log10_odds))}` : "";
  return `; ${logWords(row.log_p, row.step)}${odds}`;
}

function nameOf({ kind, name, index }) {
  if (kind === "point") return `${NAMES.point} ${index + 1}`;
  return kind === "candidate" ? `${NAMES.candidate} ${name}` : NAMES[kind];
}

function markGrabbed(chart, grabbed) {
  const node = chart.grabbed && chart.findHandle(chart.grabbed.key);
  node?.classList.toggle("taken", grabbed);
  if (node?.getAttribute("role") === "button") node.setAttribute("aria-pressed", String(grabbed));
}
