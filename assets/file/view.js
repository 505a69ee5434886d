/** The page in one file on a projector and on a phone: `view=present` behind '#', and where its controls stand. */

import { hearLecturer, LECTURE_HELP, setView } from "../page/lecture.js";
import { htmlNode } from "../shared/dom.js";
import WORDS from "../page/words.json" with { type: "json" };

const PRESENT = "present";
const NARROW_FILE = "(max-width: 760px)"; // as in file.css

/** @typedef {"present" | ""} View */

/** The view that an address asks for. @param {string} query @returns {View} */
export function viewOf(query) {
  return new URLSearchParams(query).get("view") === PRESENT ? PRESENT : "";
}

/** The query string with the view. @param {string} query @param {string} view */
export function withView(query, view) {
  return view ? `${query}&view=${view}` : query;
}

/** Takes the shape of `view`, and lets the chart measure its room. @param {string} view */
export function shapePage(view) {
  setView(view);
  dispatchEvent(new Event("resize"));
}

/**
 * The buttons that present and leave, and a lecturer's keys.
 *
 * @param {Element} head
 * @param {HTMLElement | null} controls
 * @param {(view: View) => void} change
 */
export function makeViews(head, controls, change) {
  const button = htmlNode("button", { type: "button", class: "ntk-present", title: LECTURE_HELP, text: WORDS.present });
  head.prepend(button);
  button.addEventListener("click", () => change(PRESENT));
  const leave = htmlNode("button", { type: "button", class: "ntk-leave", text: WORDS.leave }, document.body);
  leave.addEventListener("click", () => change(""));
  hearLecturer(
    () => (controls ? [controls] : []),
    () => change(""),
  );
}

/** On a phone the controls stand between picture and answers: who moves them sees the curve. @param {HTMLElement} sheet */
export function placeControls(sheet) {
  const [aside, chart] = [sheet.querySelector("aside"), sheet.querySelector("#ntk-chart")];
  if (!aside || !chart) return;
  aside.slot = "controls";
  const narrow = matchMedia(NARROW_FILE);
  const place = () => {
    if (narrow.matches) chart.append(aside);
    else sheet.insertBefore(aside, sheet.querySelector("main"));
  };
  narrow.addEventListener("change", place);
  place();
}
