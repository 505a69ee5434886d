/** A figure that plotly draws, and draws again in its place: what Streamlit offers makes it anew with every change. */

import { tellNow } from "../shared/board.js";
import { htmlNode, setAttributes } from "../shared/dom.js";
import { mounting } from "../shared/mounted.js";
import { onMoved } from "../shared/moved.js";
import { fetchNoise } from "../shared/noise.js";
import { turn } from "./circle.js";
import { follow } from "./follow.js";
import { fitHandle, makeHandle, setHandle } from "./handle.js";
import { makeNumbers, setNumbers } from "./numbers.js";
import { dismiss, makePlayer, setFrames } from "./player.js";
import { makeSaving } from "./save.js";
import { source } from "./source.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Numbers, Plotly } from "../shared/types.d.ts" */
/** @import { Figure } from "./numbers.js" */
/** @import { Message, Sent } from "../controls/types.d.ts" */
/** @typedef {{ figure: Figure, library: string, words: string, handle?: Sent }} Wanted what Python sends */
/** @typedef {Record<string, string | number | null>} Values what a hand has moved since then, by the names of fields */
/** @typedef {ReturnType<typeof makePlot>} Plot */

const CONFIG = { displayModeBar: false, scrollZoom: false };
const LOST = WORDS.lost;
const GROWS = "data-ntk-grows"; // see page.css; a style that looked for figures inside would be worked out anew with each redraw
const REST_MS = 1000; // for the frame that is being shown when its figure goes
const plotIn = mounting(makePlot, clear);

/**
 * Called with every change of the data, the JSON of { figure, library, words } and the sliders of a mark.
 *
 * @param {{ parentElement: HTMLElement, data: Uint8Array, setStateValue(name: string, value: unknown): void }} component
 */
export default function ({ parentElement, data, setStateValue }) {
  const text = new TextDecoder().decode(data);
  const { mounted: plot, cleanup } = plotIn(parentElement, JSON.parse(text));
  const { state, canvas, handle, numbers, saving } = plot;
  if (text !== state.text) {
    state.text = text;
    state.wanted = JSON.parse(text);
    state.values = null;
    const { figure, words } = state.wanted;
    canvas.style.height = saving.style.top = `${figure.layout.height}px`;
    setAttributes(canvas, { "aria-label": words });
    plot.root.classList.toggle("follows", Boolean(figure.layout.meta?.live));
    setNumbers(numbers, figure, words);
    tellNow(plot.root, [figure.layout.meta?.finding ?? ""], false);
    /** @param {{ session: string, list: Message[] }} events */
    const post = (events) => setStateValue("events", events);
    setHandle(handle, state.wanted.handle ?? null, figure.layout, post);
    draw(plot);
  }
  return cleanup;
}

/** Plotly frees what it holds, but only once it has ended: what is cleared while it draws, it stumbles over. @param {Plot} plot */
async function clear({ root, canvas, handle, player, watch, state, unhook, holders }) {
  state.cleared = true;
  handle.unhook();
  unhook();
  watch.disconnect();
  dismiss(player);
  root.remove();
  for (const node of holders) if (!node.querySelector(".ntk-plot")) node.removeAttribute(GROWS);
  if (!state.drawing) return;
  await state.drawing;
  setTimeout(() => state.plotly?.purge(canvas), REST_MS);
}

/** @param {Element} parent @param {Wanted} wanted */
function makePlot(parent, wanted) {
  const root = htmlNode("div", { class: "ntk-plot" }, parent);
  const canvas = htmlNode("div", { role: "img" }, root);
  /**
   * @type {{ text: string, wanted: Wanted, values: Values | null, moving: boolean, width: number, drawn: Figure | null,
   *   drawnWidth: number, cleared: boolean, plotly: Plotly | undefined, drawing: Promise<unknown> | null }}
   */
  const drawn = {
    text: "",
    wanted,
    values: null,
    moving: false,
    width: 0,
    drawn: null,
    drawnWidth: 0,
    cleared: false,
    plotly: undefined,
    drawing: null,
  };
  const watch = new ResizeObserver(([{ contentRect }]) => {
    const width = Math.floor(contentRect.width);
    if (width === drawn.width) return;
    drawn.width = width;
    draw(plot);
  });
  const saving = makeSaving(root, () => ({ ...drawn, figure: drawn.wanted.figure }));
  const unhook = onMoved(({ values }) => followHand(plot, values));
  const drawings = { canvas, handle: makeHandle(root), player: makePlayer(canvas), numbers: makeNumbers(root), saving };
  const plot = { root, ...drawings, watch, unhook, state: drawn, holders: holdersOf(root) };
  for (const node of plot.holders) node.toggleAttribute(GROWS, true);
  watch.observe(root);
  return plot;
}

/** What Streamlit lays round a figure, and gives the height that is kept for it. @param {Element} root @returns {Element[]} */
function holdersOf(root) {
  const holders = [];
  for (let node = root.parentElement; node; node = node.parentElement) {
    holders.push(node);
    if (node.classList.contains("stElementContainer")) return holders;
  }
  return []; // no page of Streamlit's
}

/**
 * Lays what a hand is moving over the figure, where it can follow, in the next frame in which nothing is being drawn.
 *
 * @param {Plot} plot
 * @param {Values} values
 */
async function followHand(plot, values) {
  const { state } = plot;
  const { live } = state.wanted.figure.layout.meta ?? {};
  if (!live || !Object.keys(values).some((name) => name in live.network)) return;
  state.values = { ...state.values, ...values };
  if (state.moving) return;
  state.moving = true;
  if (live.recipe === "functions") await fetchNoise(live.noise, live.seed);
  await new Promise(requestAnimationFrame);
  await state.drawing;
  state.moving = false;
  if (state.values) draw(plot, follow(state.wanted.figure, state.values) ?? undefined);
}

/**
 * The figure that is wanted, as wide as there is room; nothing while it is out of sight. `figure` stands for it while
 * settings move.
 *
 * @param {Plot} plot
 * @param {Figure} [figure]
 */
async function draw({ canvas, handle, player, state }, figure) {
  const plotly = await library(canvas, state);
  const { width } = state;
  const shown = figure ?? state.wanted.figure;
  if (!plotly || !width || state.cleared || (state.drawn === shown && state.drawnWidth === width)) return;
  state.drawn = shown;
  state.drawnWidth = width;
  const { data, layout } = shown;
  const circle = layout.meta?.circle;
  const traces = data.map((trace) => ({ ...trace })); // plotly writes each frame that is played into its traces
  state.drawing = plotly.react(canvas, traces, { ...layout, width }, CONFIG);
  if (state.wanted.handle) fitHandle(handle, await drawnBox(canvas, state.drawing));
  setFrames(player, plotly, circle ? turn(/** @type {{ y: Numbers }} */ (data[0]), circle) : []);
}

/** Where plotly has put the axes: a bar of colours takes some of their room. @param {HTMLElement} canvas @param {Promise<unknown>} drawing */
async function drawnBox(canvas, drawing) {
  await drawing;
  return /** @type {any} */ (canvas)._fullLayout._size;
}

/** Plotly, or a sentence in place of the picture. @param {HTMLElement} canvas @param {Plot["state"]} state */
async function library(canvas, state) {
  if (state.plotly) return state.plotly;
  try {
    state.plotly = await load(state.wanted.library);
    if (canvas.textContent === LOST) canvas.textContent = "";
  } catch {
    canvas.textContent = LOST;
  }
  return state.plotly;
}

/** One script for all figures; a failure is forgotten, so that the next one tries again. @param {string} address */
function load(address) {
  globalThis.ntkPlotly ??= run(address).catch((lost) => {
    globalThis.ntkPlotly = undefined;
    throw lost;
  });
  return globalThis.ntkPlotly;
}

/** @param {string} address */
async function run(address) {
  const url = new URL(address || (await source().address), document.baseURI);
  const script = htmlNode("script", { src: url.href });
  await new Promise((resolve) => {
    script.onload = script.onerror = resolve;
    document.head.append(script);
  });
  if (globalThis.Plotly) return globalThis.Plotly;
  script.remove();
  throw new Error(LOST);
}
