/**
 * The page for a projector (?view=present) and inside another page (?embed=true): the chart fills the window, without the
 * menu. The document's first script calls showView, so that the page does not appear in another shape before.
 */

import { hearLecturer, LECTURE_HELP, setView } from "./lecture.js";
import WORDS from "./words.json" with { type: "json" };

/** Shapes the page as its address wants it. */
export function showView() {
  const wanted = new URLSearchParams(location.search);
  const isRoom = /\/room\/?$/.test(location.pathname) && wanted.has("code");
  const view = wanted.get("view") === "present" ? "present" : "";
  setView(isRoom ? "room" : wanted.get("embed") === "true" ? "embed" : view);
}

/** From now on, until the page is left. Called with the controls, whose code a browser keeps; once in a page of the app. */
export function followView() {
  const app = document.querySelector(".stApp");
  if (document.querySelector(".ntk-present") || !app) return;
  showView();
  const button = document.createElement("button");
  Object.assign(button, { className: "ntk-present ntk-top-button", type: "button", title: LECTURE_HELP });
  button.setAttribute("aria-label", WORDS.present);
  button.addEventListener("click", () => changeTo("present"));
  const leave = document.createElement("button");
  Object.assign(leave, { className: "ntk-leave", type: "button", textContent: WORDS.leave });
  leave.addEventListener("click", () => changeTo(""));
  const link = document.createElement("a");
  Object.assign(link, {
    className: "ntk-open",
    textContent: WORDS.open,
    target: "_blank",
    rel: "noopener",
  });
  link.addEventListener("pointerenter", () => aim(link));
  for (const type of ["focus", "pointerdown"]) link.addEventListener(type, () => aim(link));
  aim(link);
  app.append(button, leave, link); // light or dark, as the person has chosen
  hearLecturer(rootsOfControls, () => changeTo(""));
}

/** The same scene as a page of its own. @param {HTMLAnchorElement} link */
function aim(link) {
  const address = new URL(location.href);
  for (const key of [...address.searchParams.keys()]) if (key.startsWith("embed")) address.searchParams.delete(key);
  link.href = address.href;
}

/** @param {"" | "present"} view */
function changeTo(view) {
  setView(view);
  const address = new URL(location.href);
  if (view) address.searchParams.set("view", view);
  else address.searchParams.delete("view");
  history.replaceState(history.state, "", address);
  dispatchEvent(new Event("resize"));
}

function rootsOfControls() {
  return [...document.querySelectorAll(".st-key-controls *")].flatMap((node) => node.shadowRoot ?? []);
}
