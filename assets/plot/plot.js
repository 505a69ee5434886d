/** A figure that plotly draws, and draws again in its place: what Streamlit offers makes it anew with every change. */

import { htmlNode, setAttributes } from "../shared/dom.js";
import { turn } from "./circle.js";
import { makeNumbers, setNumbers } from "./numbers.js";
import { dismiss, setFrames } from "./player.js";
import { source } from "./source.js";

const CONFIG = { displayModeBar: false, scrollZoom: false };
const LOST = "The drawing library did not arrive, so there is no picture here. Reload the page to try again.";
const REST_MS = 1000; // for the frame that is being shown when its figure goes
const plots = new WeakMap();

/** Called with every change of the data, the JSON of { figure, library, words }. */
export default function (component) {
  const { parentElement, data } = component;
  if (!plots.has(parentElement)) plots.set(parentElement, makePlot(parentElement));
  const plot = plots.get(parentElement);
  const text = new TextDecoder().decode(data);
  if (text !== plot.text) {
    plot.text = text;
    plot.wanted = JSON.parse(text);
    plot.canvas.style.height = `${plot.wanted.figure.layout.height}px`;
    setAttributes(plot.canvas, { "aria-label": plot.wanted.words });
    setNumbers(plot.numbers, plot.wanted.figure, plot.wanted.words);
    draw(plot);
  }
  return () => {
    plots.delete(parentElement);
    clear(plot);
  };
}

/** Plotly frees what it holds, but only once it has ended: what is cleared while it draws, it stumbles over. */
async function clear(plot) {
  plot.cleared = true;
  plot.watch.disconnect();
  dismiss(plot.player);
  plot.root.remove();
  if (!plot.drawing) return;
  await plot.drawing;
  setTimeout(() => plot.plotly.purge(plot.canvas), REST_MS);
}

function makePlot(parent) {
  const root = htmlNode("div", { class: "ntk-plot" }, parent);
  const canvas = htmlNode("div", { role: "img" }, root);
  const plot = { root, canvas, numbers: makeNumbers(root), player: {}, width: 0 };
  plot.watch = new ResizeObserver(([{ contentRect }]) => {
    const width = Math.floor(contentRect.width);
    if (width === plot.width) return;
    plot.width = width;
    draw(plot);
  });
  plot.watch.observe(root);
  return plot;
}

/** The figure that is wanted, as wide as there is room; nothing while it is out of sight. */
async function draw(plot) {
  const plotly = await library(plot);
  const { canvas, wanted, width } = plot;
  if (!plotly || !width || plot.cleared || (plot.drawn === wanted && plot.drawnWidth === width)) return;
  plot.drawn = wanted;
  plot.drawnWidth = width;
  const { data, layout } = wanted.figure;
  const circle = layout.meta?.circle;
  plot.drawing = plotly.react(canvas, data, { ...layout, width }, CONFIG);
  setFrames(plot.player, plotly, canvas, circle ? turn(data[0], circle) : []);
}

/** Plotly, or a word in place of the picture. */
async function library(plot) {
  if (plot.plotly) return plot.plotly;
  try {
    plot.plotly = await load(plot.wanted.library);
    if (plot.canvas.textContent === LOST) plot.canvas.textContent = "";
  } catch {
    plot.canvas.textContent = LOST;
  }
  return plot.plotly;
}

/** One script for all figures; a failure is forgotten, so that the next one tries again. */
function load(address) {
  globalThis.ntkPlotly ??= run(address).catch((lost) => {
    globalThis.ntkPlotly = undefined;
    throw lost;
  });
  return globalThis.ntkPlotly;
}

async function run(address) {
  const script = htmlNode("script", { src: new URL(address || (await source().address), document.baseURI) });
  await new Promise((resolve) => {
    script.onload = script.onerror = resolve;
    document.head.append(script);
  });
  if (globalThis.Plotly) return globalThis.Plotly;
  script.remove();
  throw new Error(LOST);
}
