/** The keys that the app hears: one list for those who press them, for the code that hears them, and for the tests. */

import KEY_WORDS from "./words.json" with { type: "json" };
import { keepWords, readKept } from "./store.js";

/** @import { Pair } from "./types.d.ts" */
/** @typedef {{ name: string, part: string, keys: string[], does: string }} Shortcut */

/** @type {Record<string, Pair | undefined>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
/** @type {Record<string, string>} */
const SHOWN = {
  ...KEY_WORDS.names,
  " ": KEY_WORDS.names.Space,
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
};

const KEYS = {
  help: { part: "page", keys: ["?"] },
  now: { part: "page", keys: ["n"] },
  back: { part: "page", keys: ["Escape"] },
  next: { part: "chart", keys: ["Tab"] },
  arrows: { part: "chart", keys: ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"] },
  grab: { part: "chart", keys: [" ", "Enter"] },
  putBack: { part: "chart", keys: ["Escape"] },
  remove: { part: "chart", keys: ["Delete", "Backspace"] },
  sound: { part: "chart", keys: ["s"] },
  undo: { part: "chart", keys: ["Control+z"] },
  redo: { part: "chart", keys: ["Control+Shift+z", "Control+y"] },
  slide: { part: "slider", keys: ["ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End"] },
  type: { part: "slider", keys: ["0…9", "Enter"] },
  mark: { part: "figure", keys: ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"] },
  reset: { part: "figure", keys: ["Home"] },
  removeBlock: { part: "figure", keys: ["Delete", "Backspace"] },
  networks: { part: "present", keys: ["PageDown", "PageUp"] },
  layers: { part: "present", keys: ["ArrowLeft", "ArrowRight"] },
  leave: { part: "present", keys: ["Escape"] },
};
/** @type {Record<string, string>} */
const PARTS = KEY_WORDS.parts;
/** @type {Record<string, string>} */
const DOES = KEY_WORDS.keys;

/** All shortcuts in the order in which they are listed. @type {Shortcut[]} */
export const SHORTCUTS = Object.entries(KEYS).map(([name, { part, keys }]) => {
  return { name, part: PARTS[part], keys, does: DOES[name] };
});

/**
 * Whether a key that is pressed is one of the shortcut `name`. ⌘ counts as Ctrl. Shift counts only together with Ctrl.
 *
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">} event
 * @param {string} name
 */
export function isKey(event, name) {
  const shortcut = SHORTCUTS.find((each) => each.name === name);
  if (!shortcut) throw new Error(`There is no shortcut '${name}'.`);
  return shortcut.keys.some((combination) => {
    const [key, ...held] = combination.split("+").reverse();
    const ctrl = held.includes("Control");
    if (event.altKey || ctrl !== (event.ctrlKey || event.metaKey)) return false;
    if (ctrl && held.includes("Shift") !== event.shiftKey) return false;
    return event.key.toLowerCase() === key.toLowerCase();
  });
}

/** Right and up, each −1, 0 or 1, for an arrow key; undefined for another key. @param {{ key: string }} event */
export function arrowOf({ key }) {
  return ARROWS[key];
}

/** How each key of a shortcut is written for people: "Ctrl + Shift + Z". @param {Shortcut} shortcut */
export function writtenKeys({ keys }) {
  return keys.map((combination) =>
    combination
      .split("+")
      .map((key) => SHOWN[key] ?? (/^[a-z]$/.test(key) && combination.length > 1 ? key.toUpperCase() : key))
      .join(" + "),
  );
}

const KEPT_OFF = "ntk-letters"; // single letters may be keys of a person's own software

/** Whether single letters are no shortcuts for this person. */
export function lettersAreOff() {
  return readKept(KEPT_OFF) !== "";
}

/** @param {boolean} on */
export function keepLetters(on) {
  keepWords(KEPT_OFF, on ? "" : "off");
}

/** Whether an event happens where somebody types: a letter belongs to the field then. @param {Event} event */
export function isTyping(event) {
  const [target] = event.composedPath();
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !/^(button|checkbox|radio|range|submit)$/.test(target.type);
  return target.isContentEditable || target.matches("textarea, select");
}
