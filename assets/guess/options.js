/** Options that are put in order, chosen or weighed: by pointer, by keys, and with buttons. */

import { landing, moved } from "../blocks/order.js";
import { focusedIn, htmlNode, keyedParts, setAttributes, setText } from "../shared/dom.js";
import { WORDING, fillBlanks, optionText } from "./words.js";
import { withOdds } from "./draft.js";

/** @import { Asked, Draft } from "./types.d.ts" */
/** @import { Hand } from "./picture.js" */
/** @typedef {ReturnType<typeof makeOptions>} Options */

/** @param {Element} parent @param {Asked} asked @param {Hand} hand */
export function makeOptions(parent, asked, hand) {
  const { answer, options } = asked.question;
  const ordered = answer === "order";
  const root = htmlNode("div", { class: `guess-options ${answer}`, "data-testid": "guess-options" }, parent);
  if (!ordered)
    setAttributes(root, { role: answer === "choice" ? "radiogroup" : "group", "aria-label": asked.question.text });
  if (ordered) htmlNode("p", { class: "quiet end", text: WORDING.ends.first }, root);
  const list = htmlNode(ordered ? "ol" : "div", { class: "list" }, root);
  if (ordered) htmlNode("p", { class: "quiet end", text: WORDING.ends.last }, root);
  const view = { root, list, asked, hand, name: `guess-${(made += 1)}` };
  if (asked.about_labels === false && ordered) root.querySelectorAll(".end").forEach((node) => node.remove());
  options.forEach((_, i) => !ordered && makeOption(view, i));
  return view;
}

let made = 0; // names of groups of radio buttons are unique in the page

/** A radio button or a slider. @param {Omit<Options, "name"> & { name: string }} view @param {number} at */
function makeOption({ list, asked, hand, name }, at) {
  const isChoice = asked.question.answer === "choice";
  const row = htmlNode("label", { class: "option" }, list);
  const attributes = isChoice ? { type: "radio", name, value: at } : { type: "range", min: 1, max: 100, step: 1 };
  const input = htmlNode("input", attributes);
  const text = htmlNode("span", { class: "text", text: optionText(asked, at) });
  row.append(...(isChoice ? [input, text] : [text, input]));
  htmlNode("span", { class: "share" }, row);
  /** @param {boolean} released */
  const put = (released) => {
    if (isChoice) hand.set([at], released);
    else hand.set(withOdds(/** @type {number[]} */ (hand.draft()), at, Number(input.value)), released);
  };
  input.addEventListener("input", () => put(isChoice));
  if (!isChoice) input.addEventListener("change", () => put(true));
}

/** @param {Options} view @param {Draft} draft @param {number[] | null} shares the odds that are right, once they are shown */
export function drawOptions(view, draft, shares) {
  const { asked, list, hand } = view;
  const { answer, options } = asked.question;
  if (answer === "order") return drawOrder(view, /** @type {number[]} */ (draft), shares);
  [...list.children].forEach((row, i) => {
    const input = /** @type {HTMLInputElement} */ (row.querySelector("input"));
    const share = /** @type {HTMLElement} */ (row.querySelector(".share"));
    input.disabled = hand.locked();
    const right = shares ? ` ${fillBlanks(WORDING.share, { share: Math.round(100 * shares[i]) })}` : "";
    if (answer === "choice") {
      input.checked = draft[0] === i;
      setText(share, right);
    } else {
      if (input.value !== String(draft[i])) input.value = String(draft[i]);
      setAttributes(input, { "aria-valuetext": `${draft[i]} %`, "aria-label": options[i] });
      setText(share, `${draft[i]} %${right}`);
    }
  });
}

/** @param {Options} view @param {number[]} order @param {number[] | null} shares */
function drawOrder(view, order, shares) {
  const { list, asked, hand } = view;
  const focused = /** @type {HTMLElement | null} */ (focusedIn(list));
  const rows = keyedParts(list, order, (option) => makeRowOf(view, option));
  order.forEach((option, at) => {
    const { handle, text, up, down, share } = rows[at];
    const name = optionText(asked, option);
    setText(handle, `${at + 1}`);
    setText(text, name);
    setText(share, shares ? fillBlanks(WORDING.share, { share: Math.round(100 * shares[option]) }) : "");
    const words = { option: name, place: at + 1, count: order.length };
    setAttributes(handle, { "aria-label": fillBlanks(WORDING.list.handle, words) });
    setAttributes(up, { "aria-label": fillBlanks(WORDING.list.up, words) });
    setAttributes(down, { "aria-label": fillBlanks(WORDING.list.down, words) });
    handle.disabled = hand.locked();
    up.disabled = hand.locked() || at === 0;
    down.disabled = hand.locked() || at === order.length - 1;
  });
  if (focused && list.contains(focused)) focused.focus(); // a node that is moved loses the focus
}

/** @param {Options} view @param {number} option */
function makeRowOf(view, option) {
  const { hand } = view;
  const node = htmlNode("li", { class: "option", "data-testid": "guess-option" });
  const handle = htmlNode("button", { type: "button", class: "handle" }, node);
  const text = htmlNode("span", { class: "text" }, node);
  const share = htmlNode("span", { class: "share" }, node);
  const up = htmlNode("button", { type: "button", class: "move", text: "↑" }, node);
  const down = htmlNode("button", { type: "button", class: "move", text: "↓" }, node);
  /** @param {number} by */
  const move = (by) => {
    const order = hand.draft();
    const from = order.indexOf(option);
    hand.set(moved(order, from, from + by), true);
  };
  up.addEventListener("click", () => move(-1));
  down.addEventListener("click", () => move(1));
  handle.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!by || hand.locked()) return;
    move(by);
    event.preventDefault();
  });
  node.addEventListener("pointerdown", (event) => dragRow(view, node, option, event));
  return { node, handle, text, share, up, down };
}

/** A row follows the pointer that drags it, and changes places with those that it passes. @param {Options} view @param {HTMLElement} node @param {number} option @param {PointerEvent} event */
function dragRow({ list, hand }, node, option, event) {
  const target = /** @type {Element} */ (event.target);
  if (hand.locked() || event.button !== 0 || target.closest(".move")) return;
  event.preventDefault();
  const middles = [...list.children].map(
    (row) => row.getBoundingClientRect().top + row.getBoundingClientRect().height / 2,
  );
  const [from, before] = [hand.draft().indexOf(option), hand.draft()];
  const hooks = new AbortController();
  node.setPointerCapture(event.pointerId);
  node.classList.add("dragged");
  /** @param {boolean} released @param {PointerEvent} to */
  const put = (released, to) =>
    hand.set(moved(before, from, landing(middles, from, to.clientY - event.clientY)), released);
  /** @param {PointerEvent} to */
  const end = (to) => {
    hooks.abort();
    node.classList.remove("dragged");
    put(true, to);
  };
  const options = { signal: hooks.signal };
  node.addEventListener("pointermove", (to) => put(false, to), options);
  node.addEventListener("pointerup", end, options);
  node.addEventListener("pointercancel", end, options);
}
