/** One step of a lesson: its words, what to try, and the way on. It stands beside the live chart. */

import { htmlNode, setAttributes, setText } from "../shared/dom.js";
import { onTold, tellChart } from "../shared/lesson.js";
import { mounting } from "../shared/mounted.js";
import { explainTerms } from "../shared/terms.js";
import { isMet } from "./check.js";
import { drawProse } from "./prose.js";
import { keepStep, onBack } from "./steps.js";

/** @import { Model, Sheet, SheetEvent, View } from "./types.d.ts" */
/** @typedef {ReturnType<typeof makeNodes>} Nodes */

const NARROW = "(max-width: 900px)"; // as in page/lessons.css

const sheetIn = mounting(makeView, (/** @type {View} */ view) => view.stops.forEach((stop) => stop()));

/**
 * Shows the data, JSON as bytes; called with every change of them.
 *
 * @param {{ parentElement: HTMLElement, data: Uint8Array, setStateValue(name: string, value: unknown): void }} component
 */
export default function (component) {
  /** @type {Sheet} */
  const sheet = JSON.parse(new TextDecoder().decode(component.data));
  const { mounted: view, cleanup } = sheetIn(component.parentElement, sheet);
  const { session } = sheet;
  view.post = (list) => component.setStateValue("events", { session, list });
  receive(view, sheet);
  return cleanup;
}

/** @param {HTMLElement} parent @param {Sheet} sheet @returns {View} */
function makeView(parent, sheet) {
  const nodes = makeNodes(parent);
  /** @type {View} */
  const view = { ...nodes, sheet, drawn: "", met: new Set(), unanswered: [], newest: 0, post: () => {}, stops: [] };
  view.stops = [
    onTold(({ ready, drawn, mark }) => {
      if (ready) tellChart({ show: view.sheet.steps[view.sheet.step - 1].show });
      if (drawn) tick(view, drawn);
      if (mark !== undefined) light(view, mark);
    }),
    explainTerms(view.root, view.root),
    onBack((lesson, step) => send(view, "go", step, lesson)),
    () => tellChart({ preview: null, mark: null, show: "" }),
  ];
  return view;
}

/** @param {HTMLElement} parent */
function makeNodes(parent) {
  const root = htmlNode("section", { class: "ntk lesson", "data-testid": "lesson" }, parent);
  const head = htmlNode("p", { class: "head quiet" }, root);
  const progress = htmlNode("progress", { "aria-hidden": "true" }, root);
  const title = htmlNode("h1", { tabindex: -1 }, root);
  const prose = htmlNode("div", { class: "prose" }, root);
  const task = htmlNode("div", { class: "task" }, root);
  const after = htmlNode("div", { class: "prose after" }, root);
  const feet = htmlNode("div", { class: "feet" }, root);
  const live = htmlNode("div", { class: "unseen", role: "status", "aria-live": "polite" }, root);
  return { root, head, progress, title, prose, task, after, feet, live };
}

/** @param {View} view @param {Sheet} sheet */
function receive(view, sheet) {
  view.newest = Math.max(view.newest, sheet.seq);
  view.unanswered = view.unanswered.filter(({ seq }) => seq > sheet.seq);
  if (sheet.seq < view.newest && sheet.session === view.sheet.session) return;
  draw(view, sheet);
}

/** @param {View} view @param {SheetEvent["type"]} type @param {number} [step] @param {string} [lesson] */
function send(view, type, step, lesson) {
  if (type === "step" && step) keepStep(step);
  view.newest = Math.max(Date.now(), view.newest + 1);
  view.unanswered.push({ seq: view.newest, type, ...(step !== undefined && { step }), ...(lesson && { lesson }) });
  view.post(view.unanswered.slice());
}

/** @param {View} view @param {Sheet} sheet */
function draw(view, sheet) {
  const { step, steps, links, texts, title, answered } = sheet;
  const now = steps[step - 1];
  const key = JSON.stringify([title, step, now, answered]);
  const moved = view.drawn !== "" && view.sheet.step !== step;
  view.sheet = sheet;
  if (key === view.drawn) return;
  view.drawn = key;
  view.met = new Set([...now.checks.keys()].filter((i) => sheet.met[i]));
  setText(view.head, filled(texts.progress, { title, step, steps: steps.length }));
  setAttributes(view.progress, { value: step, max: steps.length });
  setText(view.title, now.title);
  view.prose.replaceChildren();
  drawProse(view.prose, now.prose, links);
  view.after.replaceChildren();
  if (now.asks && answered) drawProse(view.after, now.after, links);
  drawTask(view);
  drawFeet(view);
  tellChart({ preview: null, mark: null, show: now.show, ask: true });
  if (moved) arrive(view);
}

/** What there is to try, or the way to another page. @param {View} view */
function drawTask(view) {
  const { task, sheet } = view;
  const { checks, page, address } = sheet.steps[sheet.step - 1];
  task.replaceChildren();
  if (checks.length) {
    htmlNode("h2", { text: sheet.texts.try }, task);
    const list = htmlNode("ul", { class: "checks" }, task);
    for (const { text } of checks) {
      const item = htmlNode("li", {}, list);
      htmlNode("span", { class: "tick", "aria-hidden": "true" }, item);
      htmlNode("span", { text }, item);
    }
    if (sheet.texts.settings) htmlNode("p", { class: "quiet settings", text: sheet.texts.settings }, task);
    showTicks(view);
  }
  if (!page) return;
  const text = filled(sheet.texts.open, { page });
  if (address) htmlNode("a", { class: "page", href: address, text, rel: "noopener" }, task);
  else if (sheet.texts.alone) htmlNode("p", { class: "quiet", text: filled(sheet.texts.alone, { page }) }, task);
  else button(task, text, "main page", () => send(view, "page"));
}

/** @param {View} view */
function drawFeet(view) {
  const { feet, sheet } = view;
  const { step, steps, texts, next } = sheet;
  feet.replaceChildren();
  const last = step === steps.length;
  if (step > 1) button(feet, texts.back, "back", () => send(view, "step", step - 1));
  else button(feet, texts.list, "back", () => send(view, "list"));
  button(feet, texts.again, "again", () => send(view, "again"));
  if (!last) button(feet, texts.next, "main next", () => send(view, "step", step + 1));
  else if (next) button(feet, filled(texts.next_lesson, { next }), "main next", () => send(view, "next"));
  else button(feet, texts.list, "main next", () => send(view, "list"));
}

/** @param {HTMLElement} parent @param {string} text @param {string} look @param {() => void} press */
function button(parent, text, look, press) {
  const node = htmlNode("button", { type: "button", class: look, text }, parent);
  node.addEventListener("click", press);
}

/** A new step begins: its heading has the focus, and on a phone the chart is in view again. @param {View} view */
function arrive(view) {
  const top = matchMedia(NARROW).matches ? document.querySelector(".st-key-lesson, #ntk-sheet") : null;
  top?.scrollIntoView({ block: "start" });
  view.title.focus({ preventScroll: true });
}

/** Ticks off what the drawn picture fulfils; what is ticked stays so. @param {View} view @param {Model} model */
function tick(view, model) {
  const { sheet, met } = view;
  const { checks } = sheet.steps[sheet.step - 1];
  const fresh = [...checks.keys()].filter((i) => !met.has(i) && isMet(checks[i], model));
  if (!fresh.length) return;
  fresh.forEach((i) => met.add(i));
  showTicks(view);
  setText(view.live, fresh.map((i) => filled(sheet.texts.done, { text: checks[i].text })).join(" "));
}

/** @param {View} view */
function showTicks({ task, met, sheet }) {
  [...task.querySelectorAll(".checks li")].forEach((item, i) => {
    item.classList.toggle("met", met.has(i));
    setAttributes(item, {
      "aria-label": met.has(i) ? filled(sheet.texts.done, { text: item.textContent ?? "" }) : null,
    });
  });
}

/** Lights up the words for what a person points at in the chart. @param {View} view @param {string | null} mark */
function light({ root }, mark) {
  for (const node of root.querySelectorAll("[data-mark]")) {
    node.classList.toggle("lit", /** @type {HTMLElement} */ (node).dataset.mark === mark);
  }
}

/** @param {string} text @param {Record<string, unknown>} values */
function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}
