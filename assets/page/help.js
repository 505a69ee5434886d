/** The dialog that lists all keys and says in words what the page shows; its button, and the keys that every page hears. */

import { htmlNode } from "../shared/dom.js";
import { isKey, isTyping, keepLetters, lettersAreOff, SHORTCUTS, writtenKeys } from "../shared/keys.js";
import { voice } from "../shared/voice.js";
import { isShown, keepNow, showCaption, textNow } from "./now.js";
import { addSound } from "./sound.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Now } from "./now.js" */

const TITLE = WORDS.help.title;

/**
 * Makes the region "Right now" in `home`, and the button that opens the dialog.
 *
 * @param {Element} home
 * @param {string} look the classes of the button
 * @param {Element} bar where the button stands
 */
export function keepHelp(home, look, bar = home) {
  const now = keepNow(home);
  const open = () => toggleDialog(home, now);
  const button = htmlNode("button", { class: look, type: "button", "aria-label": TITLE, text: "?" }, bar);
  button.title = `${TITLE} (?)`;
  button.addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || isTyping(event) || lettersAreOff()) return;
    if (isKey(event, "help")) open();
    else if (isKey(event, "now")) voice().answer(textNow(now));
    else return;
    event.preventDefault();
  });
  return button;
}

/** @param {Element} home @param {Now} now */
function toggleDialog(home, now) {
  const opened = /** @type {HTMLDialogElement | null} */ (home.querySelector("dialog.ntk-help"));
  if (opened) opened.close();
  else openDialog(home, now);
}

/** @param {Element} home @param {Now} now */
function openDialog(home, now) {
  const dialog = htmlNode("dialog", { class: "ntk-help", "aria-label": TITLE }, home);
  const head = htmlNode("header", {}, dialog);
  htmlNode("h2", { text: TITLE }, head);
  const close = htmlNode("button", { type: "button", "aria-label": WORDS.help.close, text: "×" }, head);
  close.addEventListener("click", () => dialog.close());
  htmlNode("h3", { text: WORDS.now.title }, dialog);
  htmlNode("p", { text: textNow(now), "data-testid": "now-text" }, dialog);
  htmlNode("p", { class: "small", text: WORDS.help.spread }, dialog);
  addTick(dialog, WORDS.help.caption, isShown(now), (on) => showCaption(now, on));
  addSound(dialog, addTick);
  for (const part of new Set(SHORTCUTS.map((shortcut) => shortcut.part))) addKeys(dialog, part);
  const letters = SHORTCUTS.flatMap(({ keys }) => keys.filter((key) => key.length === 1 && key.trim()));
  addTick(dialog, WORDS.help.letters.replace("{letters}", letters.join(", ")), !lettersAreOff(), keepLetters);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.showModal();
}

/** @param {Element} parent @param {string} part */
function addKeys(parent, part) {
  htmlNode("h3", { text: part }, parent);
  const list = htmlNode("dl", {}, parent);
  for (const shortcut of SHORTCUTS.filter((each) => each.part === part)) {
    const term = htmlNode("dt", {}, list);
    for (const key of writtenKeys(shortcut)) htmlNode("kbd", { text: key }, term);
    htmlNode("dd", { text: shortcut.does }, list);
  }
}

/** @param {Element} parent @param {string} text @param {boolean} checked @param {(checked: boolean) => void} change */
function addTick(parent, text, checked, change) {
  const label = htmlNode("label", {}, parent);
  const box = htmlNode("input", { type: "checkbox" }, label);
  box.checked = checked;
  htmlNode("span", { text }, label);
  box.addEventListener("change", () => change(box.checked));
}
