/**
 * Stands in for the app's server in a page that is one file: mounts the chart and the controls of the app, applies what
 * a reader does with them, and keeps the scene in the address after '#'.
 */

import { keepHelp } from "../page/help.js";
import { setMarkedText } from "../shared/marked.js";
import { findNoise, keepNoise } from "../shared/noise.js";
import { explainTerms } from "../shared/terms.js";
import { drawNormals } from "./generator.js";
import { allowedValues, applyEdit, changeSettings, commitEntry, openJournal, pinningOf } from "./journal.js";
import { decodeLink, encodeLink } from "./link.js";
import { controlsOf, leadOf } from "./texts.js";
import { makeViews, placeControls, shapePage, viewOf, withView } from "./view.js";

/** @import { Content, Journal, Mount } from "./types.d.ts" */
/** @typedef {ReturnType<typeof makeHost>} Host */
/** @typedef {"chart" | "controls"} Part */

const SESSION = "file";
const STEPS_AHEAD = 8; // steps of undo and redo that the chart shows at once

/** @param {string} id */
function nodeOfPage(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** Where a part of the page is drawn: its shadow root keeps the styles of the parts apart. @param {string} id */
function rootOfPart(id) {
  return /** @type {HTMLElement | null} */ (document.getElementById(id)?.shadowRoot?.querySelector(".part") ?? null);
}

/** @param {Content} content */
function makeHost(content) {
  const { link, rules } = content;
  const remembered = location.hash.slice(1);
  const { entry, mended } = decodeLink(remembered || link, rules);
  const nodes = { chart: rootOfPart("ntk-chart"), controls: rootOfPart("ntk-controls") };
  /** @type {Record<Part, number>} */
  const newest = { chart: 0, controls: 0 };
  /** @type {Journal} */
  const journal = openJournal(entry);
  const view = remembered ? viewOf(remembered) : content.view;
  const address = remembered || withView(encodeLink(entry, rules), view);
  return { content, journal, mended, nodes, newest, timer: 0, view, address };
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
  const { content, nodes, journal } = host;
  const controls = controlsOf(content, journal.entry);
  provideNormals(journal.entry.seed);
  if (nodes.chart) {
    mount(globalThis.ntkChart, nodes.chart, chartData(host), (list) =>
      hear(host, "chart", list, (event) => applyEdit(host.journal, event, content.chart)),
    );
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
  const { caption, words } = content;
  setMarkedText(nodeOfPage("ntk-lead"), caption || leadOf(words, journal.entry));
  nodeOfPage("ntk-mended").hidden = !host.mended;
  keepAddress(host);
}

/**
 * @param {Mount} draw
 * @param {HTMLElement} parentElement
 * @param {object} data
 * @param {(list: any[]) => void} listen
 */
function mount(draw, parentElement, data, listen) {
  const bytes = new TextEncoder().encode(JSON.stringify(data));
  draw({ parentElement, data: bytes, setStateValue: (_, { list }) => listen(list) });
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
  const { content, journal } = host;
  const link = encodeLink(journal.entry, content.rules);
  const back = /** @type {HTMLAnchorElement | null} */ (document.getElementById("ntk-back"));
  if (back) back.href = `${content.address}?${link}${content.extras && `&${content.extras}`}`;
  const address = withView(link, host.view);
  if (address === host.address) return;
  host.address = address;
  try {
    history.replaceState(history.state, "", `${location.href.split("#")[0]}#${address}`);
  } catch (error) {
    // A frame whose document has no address of its own (srcdoc) cannot remember anything.
    if (!(error instanceof DOMException && error.name === "SecurityError")) throw error;
  }
}

/** Somebody has typed another address, or pressed Back. @param {Host} host */
function followAddress(host) {
  const link = location.hash.slice(1);
  if (!link || link === host.address) return;
  const { entry, mended } = decodeLink(link, host.content.rules);
  Object.assign(host, { address: link, mended, view: viewOf(link), journal: commitEntry(host.journal, entry) });
  shapePage(host.view);
  answer(host);
}

/** @param {Host} host @param {import("./view.js").View} view */
function changeView(host, view) {
  host.view = view;
  shapePage(view);
  keepAddress(host);
}

function startPage() {
  const host = makeHost(JSON.parse(nodeOfPage("ntk-scene").textContent ?? ""));
  placeControls(nodeOfPage("ntk-sheet"));
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
