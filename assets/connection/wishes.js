/**
 * What a person has asked for and the server may never have heard: another page, chosen in the menu or by Back, and
 * presses on buttons. Streamlit sends each of them once, and not at all while the connection is lost. They are followed
 * when the connection is back and the page on screen is up to date.
 */

import WORDS from "./words.json" with { type: "json" };

/** @import { Connection, Wishes } from "../shared/types.d.ts" */

const SCRIPT = "data-test-script-state";
const LINK = "a[data-testid=stPageLink-NavLink]";
const PLAIN_BUTTON = ".stButton button";
// As Chromium, Firefox and Safari call it.
const FAILED_IMPORT = /dynamically imported module|Importing a module script failed/;
const LOOK_MS = 100;
const QUIET_LOOKS = 5; // in a row at which nothing was under way: what was done while away has been sent and answered
const LONG_QUIET_LOOKS = 100; // the run that was asked for is not coming
const TOLD_MS = 10_000;

/** Notes what is asked for from now on. @param {Connection} connection @param {() => void} changed */
export function watchWishes(connection, changed) {
  const { app, wishes } = connection;
  // Streamlit does not show every run in this attribute: a page that it draws in one go is never seen to run.
  new MutationObserver(() => {
    if (app.getAttribute(SCRIPT) === "notRunning") noteRun(connection);
  }).observe(app, { attributeFilter: [SCRIPT] });
  addEventListener("click", (event) => note(connection, event) && changed(), { capture: true });
  addEventListener("popstate", (event) => goBack(connection, event) && changed(), { capture: true });
}

/** The server has answered. @param {Connection} connection */
export function noteRun({ lost, wishes }) {
  wishes.runs += 1;
  if (lost || wishes.timer) return;
  wishes.presses = [];
  if (wishes.page?.name === pageAt(location.pathname)) wishes.page = null;
  if (!wishes.page) wishes.address = location.href;
}

/** @param {Connection} connection @param {MouseEvent} event */
function note({ lost, wishes }, event) {
  const { target, altKey, ctrlKey, metaKey, shiftKey } = event;
  if (!(target instanceof Element) || altKey || ctrlKey || metaKey || shiftKey) return false;
  const link = target.closest(LINK);
  if (link) wishes.page = { name: nameOf(link), label: labelOf(link), address: null };
  const button = target.closest(PLAIN_BUTTON);
  // A press while the connection is lost needs no memory: Streamlit's buttons are visibly off.
  if (button && event.isTrusted && !lost)
    wishes.presses.push({ label: labelOf(button), session: globalThis.ntkSession });
  return link !== null;
}

/**
 * Back or Forward. The browser has changed the address; while the connection is lost Streamlit does not hear of it,
 * since it would take the link of the other page for that of the page on screen.
 *
 * @param {Connection} connection
 * @param {PopStateEvent} event
 */
function goBack({ lost, wishes }, event) {
  if (!event.isTrusted) return false;
  if (lost) event.stopImmediatePropagation();
  const name = pageAt(location.pathname);
  const link = links().find((each) => nameOf(each) === name);
  const stays = name === pageAt(new URL(wishes.address).pathname);
  wishes.page = stays || !link ? null : { name, label: labelOf(link), address: location.href };
  return true;
}

/** What the bar says of it. @param {Wishes} wishes */
export function wishInWords({ page }) {
  return page ? WORDS.page.replace("{page}", () => page.label) : "";
}

/** Follows one wish after the other, each once nothing is under way any more. @param {Connection} connection */
export function followWishes(connection) {
  const { app, wishes } = connection;
  const { runs } = wishes;
  let quiet = 0;
  clearInterval(wishes.timer);
  wishes.timer = 0;
  wishes.timer = setInterval(() => {
    quiet = isCalm(app) ? quiet + 1 : 0;
    if (!connection.lost && quiet < (wishes.runs > runs ? QUIET_LOOKS : LONG_QUIET_LOOKS)) return;
    clearInterval(wishes.timer);
    wishes.timer = 0;
    if (connection.lost) return; // the next return asks again
    if (followNext(connection)) followWishes(connection);
    else if (isBroken()) location.reload();
  }, LOOK_MS);
}

/** Whether there may be more to follow. @param {Connection} connection */
function followNext(connection) {
  const { bar, wishes } = connection;
  const press = wishes.presses.shift();
  if (press) {
    const button = [...document.querySelectorAll(PLAIN_BUTTON)].find((each) => labelOf(each) === press.label);
    if (button instanceof HTMLButtonElement && !button.disabled && press.session !== globalThis.ntkSession) {
      button.click(); // a new session has heard of nothing
      return true;
    }
    bar.textContent = WORDS.pressed.replace("{button}", () => press.label);
    clearTimeout(connection.timer);
    connection.timer = setTimeout(() => (bar.textContent = ""), TOLD_MS);
    return wishes.presses.length > 0 || wishes.page !== null;
  }
  const { page } = wishes;
  if (page && page.name !== pageAt(location.pathname)) openPage(page);
  return false;
}

/** @param {NonNullable<Wishes["page"]>} page */
function openPage({ name, address }) {
  if (address) {
    history.replaceState(history.state, "", address);
    dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
    return;
  }
  links()
    .find((each) => nameOf(each) === name)
    ?.click();
}

/**
 * Whether a file of Streamlit was due when the server was gone: the browser does not ask for it a second time. All that
 * is on screen is in the link by now.
 */
function isBroken() {
  const errors = [...document.querySelectorAll("[role=alert]")];
  return errors.some((error) => FAILED_IMPORT.test(error.textContent ?? ""));
}

/** Whether the script rests, and the chart shows the server's answer and is not in anybody's hand. @param {Element} app */
function isCalm(app) {
  const roots = [...document.querySelectorAll(".st-key-chart *")].flatMap((node) => node.shadowRoot ?? []);
  const moving = roots.some((root) => root.querySelector("[data-settled=false]"));
  return app.getAttribute(SCRIPT) === "notRunning" && !moving;
}

/** @returns {HTMLElement[]} */
function links() {
  return [...document.querySelectorAll(LINK)].filter((link) => link instanceof HTMLElement);
}

/** A page by the last step of its path; the first one has none. @param {Element} link */
function nameOf(link) {
  return (link.getAttribute("href") ?? "").split("?")[0].split("/").at(-1) ?? "";
}

/** The name of the page at this path. @param {string} path */
export function pageAt(path) {
  const name = path.split("/").at(-1) ?? "";
  return links().some((link) => nameOf(link) === name) ? name : "";
}

/** What is written on it, without its icon. @param {Element} node */
function labelOf(node) {
  return node.querySelector("[data-testid=stMarkdownContainer]")?.textContent?.trim() ?? "";
}
