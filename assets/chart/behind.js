/** What is behind the picture, folded away until somebody asks: the kernel's slice, its spectrum and its modes. */

import { makeNumbers } from "../plot/numbers.js";
import { htmlNode } from "../shared/dom.js";
import { stripFrame } from "./geometry.js";
import { drawKernel, makeKernel } from "./kernel.js";
import { drawSpectrum, makeSpectrum } from "./spectrum.js";
import { keepWords, readKept } from "../shared/store.js";
import { drawStrip, makeStrip } from "./strip.js";
import { unitText } from "../shared/units.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Actions, Curve, Distribution, Frame, Legend, Model, Spectrum } from "./types.d.ts" */
/** @typedef {ReturnType<typeof makeBehind>} Behind */

const KEPT_OPEN = "ntk-behind";

/** The folded parts, open for those who left them open; they are drawn when they are opened. @param {Element} parent @param {Actions} actions */
export function makeBehind(parent, actions) {
  const details = htmlNode("details", { class: "behind", "data-testid": "behind" }, parent);
  const summary = htmlNode("summary", {}, details);
  htmlNode("span", { text: WORDS.behind.title }, summary);
  htmlNode("span", { class: "quiet", text: WORDS.behind.what }, summary);
  details.open = readKept(KEPT_OPEN) === "open";
  const taught = { open: details.open }; // as a lesson, or what was kept, has left it
  /** @param {string} part "slice", "spectrum", "kernel" for all, "" for none */
  const unfold = (part) => {
    details.open = taught.open = part !== "";
    details.dataset.only = part;
  };
  details.addEventListener("toggle", () => {
    if (details.open !== taught.open) keepWords(KEPT_OPEN, details.open ? "open" : "");
    taught.open = details.open;
    if (details.open) actions.show();
  });
  /** @type {{ frame?: Frame, slice?: Curve, x0?: number, spectrum?: Spectrum }} */
  const drawn = {};
  return {
    details,
    unfold,
    strip: makeStrip(details),
    spectrum: makeSpectrum(details),
    kernel: makeKernel(details),
    numbers: makeNumbers(details),
    drawn,
  };
}

/** Draws what is open, and of that what has changed; nothing while it is folded. @param {Behind} view @param {Frame} frame @param {Legend} legend @param {Model} model */
export function drawBehind(view, frame, legend, { scene, curves, spectrum, sliceRange, prior, setting }) {
  if (!view.details.open) return;
  const { drawn } = view;
  const { limits, units } = frame;
  if (drawn.frame !== frame || drawn.slice !== curves.slice || drawn.x0 !== scene.slice_x) {
    const text = `${legend.slice}, x₀ = ${unitText(units.x, scene.slice_x)}`;
    drawStrip(view.strip, stripFrame(frame), curves.slice, sliceRange, scene.slice_x, text);
  }
  if (drawn.spectrum !== spectrum) drawSpectrum(view.spectrum, spectrum, limits.x);
  drawKernel(view.kernel, prior, kernelName(setting.prior), scene.slice_x, units.x, limits.x);
  Object.assign(drawn, { frame, slice: curves.slice, x0: scene.slice_x, spectrum });
}

/** The kernel that regresses: trained networks move by the NTK. @param {Distribution} distribution */
function kernelName(distribution) {
  return distribution === "nngp" ? "nngp" : "ntk";
}
