/** Tables that are wider than the page scroll; the keyboard reaches them too. */

import WORDS from "./words.json" with { type: "json" };

const TABLE = "[class*='st-key-table_']:not([tabindex])";

/** Lets every table take the focus, now and whenever the page has changed. */
export function reachTables() {
  const reach = () => {
    for (const table of document.querySelectorAll(TABLE)) {
      table.setAttribute("tabindex", "0");
      table.setAttribute("role", "group");
      table.setAttribute("aria-label", WORDS.table);
    }
  };
  new MutationObserver(reach).observe(document.body, { childList: true, subtree: true });
  reach();
}
