/** What a page for a projector does, wherever its controls are: Page keys change the networks, arrows the depth. */

import { isKey } from "../shared/keys.js";

import WORDS from "./words.json" with { type: "json" };

export const LECTURE_HELP = WORDS.lecture;
const STEPS = { PageDown: 1, PageUp: -1 };

/** The page takes the shape of a view: "present", "embed", or "" for its own. @param {string} view */
export function setView(view) {
  if (view) document.documentElement.dataset.ntkView = view;
  else delete document.documentElement.dataset.ntkView;
}

/**
 * Hears the keys of a lecturer.
 *
 * @param {() => ParentNode[]} roots where the controls are, although they are out of sight
 * @param {() => void} leave
 */
export function hearLecturer(roots, leave) {
  document.addEventListener("keydown", (event) => {
    const { key, defaultPrevented } = event;
    if (document.documentElement.dataset.ntkView !== "present") return;
    if (defaultPrevented) return;
    /** @param {string} selector */
    const find = (selector) => roots().flatMap((root) => [...root.querySelectorAll(selector)]);
    if (isKey(event, "leave")) leave();
    else if (isKey(event, "networks")) turnNetworks(find, STEPS[/** @type {keyof typeof STEPS} */ (key)]);
    else if (isKey(event, "layers") && document.activeElement === document.body) turnDepth(find, key);
    else return;
    event.preventDefault();
  });
}

/** @typedef {(selector: string) => Element[]} Find */

/** @param {Find} find @param {number} step */
function turnNetworks(find, step) {
  const choices = /** @type {HTMLInputElement[]} */ (find("input[type=radio][name=prior]"));
  const at = choices.findIndex((choice) => choice.checked);
  choices.at((at + step) % choices.length)?.click();
}

/** @param {Find} find @param {string} key */
function turnDepth(find, key) {
  for (const slider of find("input#hidden_layers")) slider.dispatchEvent(new KeyboardEvent("keydown", { key }));
}
