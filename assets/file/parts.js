/** Parts of the page in one file: where each is drawn and how, and what the browser remembers of it. */

/** @import { Mount } from "./types.d.ts" */

/** @param {string} id */
export function nodeOfPage(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** Where a part of the page is drawn: its shadow root keeps the styles of the parts apart. @param {string} id */
export function rootOfPart(id) {
  return /** @type {HTMLElement | null} */ (document.getElementById(id)?.shadowRoot?.querySelector(".part") ?? null);
}

/**
 * @param {Mount} draw
 * @param {HTMLElement} parentElement
 * @param {object} data
 * @param {(list: any[]) => void} listen
 */
export function mount(draw, parentElement, data, listen) {
  const bytes = new TextEncoder().encode(JSON.stringify(data));
  return draw({ parentElement, data: bytes, setStateValue: (_, { list }) => listen(list) });
}

/** Writes into the history. @param {() => void} write */
export function remember(write) {
  try {
    write();
  } catch (error) {
    // A frame whose document has no address of its own (srcdoc) cannot remember anything.
    if (!(error instanceof DOMException && error.name === "SecurityError")) throw error;
  }
}
