/** What every page does in the browser besides its pictures: menu, terms, tables that scroll, sharing, opened files. */

import { explainTerms } from "../shared/terms.js";
import { takeFiles } from "./drop.js";
import { keepHelp } from "./help.js";
import { keepMenu } from "./menu.js";
import { makeShare } from "./share.js";
import { dimStale } from "./stale.js";
import { reachTables } from "./tables.js";

/** @import { OpenedFile } from "../shared/types.d.ts" */

/**
 * Called with every run of a page.
 *
 * @param {{ data: { code: string, page: string }, setTriggerValue: (name: string, value: OpenedFile) => void }} component
 */
export default function ({ data, setTriggerValue }) {
  const before = globalThis.ntkPage;
  globalThis.ntkPage = {
    ...data,
    share: before?.share ?? null,
    open: (file) => setTriggerValue("opened", file),
  };
  if (before) return;
  keepMenu();
  reachTables();
  const app = document.querySelector(".stApp") ?? document.body; // light or dark, as the person has chosen
  takeFiles(app);
  keepHelp(app, "ntk-help-button ntk-top-button");
  makeShare(app);
  dimStale(app);
  const home = document.createElement("div");
  home.className = "ntk-explanations";
  app.append(home);
  explainTerms(document.body, home);
  // A term that was pressed before this script was there is a link to nowhere.
  const { hash, pathname, search } = location;
  if (hash.startsWith("#term-")) history.replaceState(history.state, "", `${pathname}${search}`);
}
