/** What is behind the picture, folded away until somebody asks: the kernel's slice, its spectrum and its modes. */

import { htmlNode } from "../shared/dom.js";
import { stripFrame } from "./geometry.js";
import { drawKernel, makeKernel } from "./kernel.js";
import { findPrior } from "../shared/kernels.js";
import { drawSpectrum, makeSpectrum } from "./spectrum.js";
import { keepWords, readKept } from "../shared/store.js";
import { drawStrip, makeStrip } from "./strip.js";
import { unitText } from "../shared/units.js";

const KEPT_OPEN = "ntk-behind";

/** The folded parts, open for those who left them open; `chart` is drawn again when they are opened. */
export function makeBehind(parent, chart) {
  const details = htmlNode("details", { class: "behind", "data-testid": "behind" }, parent);
  const summary = htmlNode("summary", {}, details);
  htmlNode("span", { text: "What is behind it?" }, summary);
  htmlNode("span", { class: "quiet", text: " Kernel, spectrum and modes" }, summary);
  details.open = readKept(KEPT_OPEN) === "open";
  details.addEventListener("toggle", () => {
    keepWords(KEPT_OPEN, details.open ? "open" : "");
    if (details.open) chart.show();
  });
  return {
    details,
    strip: makeStrip(details),
    spectrum: makeSpectrum(details),
    kernel: makeKernel(details),
    drawn: {},
  };
}

/** Draws what is open, and of that what has changed; nothing while it is folded. */
export function drawBehind(view, { frame, session, units }, { scene, curves, spectrum, sliceRange }) {
  if (!view.details.open) return;
  const { drawn } = view;
  const { answer } = session;
  if (drawn.frame !== frame || drawn.slice !== curves.slice || drawn.x0 !== scene.slice_x) {
    const words = `${answer.words.slice}, x₀ = ${unitText(frame.units.x, scene.slice_x)}`;
    drawStrip(view.strip, stripFrame(frame), curves.slice, sliceRange, scene.slice_x, words);
  }
  if (drawn.spectrum !== spectrum) drawSpectrum(view.spectrum, spectrum);
  drawKernel(view.kernel, findPrior(answer.prior_key), kernelName(answer), scene.slice_x, units.x);
  view.drawn = { frame, slice: curves.slice, x0: scene.slice_x, spectrum };
}

/** The kernel that regresses: trained networks move by the NTK. */
function kernelName({ prior }) {
  return prior === "nngp" ? "nngp" : "ntk";
}
