/**
 * The page for a projector (?view=present) and inside another page (?embed=true): the chart fills the window, without the
 * menu. Page keys change the networks, arrows the depth, Escape leaves. The document's first script calls showView, so
 * that the page does not appear in another shape before.
 */

const HELP = "Page Up and Page Down: other networks. ← and →: hidden layers. Escape: leave.";
const STEPS = { PageDown: 1, PageUp: -1 };

/** Shapes the page as its address wants it. */
export function showView() {
  const wanted = new URLSearchParams(location.search);
  const view = wanted.get("embed") === "true" ? "embed" : wanted.get("view") === "present" ? "present" : "";
  setView(view);
}

/** @param {string} view */
function setView(view) {
  if (view) document.documentElement.dataset.ntkView = view;
  else delete document.documentElement.dataset.ntkView;
}

/** From now on, until the page is left. Called with the controls, whose code a browser keeps; once in a page of the app. */
export function followView() {
  const app = document.querySelector(".stApp");
  if (document.querySelector(".ntk-present") || !app) return;
  showView();
  const button = document.createElement("button");
  Object.assign(button, { className: "ntk-present ntk-top-button", type: "button", title: HELP });
  button.setAttribute("aria-label", "Present");
  button.addEventListener("click", () => changeTo("present"));
  const leave = document.createElement("button");
  Object.assign(leave, { className: "ntk-leave", type: "button", textContent: "Leave (Esc)" });
  leave.addEventListener("click", () => changeTo(""));
  const link = document.createElement("a");
  Object.assign(link, {
    className: "ntk-open",
    textContent: "Open in NTK Explorer",
    target: "_blank",
    rel: "noopener",
  });
  link.addEventListener("pointerenter", () => aim(link));
  for (const type of ["focus", "pointerdown"]) link.addEventListener(type, () => aim(link));
  aim(link);
  app.append(button); // light or dark, as the person has chosen
  document.body.append(leave, link);
  document.addEventListener("keydown", pressKey);
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

/** @param {KeyboardEvent} event */
function pressKey(event) {
  const { key, altKey, ctrlKey, metaKey, defaultPrevented } = event;
  if (document.documentElement.dataset.ntkView !== "present") return;
  if (defaultPrevented || altKey || ctrlKey || metaKey) return;
  if (key === "Escape") changeTo("");
  else if (key in STEPS) turnNetworks(STEPS[/** @type {keyof typeof STEPS} */ (key)]);
  else if ((key === "ArrowLeft" || key === "ArrowRight") && document.activeElement === document.body) turnDepth(key);
  else return;
  event.preventDefault();
}

/** The controls answer although the menu that holds them is out of sight. @param {string} selector */
function controls(selector) {
  const roots = [...document.querySelectorAll(".st-key-controls *")].flatMap((node) => node.shadowRoot ?? []);
  return roots.flatMap((root) => [...root.querySelectorAll(selector)]);
}

/** @param {number} step */
function turnNetworks(step) {
  const choices = /** @type {HTMLInputElement[]} */ (controls("input[type=radio][name=prior]"));
  const at = choices.findIndex((choice) => choice.checked);
  choices.at((at + step) % choices.length)?.click();
}

/** @param {string} key */
function turnDepth(key) {
  for (const slider of controls("input#hidden_layers")) slider.dispatchEvent(new KeyboardEvent("keydown", { key }));
}
