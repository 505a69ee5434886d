/** What is true right now on each part of a page, in sentences; page/now.js shows them together. */

/** @typedef {{ sentences: string[], reports: boolean }} PartNow `reports`: the part tells by itself what has changed */

/**
 * Tells what `host` shows. The sentences count until it leaves the page.
 *
 * @param {Element} host
 * @param {string[]} sentences one that ends without a sign, as a title does, gets a full stop
 * @param {boolean} reports
 */
export function tellNow(host, sentences, reports) {
  const board = (globalThis.ntkBoard ??= new Map());
  const root = host.getRootNode();
  const ended = sentences.map((sentence) => sentence.replace(/[^.?!…:]$/u, "$&."));
  board.set(root instanceof ShadowRoot ? root.host : host, { sentences: ended, reports });
  dispatchEvent(new Event("ntk-now"));
}

/** Each part that is on the page, from its top to its bottom. @returns {[Element, PartNow][]} */
export function partsNow() {
  const board = globalThis.ntkBoard ?? new Map();
  for (const host of board.keys()) if (!host.isConnected) board.delete(host);
  return [...board].sort(([one], [other]) =>
    one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
  );
}
