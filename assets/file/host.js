/**
 * Stands in for the app's server in a page that is one file: mounts the chart and the controls of the app, applies what
 * a reader does with them, and keeps the scene in the address after '#'.
 */

import { keepHelp } from "../page/help.js";
import { setMarkedText } from "../shared/marked.js";
import { findNoise, keepNoise } from "../shared/noise.js";
import { explainTerms } from "../shared/terms.js";
import { drawNormals } from "./generator.js";
import { drawList, isUncovered, sheetData, showQuestion, unpackLessons } from "./lessons.js";
import { allowedValues, applyEdit, changeSettings, commitEntry, openJournal, pinningOf } from "./journal.js";
import { changedByLink, decodeLink, encodeLink } from "./link.js";
import { mount, nodeOfPage, remember, rootOfPart } from "./parts.js";
import { controlsOf, leadOf } from "./texts.js";
import { makeViews, placeControls, shapePage, viewOf, withView } from "./view.js";
import { entryAt, keepTries, namesScene, openWalk, positionIn, stepAt, withPosition } from "./walk.js";

/** @import { Content, Journal, LessonInFile, Position, Walk } from "./types.d.ts" */
/** @import { SheetEvent } from "../lesson/types.d.ts" */
/** @typedef {ReturnType<typeof makeHost>} Host */
/** @typedef {"chart" | "controls" | "sheet"} Part */

const SESSION = "file";
const STEPS_AHEAD = 8; // steps of undo and redo that the chart shows at once

/** @param {Content} content @param {LessonInFile[] | null} shelf */
function makeHost(content, shelf) {
  const { link, rules, start } = content;
  const remembered = location.hash.slice(1);
  const walk = shelf ? openWalk(shelf, remembered || start) : null;
  const { entry, mended } = decodeLink(remembered || link, rules);
  const step = walk && remembered && !namesScene(remembered) ? stepAt(walk) : null;
  const nodes = {
    chart: rootOfPart("ntk-chart"),
    controls: rootOfPart("ntk-controls"),
    sheet: rootOfPart("ntk-lesson"),
  };
  /** @type {Record<Part, number>} */
  const newest = { chart: 0, controls: 0, sheet: 0 };
  /** @type {Journal} */
  const journal = openJournal(step?.entry ?? entry);
  const view = remembered ? viewOf(remembered) : content.view;
  const made = { content, journal, walk, mended, nodes, newest, timer: 0, view, covers: () => {} };
  return {
    ...made,
    session: SESSION,
    words: content.chart.words,
    app: content.texts.app ?? "",
    address: remembered || addressOf(made),
  };
}

/**
 * What stands behind '#': the scene, the step of a lesson, and the view.
 *
 * @param {{ journal: Journal, content: Content, walk: Walk | null, view: import("./view.js").View }} host
 */
function addressOf({ journal, content, walk, view }) {
  const link = encodeLink(journal.entry, content.rules);
  return withView(walk ? withPosition(link, walk) : link, view);
}

/** The normals of a seed, drawn now unless they are there. @param {number} seed */
function provideNormals(seed) {
  if (!findNoise(seed)) keepNoise(drawNormals(seed));
}

/**
 * Applies the messages of a part that are new, and answers as soon as the part has drawn.
 *
 * @template {{ seq: number }} Event
 * @param {Host} host
 * @param {Part} part
 * @param {Event[]} list
 * @param {(event: Event) => Journal} apply
 */
function hear(host, part, list, apply) {
  for (const event of list) {
    if (event.seq <= host.newest[part]) continue;
    host.newest[part] = event.seq;
    Object.assign(host, { journal: apply(event), mended: false });
  }
  clearTimeout(host.timer);
  host.timer = setTimeout(() => answer(host));
}

/** Shows the scene of the journal in every part of the page. @param {Host} host */
function answer(host) {
  const { content, journal } = host;
  provideNormals(journal.entry.seed);
  // The chart first: what it draws ticks off what the words ask for.
  if (isSceneShown(host)) answerScene(host);
  else host.covers();
  if (host.walk) answerLesson(host, host.walk);
  const { caption, words } = content;
  setMarkedText(nodeOfPage("ntk-lead"), caption || leadOf(words, journal.entry));
  nodeOfPage("ntk-mended").hidden = !host.mended;
  keepAddress(host);
}

/** Chart and controls. @param {Host} host */
function answerScene(host) {
  const { content, nodes, journal } = host;
  const controls = controlsOf(content, journal.entry);
  if (nodes.chart) {
    const { chart } = nodes;
    const end = mount(globalThis.ntkChart, chart, chartData(host), (list) =>
      hear(host, "chart", list, (event) => edited(host, event)),
    );
    host.covers = () => {
      chart.replaceChildren();
      if (typeof end === "function") end();
    };
  }
  if (nodes.controls) {
    mount(
      globalThis.ntkControls,
      nodes.controls,
      { session: SESSION, seq: host.newest.controls, scene: true, controls },
      (list) =>
        hear(host, "controls", list, ({ values }) => changeSettings(host.journal, allowedValues(values, controls))),
    );
  }
}

/** Whether the scene may be seen: not in the list, and not before its question is answered. @param {Host} host */
function isSceneShown(host) {
  const { walk } = host;
  return !walk || (walk.lesson !== null && isUncovered(walk, host));
}

/** An edit of the chart, or a scene that the words of a lesson open. @param {Host} host @param {any} event @returns {Journal} */
function edited({ journal, content }, event) {
  if (event.type !== "open") return applyEdit(journal, event, content.chart);
  return commitEntry(journal, changedByLink(journal.entry, event.link, content.rules));
}

/** The words of a step and its question, or the list. @param {Host} host @param {Walk} walk */
function answerLesson(host, walk) {
  const { nodes, content } = host;
  nodeOfPage("ntk-sheet").dataset.shows = !walk.lesson ? "list" : isSceneShown(host) ? "step" : "question";
  document.title = walk.lesson ? `${walk.lesson.title} · ${content.title}` : content.title;
  if (!walk.lesson) drawList(nodeOfPage("ntk-list"), walk.shelf, content.texts);
  if (nodes.chart) showQuestion(nodes.chart, walk, host, () => answer(host));
  if (walk.lesson && nodes.sheet) {
    mount(globalThis.ntkSheet, nodes.sheet, sheetData(walk, host), (list) =>
      hear(host, "sheet", list, (event) => follow(host, walk, event)),
    );
  }
}

/** Applies a press in the sheet. @param {Host} host @param {Walk} walk @param {SheetEvent} event @returns {Journal} */
function follow(host, walk, { type, step = 1 }) {
  const { lesson, shelf } = walk;
  const now = stepAt(walk);
  if (type === "again" && now) {
    keepTries(walk, []);
    return commitEntry(host.journal, now.entry);
  }
  if (type === "step") return goTo(host, walk, { lesson, step });
  if (type === "list") return goTo(host, walk, { lesson: null, step: 1 });
  const next = lesson && shelf[shelf.indexOf(lesson) + 1];
  return type === "next" && next ? goTo(host, walk, { lesson: next, step: 1 }) : host.journal;
}

/** Another step: what is on screen now stays in the history of the browser. @param {Host} host @param {Walk} walk @param {Position} to */
function goTo(host, walk, to) {
  const entry = entryAt(walk, to, host.journal.entry);
  Object.assign(walk, to);
  remember(() => history.pushState(history.state, "", location.href));
  if (!to.lesson) scrollTo(0, 0);
  return commitEntry(host.journal, entry);
}

/** What the server would send to the chart, without what the chart computes. @param {Host} host */
function chartData({ content, journal: { entry, past, future }, newest }) {
  const { chart, rules } = content;
  return {
    ...chart,
    ...entry,
    seq: newest.chart,
    controls_seq: newest.controls,
    session: SESSION,
    noise_address: "",
    curves: null,
    pinning: pinningOf(entry, chart),
    first_scene: encodeLink(entry, rules) === `v=${rules.version}`,
    steps: { undo: past.length, redo: future.length },
    past: past.slice(-STEPS_AHEAD),
    future: future.slice(-STEPS_AHEAD),
  };
}

/** The scene stands behind '#', and the link back opens it in the app. @param {Host} host */
function keepAddress(host) {
  const { content, journal, walk } = host;
  const link = encodeLink(journal.entry, content.rules);
  const back = /** @type {HTMLAnchorElement | null} */ (document.getElementById("ntk-back"));
  const step = walk ? withPosition(link, walk) : link;
  if (back) back.href = `${content.address}?${step}${content.extras && `&${content.extras}`}`;
  const address = addressOf(host);
  if (address === host.address) return;
  host.address = address;
  remember(() => history.replaceState(history.state, "", `${location.href.split("#")[0]}#${address}`));
}

/** Somebody has typed another address, has chosen a lesson, or pressed Back. @param {Host} host */
function followAddress(host) {
  const { walk, content } = host;
  const link = location.hash.slice(1);
  const listed = walk !== null && !walk.lesson;
  if ((!link && !walk) || link === host.address) return;
  const { entry, mended } = decodeLink(link || content.link, content.rules);
  if (walk) Object.assign(walk, positionIn(walk.shelf, link));
  const step = walk && !namesScene(link) ? stepAt(walk) : null;
  const journal = commitEntry(host.journal, step?.entry ?? entry);
  Object.assign(host, { address: link, mended, view: viewOf(link), journal });
  shapePage(host.view);
  answer(host);
  if (listed) scrollTo(0, 0);
}

/** @param {Host} host @param {import("./view.js").View} view */
function changeView(host, view) {
  host.view = view;
  shapePage(view);
  keepAddress(host);
}

async function startPage() {
  /** @type {Content} */
  const content = JSON.parse(nodeOfPage("ntk-scene").textContent ?? "");
  const host = makeHost(content, content.lessons ? await unpackLessons(content.lessons) : null);
  if (!host.walk) placeControls(nodeOfPage("ntk-sheet"));
  shapePage(host.view);
  makeViews(nodeOfPage("ntk-head"), host.nodes.controls, (view) => changeView(host, view));
  keepHelp(nodeOfPage("ntk-sheet"), "ntk-present", nodeOfPage("ntk-head"));
  // Before the chart hears of a new seed, so that it finds the normals.
  addEventListener("ntk-setting", (event) => {
    const { seed } = /** @type {CustomEvent<import("../chart/types.d.ts").Moved>} */ (event).detail.values;
    if (typeof seed === "number") provideNormals(seed);
  });
  addEventListener("hashchange", () => followAddress(host));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => answer(host));
  explainTerms(nodeOfPage("ntk-head"), nodeOfPage("ntk-head"));
  answer(host);
}

startPage();
