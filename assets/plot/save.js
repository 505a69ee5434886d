/** Two small buttons under a figure, which save it as a picture in the page's colours, as plotly draws it. */

import { worded } from "../shared/format.js";
import { FONT, plainColour } from "../shared/colours.js";
import { htmlNode } from "../shared/dom.js";
import { saveFile } from "../shared/saving.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Plotly } from "../shared/types.d.ts" */
/** @import { Figure } from "./numbers.js" */
/** @typedef {{ plotly: Plotly | undefined, figure: Figure, width: number }} Drawn what is on screen */

const SCALE = 2;
const AXIS = /^[xy]axis\d*$/;

/** The buttons; `drawn` gives what they save. @param {Element} parent @param {() => Drawn} drawn */
export function makeSaving(parent, drawn) {
  const box = htmlNode("div", { class: "save", role: "group", "aria-label": WORDS.save }, parent);
  for (const format of ["svg", "png"]) {
    const title = worded(WORDS.save_as, { format: format.toUpperCase() });
    const button = htmlNode("button", { type: "button", text: format.toUpperCase(), title, "aria-label": title }, box);
    button.addEventListener("click", () => saveFigure(box, format, drawn()));
  }
  return box;
}

/** @param {Element} box @param {string} format @param {Drawn} drawn */
async function saveFigure(box, format, { plotly, figure, width }) {
  if (!plotly) return;
  const layout = { ...inColours(figure.layout, getComputedStyle(box)), width };
  const options = { format, width, height: figure.layout.height, scale: format === "png" ? SCALE : 1 };
  const address = await plotly.toImage({ data: figure.data.map((trace) => ({ ...trace })), layout }, options);
  saveFile(await (await fetch(address)).blob(), `ntk-figure.${format}`);
}

/** The layout with the colours that the page's styles give it on screen. @param {Figure["layout"]} layout @param {CSSStyleDeclaration} style */
function inColours(layout, style) {
  /** @param {string} name */
  const colour = (name) => plainColour(style.getPropertyValue(name)).hex;
  const [paper, quiet, faint, zero] = ["--paper", "--quiet", "--faint", "--zero"].map(colour);
  const axis = { color: quiet, gridcolor: faint, zerolinecolor: zero };
  const axes = Object.entries(layout).filter(([name]) => AXIS.test(name));
  const coloured = axes.map(([name, own]) => [name, { ...axis, .../** @type {object} */ (own) }]);
  const font = { .../** @type {object} */ (layout.font ?? {}), family: FONT, color: quiet };
  return { ...layout, ...Object.fromEntries(coloured), font, paper_bgcolor: paper, plot_bgcolor: paper };
}
