/** Files that are dropped anywhere on a page: Python opens what was exported here, and says why it cannot open others. */

import WORDS from "./words.json" with { type: "json" };

const MOST_BYTES = 4_000_000;
const OWN_PLACE = "[data-testid=stFileUploader]"; // takes files itself

/** From now on; a browser would show a dropped file in place of the page. @param {Element} app */
export function takeFiles(app) {
  const cover = document.createElement("div");
  cover.className = "ntk-drop";
  cover.textContent = WORDS.drop;
  cover.hidden = true;
  app.append(cover);
  let inside = 0;
  /** @param {DragEvent} event */
  const concerns = ({ dataTransfer, target }) =>
    dataTransfer?.types.includes("Files") && !(target instanceof Element && target.closest(OWN_PLACE));
  const mark = () => (cover.hidden = inside === 0);
  addEventListener("dragenter", (event) => {
    if (concerns(event)) inside += 1;
    mark();
  });
  addEventListener("dragleave", (event) => {
    if (concerns(event)) inside = Math.max(0, inside - 1);
    mark();
  });
  addEventListener("dragover", (event) => concerns(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    inside = 0;
    mark();
    const file = event.dataTransfer?.files[0];
    if (!file || !concerns(event)) return;
    event.preventDefault();
    sendFile(file);
  });
}

/** Sends a file's text to Python; of one that is too large no text. @param {File} file */
export async function sendFile(file) {
  const { ntkPage } = globalThis;
  const text = file.size <= MOST_BYTES ? await file.text() : null;
  ntkPage?.open({ name: file.name, text, page: ntkPage.page });
}
