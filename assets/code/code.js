/** Lines of code with a button that copies them; a highlighter would be a megabyte and a half. */

import { htmlNode, setText } from "../shared/dom.js";

const COPIED_MS = 2000;

/** Called with every change of the text, which comes as bytes. */
export default function ({ parentElement, data }) {
  const box = parentElement.querySelector(".ntk-code") ?? makeBox(parentElement);
  setText(box.querySelector("code"), new TextDecoder().decode(data));
}

function makeBox(parent) {
  const box = htmlNode("div", { class: "ntk-code", "data-testid": "code" }, parent);
  const code = htmlNode("code", {}, htmlNode("pre", { tabindex: 0, role: "group", "aria-label": "code" }, box));
  const button = htmlNode("button", { type: "button", text: "Copy" }, box);
  const answer = htmlNode("span", { class: "answer", role: "status" }, box);
  button.addEventListener("click", async () => {
    setText(answer, (await copy(code)) ? "Copied" : "Selected: press Ctrl+C");
    setTimeout(() => setText(answer, ""), COPIED_MS);
  });
  return box;
}

/** Whether it is on the clipboard; where the browser does not allow that, the text is selected instead. */
async function copy(code) {
  try {
    await navigator.clipboard.writeText(code.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(code);
    return false;
  }
}
