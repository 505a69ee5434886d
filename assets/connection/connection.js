/** Watches the page's connection to the server: says in words that it is lost, and asks for an answer once it is back. */

import { watchAnswers } from "./slowness.js";
import { followWishes, noteRun, watchWishes, wishInWords } from "./wishes.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Connection } from "../shared/types.d.ts" */

const PATIENCE_MS = 800; // a gap shorter than this is not worth a word
const STATE = "data-test-connection-state";

/** @param {{ data: unknown, setTriggerValue(name: string, value: unknown): void }} component */
export default function (component) {
  const connection = (globalThis.ntkConnection ??= watch());
  connection.memory = component.data; // what the session has computed, so that the next one can tell
  connection.ask = (memory) => component.setTriggerValue("returned", memory);
}

/** @returns {Connection} */
function watch() {
  /** @type {HTMLElement} */
  const bar = document.querySelector("div.ntk-away") ?? document.createElement("div"); // shell.js has made one
  bar.className = "ntk-away";
  bar.setAttribute("role", "status");
  bar.textContent = "";
  document.body.append(bar);
  delete document.documentElement.dataset.ntkAway;
  const dialogs = new MutationObserver(closeDialog);
  const app = document.querySelector(`[${STATE}]`);
  if (!app)
    throw new Error("Streamlit no longer reports whether it is connected. Read its page, then mend this module.");
  const wishes = { address: location.href, page: null, presses: [], runs: 0, timer: 0 };
  const arrive = () => noteRun(connection);
  /** @type {Connection} */
  const connection = {
    ...{ bar, timer: 0, lost: false, slow: false, memory: null, left: null, ask: null },
    ...{ dialogs, app, wishes, arrive },
  };
  new MutationObserver(() => {
    const lost = app.getAttribute(STATE) !== "CONNECTED";
    if (lost === connection.lost) return;
    connection.lost = lost;
    if (lost) leave(connection);
    else comeBack(connection);
  }).observe(app, { attributeFilter: [STATE] });
  watchWishes(connection, () => {
    if (connection.lost && connection.bar.textContent) say(connection);
  });
  watchAnswers(connection, () => {
    if (!connection.lost) bar.textContent = connection.slow ? WORDS.slow : "";
  });
  return connection;
}

/** @param {Connection} connection */
function leave(connection) {
  clearTimeout(connection.timer); // of a sentence from the last return, which would end with this one's
  document.documentElement.dataset.ntkAway = "";
  connection.left = connection.memory;
  // Streamlit will ask its next session for the link that it has in mind. It takes the present one from the address bar
  // only when the person goes back or forward, so it is told that this has happened. Where the person has gone to a page
  // that the server never showed, the address is that of the page on screen for as long as this takes.
  const { href } = location;
  if (!connection.wishes.page?.address) connection.wishes.address = href;
  history.replaceState(history.state, "", connection.wishes.address);
  dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
  history.replaceState(history.state, "", href);
  connection.dialogs.observe(document.body, { childList: true, subtree: true, attributeFilter: ["inert"] });
  connection.timer = setTimeout(() => say(connection), PATIENCE_MS);
}

/** @param {Connection} connection */
function say(connection) {
  const chart = document.querySelector(".st-key-chart") ? WORDS.chart : "";
  connection.bar.textContent = [WORDS.lost, chart, wishInWords(connection.wishes)].filter(Boolean).join(" ");
}

// After some tries Streamlit asks whether Streamlit is still running, in a dialog that makes the page inert. It is closed
// before the browser paints, so that a drag under way goes on and the focus stays.
function closeDialog() {
  const dialog = document.querySelector('[data-testid="stDialog"]');
  if (!dialog) return;
  document.getElementById("root")?.removeAttribute("inert");
  /** @type {HTMLElement | null} */ (dialog.querySelector('button[aria-label="Close"]'))?.click();
}

/** @param {Connection} connection */
function comeBack(connection) {
  delete document.documentElement.dataset.ntkAway;
  clearTimeout(connection.timer);
  connection.dialogs.disconnect();
  connection.bar.textContent = "";
  // The page on screen is brought up to date first, under its own address.
  history.replaceState(history.state, "", connection.wishes.address);
  // On its own, Streamlit asks only if the last run was that of a fragment; and a new session knows nothing until asked.
  connection.ask?.(connection.left);
  followWishes(connection);
}
