/** Lines of code with a button that copies them; a highlighter would be a megabyte and a half. */

import { htmlNode, setText } from "../shared/dom.js";
import { mounting } from "../shared/mounted.js";
import { copyText } from "../shared/saving.js";
import WORDS from "./words.json" with { type: "json" };

const COPIED_MS = 2000;

/** @typedef {ReturnType<typeof makeBox>} Box */

const boxIn = mounting(makeBox, (/** @type {Box} */ box) => clearTimeout(box.timer));

/** Called with every change of the text, which comes as bytes. @param {{ parentElement: HTMLElement, data: Uint8Array }} component */
export default function ({ parentElement, data }) {
  const { mounted: box, cleanup } = boxIn(parentElement, null);
  setText(box.code, new TextDecoder().decode(data));
  return cleanup;
}

/** @param {HTMLElement} parent */
function makeBox(parent) {
  const root = htmlNode("div", { class: "ntk-code", "data-testid": "code" }, parent);
  const code = htmlNode("code", {}, htmlNode("pre", { tabindex: 0, role: "group", "aria-label": WORDS.spoken }, root));
  const button = htmlNode("button", { type: "button", text: WORDS.copy }, root);
  const answer = htmlNode("span", { class: "answer", role: "status" }, root);
  const box = { root, code, timer: 0 };
  button.addEventListener("click", async () => {
    setText(answer, (await copy(code)) ? WORDS.copied : WORDS.selected);
    clearTimeout(box.timer);
    box.timer = setTimeout(() => setText(answer, ""), COPIED_MS);
  });
  return box;
}

/** Whether it is on the clipboard; where the browser does not allow that, the text is selected instead. @param {HTMLElement} code */
async function copy(code) {
  const copied = await copyText(code.textContent ?? "");
  if (!copied) getSelection()?.selectAllChildren(code);
  return copied;
}
