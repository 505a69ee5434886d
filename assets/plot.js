/** A figure that plotly draws, and draws again in its place: what Streamlit offers makes it anew with every change. */

const CONFIG = { displayModeBar: false, scrollZoom: false };
const LOST = "The drawing library did not arrive, so there is no picture here. Reload the page to try again.";
const figures = new WeakMap();

/** Called with every change of the data, the JSON of { figure, library, words }. */
export default function (component) {
  const { parentElement, data } = component;
  if (!figures.has(parentElement)) figures.set(parentElement, makeFigure(parentElement));
  const figure = figures.get(parentElement);
  const text = new TextDecoder().decode(data);
  if (text !== figure.text) {
    figure.text = text;
    figure.wanted = JSON.parse(text);
    figure.node.style.height = `${figure.wanted.figure.layout.height}px`;
    figure.node.setAttribute("aria-label", figure.wanted.words);
    draw(figure);
  }
  return () => {
    figure.watch.disconnect();
    figures.delete(parentElement);
    if (figure.plotly) figure.plotly.purge(figure.node);
  };
}

function makeFigure(parent) {
  const node = document.createElement("div");
  node.className = "ntk-plot";
  node.setAttribute("role", "img");
  parent.append(node);
  const figure = { node, width: 0 };
  figure.watch = new ResizeObserver(([{ contentRect }]) => {
    const width = Math.floor(contentRect.width);
    if (width === figure.width) return;
    figure.width = width;
    draw(figure);
  });
  figure.watch.observe(node);
  return figure;
}

/** The figure that is wanted, as wide as there is room; nothing while it is out of sight. */
async function draw(figure) {
  const plotly = await library(figure);
  const { node, wanted, width } = figure;
  if (!plotly || !width || (figure.drawn === wanted && figure.drawnWidth === width)) return;
  figure.drawn = wanted;
  figure.drawnWidth = width;
  const { data, layout, frames } = wanted.figure;
  plotly.react(node, data, { ...layout, width }, CONFIG);
  // Not through `react`, which would leave a running animation with the old ones for good.
  if (frames?.length) plotly.addFrames(node, frames);
}

/** Plotly, or a word in place of the picture. */
async function library(figure) {
  if (figure.plotly) return figure.plotly;
  try {
    figure.plotly = await load(figure.wanted.library);
    if (figure.node.textContent === LOST) figure.node.textContent = "";
  } catch {
    figure.node.textContent = LOST;
  }
  return figure.plotly;
}

/** One script for all figures; a failure is forgotten, so that the next one tries again. */
function load(address) {
  globalThis.ntkPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(address, document.baseURI);
    script.onload = () => (globalThis.Plotly ? resolve(globalThis.Plotly) : script.onerror());
    script.onerror = () => {
      globalThis.ntkPlotly = undefined;
      script.remove();
      reject(new Error(LOST));
    };
    globalThis.addEventListener("unhandledrejection", forgive);
    document.head.append(script);
  });
  return globalThis.ntkPlotly;
}

/**
 * Plotly rejects, without a reason, the promise of an animation that "Pause" interrupts, and gives nobody a chance to
 * catch it: what is as it should be would be reported as an error of the page.
 */
function forgive(event) {
  if (event.reason === undefined) event.preventDefault();
}
