/** What every page does in the browser besides its pictures: the menu, terms that are explained, tables that scroll. */

import { explainTerms } from "../shared/terms.js";
import { keepMenu } from "./menu.js";
import { reachTables } from "./tables.js";

export default function () {
  if (globalThis.ntkPage) return;
  globalThis.ntkPage = true;
  keepMenu();
  reachTables();
  const home = document.createElement("div");
  home.className = "ntk-explanations";
  document.body.append(home);
  explainTerms(document.body, home);
  // A term that was pressed before this script was there is a link to nowhere.
  const { hash, pathname, search } = location;
  if (hash.startsWith("#term-")) history.replaceState(history.state, "", `${pathname}${search}`);
}
