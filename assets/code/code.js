/** Lines of code with a button that copies them; a highlighter would be a megabyte and a half. */

import { htmlNode, setText } from "../shared/dom.js";

const COPIED_MS = 2000;

/** @typedef {ReturnType<typeof makeBox>} Box */

/** @type {WeakMap<HTMLElement, Box>} */
const boxes = new WeakMap();

/** Called with every change of the text, which comes as bytes. @param {{ parentElement: HTMLElement, data: Uint8Array }} component */
export default function ({ parentElement, data }) {
  const kept = boxes.get(parentElement);
  const box = kept?.node.isConnected ? kept : makeBox(parentElement);
  boxes.set(parentElement, box);
  setText(box.code, new TextDecoder().decode(data));
}

/** @param {HTMLElement} parent */
function makeBox(parent) {
  const node = htmlNode("div", { class: "ntk-code", "data-testid": "code" }, parent);
  const code = htmlNode("code", {}, htmlNode("pre", { tabindex: 0, role: "group", "aria-label": "code" }, node));
  const button = htmlNode("button", { type: "button", text: "Copy" }, node);
  const answer = htmlNode("span", { class: "answer", role: "status" }, node);
  button.addEventListener("click", async () => {
    setText(answer, (await copy(code)) ? "Copied" : "Selected: press Ctrl+C");
    setTimeout(() => setText(answer, ""), COPIED_MS);
  });
  return { node, code };
}

/** Whether it is on the clipboard; where the browser does not allow that, the text is selected instead. @param {HTMLElement} code */
async function copy(code) {
  try {
    await navigator.clipboard.writeText(code.textContent ?? "");
    return true;
  } catch {
    getSelection()?.selectAllChildren(code);
    return false;
  }
}
