/**
 * The menu on a narrow screen, where Streamlit's sidebar covers the page: it closes when a page is chosen, and a reload
 * finds it closed. Streamlit notes in the browser's storage whether the sidebar was collapsed last, and follows the note
 * at any width; without one the sidebar is open on wide screens and closed on narrow ones. So the only note that is kept
 * is 'collapsed', chosen on a wide screen.
 */

import { keepWords, keptNames, readKept } from "../shared/store.js";

const NARROW = "(max-width: 768px)"; // Streamlit's own limit
const NOTE = "stSidebarCollapsed-";
const LINK = "[data-testid=stSidebar] a[data-testid=stPageLink-NavLink]";

/** From now on, until the page is left. */
export function keepMenu() {
  const narrow = matchMedia(NARROW);
  const menu = { narrow, collapsed: keptNames(NOTE).some((note) => readKept(note) === "true") };
  // Open although nobody has pressed anything yet: left so by a visit before this script was there.
  if (narrow.matches && !performance.eventCounts?.get("click")) closeMenu();
  keepNotes(menu);
  document.addEventListener("click", (event) => {
    const { altKey, ctrlKey, metaKey, shiftKey } = event;
    const elsewhere = altKey || ctrlKey || metaKey || shiftKey; // the page opens in another tab
    if (event.target instanceof Element && event.target.closest(LINK) && narrow.matches && !elsewhere) closeMenu();
    keepNotes(menu); // Streamlit has written its note by now
  });
}

function closeMenu() {
  /** @type {HTMLElement | null} */
  const button = document.querySelector("[data-testid=stSidebarCollapseButton] button");
  button?.click();
}

/** @param {{ narrow: MediaQueryList, collapsed: boolean }} menu */
function keepNotes(menu) {
  for (const note of keptNames(NOTE)) {
    if (!menu.narrow.matches) menu.collapsed = readKept(note) === "true";
    keepWords(note, menu.collapsed ? "true" : "");
  }
}
