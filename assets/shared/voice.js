/**
 * What is told to those who listen to a page: one live region for all parts of it. The newest text wins, and none is told
 * twice in a row by itself.
 */

import { htmlNode, setAttributes } from "./dom.js";

/** @typedef {{ now: () => number, wait: (call: () => void, ms: number) => number, stop: (timer: number) => void }} Clock */
/** @typedef {ReturnType<typeof makeVoice>} Voice */

const BETWEEN_MS = 300; // of two answers to keys: a key that is held down is not read at each of its moves
const REPORT_MS = 900; // until the page counts as at rest
const UNSEEN = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap";
/** @type {Clock} */
const CLOCK = {
  now: () => performance.now(),
  wait: (call, ms) => Number(setTimeout(call, ms)),
  stop: (timer) => clearTimeout(timer),
};

/**
 * `answer(text)` tells what a key or a button has done, at once or once the keys are slower; `report(text)` tells what has
 * changed, once nothing has for a moment. Either takes the place of what was about to be told.
 *
 * @param {(text: string) => void} write
 * @param {Clock} clock
 */
export function makeVoice(write, clock = CLOCK) {
  let timer = 0;
  let last = -Infinity;
  let told = "";
  /** @param {string} text */
  const tell = (text) => {
    timer = 0;
    last = clock.now();
    // The same answer to another press has to be another text, or a screen reader does not notice it.
    told = text === told ? `${text}\u00a0` : text;
    write(told);
  };
  /** @param {string} text @param {number} ms */
  const tellIn = (text, ms) => {
    clock.stop(timer);
    if (ms > 0) timer = clock.wait(() => tell(text), ms);
    else tell(text);
  };
  return {
    /** @param {string} text */
    answer: (text) => tellIn(text, last + BETWEEN_MS - clock.now()),
    /** @param {string} text */
    report: (text) => {
      if (text.trim() !== told.trim()) tellIn(text, REPORT_MS);
    },
  };
}

/** The voice of this page, which all scripts on it share; made with its region when it is asked for first. */
export function voice() {
  if (!globalThis.ntkVoice) {
    const home = document.querySelector(".stApp") ?? document.body;
    const node = htmlNode("div", { class: "ntk-voice", role: "status", "aria-live": "polite" }, home);
    setAttributes(node, { style: UNSEEN });
    globalThis.ntkVoice = makeVoice((text) => (node.textContent = text));
  }
  return globalThis.ntkVoice;
}
