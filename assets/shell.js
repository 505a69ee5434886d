/**
 * Stands in the document itself, and watches until the page has arrived. If the server is gone while the page loads, the
 * page would stay blank: this says so, and loads the page again once the server is back.
 */
import { showView } from "./page/view.js";
import WORDS from "./page/words.json" with { type: "json" };

(() => {
  const LOOK_MS = 3000; // most pages arrive sooner; the server is asked for the first time then
  const ANSWER_MS = 10_000; // on a slow line an answer waits behind the page's own files
  const bar = document.createElement("div");
  bar.className = "ntk-away";
  bar.setAttribute("role", "status");
  /** The first file that did not arrive: a browser does not ask for it a second time. @type {string | null} */
  let missing = null;

  // The page leaves a process that hangs by its stream: see connection/slowness.js.
  globalThis.WebSocket = class extends WebSocket {
    /** @param {string | URL} address @param {string | string[]} [protocols] */
    constructor(address, protocols) {
      super(address, protocols);
      if (String(address).includes("/_stcore/stream")) globalThis.ntkStream = this;
    }
  };

  /** @param {Event} event */
  function note({ target }) {
    if (target instanceof HTMLScriptElement) missing ??= target.src;
    else if (target instanceof HTMLLinkElement && target.rel === "modulepreload") missing ??= target.href;
  }

  async function look() {
    const there = await isThere(missing ?? "./_stcore/health");
    if (globalThis.ntkConnection) return removeEventListener("error", note, { capture: true }); // it has taken over
    if (there && missing) return location.reload();
    bar.textContent = there ? "" : WORDS.silent;
    document.documentElement.toggleAttribute("data-ntk-away", !there); // Streamlit's own words are hidden meanwhile
    setTimeout(look, LOOK_MS);
  }

  /** @param {string} address @returns {Promise<boolean>} */
  function isThere(address) {
    return fetch(address, { cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS) }).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  const arrival = new MutationObserver(() => {
    if (!document.querySelector("[data-testid=stSidebar]")) return;
    document.documentElement.toggleAttribute("data-ntk-arrived", true);
    arrival.disconnect();
  });

  showView();
  arrival.observe(document, { childList: true, subtree: true });
  addEventListener("error", note, { capture: true });
  document.addEventListener("DOMContentLoaded", () => document.body.append(bar));
  setTimeout(look, LOOK_MS);
})();
