/** What every page does in the browser besides its pictures: the menu on narrow screens, and terms that are explained. */

import { explainTerms } from "../terms.js";
import { keepMenu } from "./menu.js";

export default function () {
  if (globalThis.ntkPage) return;
  globalThis.ntkPage = true;
  keepMenu();
  const home = document.createElement("div");
  home.className = "ntk-explanations";
  document.body.append(home);
  explainTerms(document.body, home);
  // A term that was pressed before this script was there is a link to nowhere.
  const { hash, pathname, search } = location;
  if (hash.startsWith("#term-")) history.replaceState(history.state, "", `${pathname}${search}`);
}
