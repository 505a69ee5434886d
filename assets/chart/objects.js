/** What a person can take hold of: training points, candidate labels, probe grips; and the x₀ of the kernel slice. */

import { hasChanged, keyedChildren, setAttributes, setText, svgNode } from "../shared/dom.js";
import { densityPath } from "./draw.js";
import { shortNumber } from "../shared/format.js";
import { densitySide, gridIndex, HIT_RADIUS, pixelX, pixelY, stripFrame } from "./geometry.js";
import { groupsOf } from "./scene.js";
import { pointText, unitLength, unitText, xText } from "../shared/units.js";

const LETTER_COLOURS = ["#D55E00", "#009E73", "#B2609A", "#BD7600", "#2B8FD0"];
const POINT_RADIUS = 6.5;
const READOUT_LETTER = 3.1;
const VISIBLE = 0.005; // half of the last digit of the mean
const SURE = 0.005; // half of the last of three figures, at most

/** Near Okabe–Ito, each 3:1 on white and on the dark theme, by first letter; the letter itself stands beside every mark, so hue never carries meaning alone. */
export function letterColour(name) {
  return LETTER_COLOURS[name.charCodeAt(0) % LETTER_COLOURS.length];
}

/**
 * All handles of a scene with their pixel places, that of the slice in the strip; the same list serves drawing, hit
 * tests and the keyboard.
 */
export function listHandles(scene, frame) {
  const handles = scene.points.map(([x, y], index) => {
    return { key: `point ${index}`, kind: "point", index, x, y, px: pixelX(frame, x), py: pixelY(frame, y) };
  });
  const byName = new Map(scene.candidates.map((each) => [each.name, each.points]));
  for (const { x: inputs, names } of groupsOf(scene.candidates)) {
    inputs.forEach((x, index) => {
      const px = pixelX(frame, x);
      const key = `probe ${names.join(",")} ${index}`;
      handles.push({ key, kind: "probe", names, index, x, y: 0, px, py: frame.bottom });
      for (const name of names) {
        const y = byName.get(name)[index][1];
        const key = `candidate ${name} ${index}`;
        handles.push({ key, kind: "candidate", name, names, index, x, y, px, py: pixelY(frame, y) });
      }
    });
  }
  const x = scene.slice_x;
  handles.push({ key: "slice", kind: "slice", x, y: 0, px: pixelX(frame, x), py: stripFrame(frame).bottom });
  return handles;
}

/** Draws the handles, their dashed lines, the links of joint hypotheses and the densities. */
export function drawObjects(plot, frame, handles, scene, curves, noiseStd) {
  const of = (kind) => handles.filter((handle) => handle.kind === kind);
  drawPoints(plot.layers.points, of("point"), frame);
  drawProbes(plot.layers.probes, of("probe"), frame);
  drawCandidates(plot.layers.candidates, of("candidate"), frame);
  drawDashes(plot.layers.dashes, of("probe"), frame);
  drawJoints(plot.layers.joints, scene.candidates, frame);
  drawDensities(plot.densities, [...new Set(of("probe").map((probe) => probe.x))], frame, curves, noiseStd);
}

/** A group that can be focused and taken hold of. */
export function makeHandle(kind, key, attributes) {
  const group = svgNode("g", { class: `handle ${kind}`, "data-handle": key, tabindex: 0, ...attributes });
  svgNode("circle", { class: "hit", r: HIT_RADIUS }, group);
  return group;
}

function drawPoints(layer, handles, frame) {
  const keys = handles.map((handle) => handle.key);
  const nodes = keyedChildren(layer, keys, (key) => {
    const group = makeHandle("point", key, { role: "button", "aria-roledescription": "movable point" });
    svgNode("circle", { class: "ring", r: POINT_RADIUS + 5 }, group);
    svgNode("circle", { class: "dot", r: POINT_RADIUS }, group);
    return setAttributes(group, { "data-testid": "training-point" });
  });
  handles.forEach(({ index, x, y, px, py }, i) => {
    if (!hasChanged(nodes[i], `${x} ${y} ${px} ${py} ${frame.unitsKey}`)) return;
    setAttributes(nodes[i], {
      transform: `translate(${px} ${py})`,
      "data-x": x,
      "data-y": y,
      "aria-label": `training point ${index + 1}, ${pointText(frame.units, x, y)}; arrow keys move it, Enter picks it up, Delete removes it`,
    });
  });
}

function drawCandidates(layer, handles, frame) {
  const keys = handles.map((handle) => handle.key);
  const nodes = keyedChildren(layer, keys, (key) => {
    const group = makeHandle("candidate", key, { role: "slider", "aria-orientation": "vertical" });
    svgNode("path", { class: "ring", d: "M0 -14L14 0L0 14L-14 0Z" }, group);
    svgNode("path", { class: "diamond", d: "M0 -8.5L8.5 0L0 8.5L-8.5 0Z" }, group);
    svgNode("text", { class: "letter", y: 5 }, group);
    return setAttributes(group, { "data-testid": "candidate" });
  });
  handles.forEach(({ name, x, y, px, py }, i) => {
    // The letter stands on the side where the density is not.
    const side = densitySide(frame, px) < 0 || px - 24 < frame.left ? 1 : -1;
    setAttributes(nodes[i], {
      transform: `translate(${px} ${py})`,
      style: `--letter: ${letterColour(name)}`,
      "data-name": name,
      "data-x": x,
      "data-y": y,
      "aria-valuenow": y,
      "aria-valuemin": frame.limits.y[0],
      "aria-valuemax": frame.limits.y[1],
      "aria-valuetext": unitText(frame.units.y, y),
      "aria-label": `candidate ${name}, ${pointText(frame.units, x, y)}; up and down move the label, left and right the input`,
    });
    const text = setText(nodes[i].lastChild, name);
    setAttributes(text, { x: 14 * side, "text-anchor": side < 0 ? "end" : "start" });
  });
}

function drawProbes(layer, handles, frame) {
  const keys = handles.map((handle) => handle.key);
  const nodes = keyedChildren(layer, keys, (key) => {
    const group = makeHandle("probe", key, { role: "slider", "data-testid": "probe" });
    svgNode("rect", { class: "ring", x: -15, y: -11, width: 30, height: 22, rx: 8 }, group);
    svgNode("rect", { class: "grip", x: -10, y: -6, width: 20, height: 12, rx: 5 }, group);
    svgNode("path", { class: "grip-arrows", d: "M-3 -3L-6 0L-3 3M3 -3L6 0L3 3" }, group);
    return group;
  });
  handles.forEach(({ names, x, px, py }, i) => {
    setAttributes(nodes[i], { transform: `translate(${px} ${py})`, "data-x": x, ...sliderRange(frame, x) });
    nodes[i].setAttribute(
      "aria-label",
      `test input of ${names.join(", ")}, ${xText(frame.units, x)}; arrow keys move it`,
    );
  });
}

function drawDashes(layer, probes, frame) {
  const keys = probes.map((probe) => probe.key);
  const nodes = keyedChildren(layer, keys, () => svgNode("line", { class: "dashed" }));
  probes.forEach(({ px }, i) => setAttributes(nodes[i], { x1: px, x2: px, y1: frame.top, y2: frame.bottom - 6 }));
}

/** What a slider along x says of itself. */
export function sliderRange(frame, x) {
  const [low, high] = frame.limits.x;
  return {
    "aria-valuenow": x,
    "aria-valuemin": low,
    "aria-valuemax": high,
    "aria-valuetext": unitText(frame.units.x, x),
  };
}

function drawJoints(layer, candidates, frame) {
  const joint = candidates.filter((each) => each.points.length > 1);
  const names = joint.map((each) => each.name);
  const nodes = keyedChildren(layer, names, () => svgNode("path", { class: "joint" }));
  joint.forEach(({ name, points }, i) => {
    const path = points.map(([x, y], j) => `${j ? "L" : "M"}${pixelX(frame, x)} ${pixelY(frame, y)}`).join("");
    setAttributes(nodes[i], { d: path, style: `--letter: ${letterColour(name)}` });
  });
}

function drawDensities(layer, inputs, frame, curves, noiseStd) {
  const nodes = keyedChildren(layer, inputs, () => {
    const path = svgNode("path", { class: "density", "data-testid": "density" });
    svgNode("title", {}, path);
    return path;
  });
  inputs.forEach((x, i) => {
    const at = gridIndex(frame.limits, x);
    const std = Math.hypot(curves.std[at], noiseStd);
    nodes[i].setAttribute("d", densityPath(frame, x, curves.mean[at], std));
    const { units } = frame;
    const words = certainWords(curves.mean[at], std, curves.doubt?.[at] ?? 0, units);
    setText(nodes[i].firstChild, `p(y | data) at x = ${unitText(units.x, x)}: ${words}`);
  });
}

/** Mean and standard deviation, each only where `doubt` leaves its digits. */
function certainWords(mean, std, doubt, units) {
  const middle = doubt < VISIBLE ? `mean ${unitText(units.y, mean)}` : "mean not determined";
  const spread = doubt < SURE * std ? shortNumber(unitLength(units.y, std)) : "not determined";
  return `${middle}, standard deviation ${spread}`;
}

/** The little label that says where the held, hovered or focused handle is. */
export function drawReadout(plot, frame, handle, message) {
  const { readout } = plot;
  readout.classList.toggle("shown", Boolean(handle));
  if (!handle) return;
  const { kind, x, y, px, py } = handle;
  const { units } = frame;
  const words = kind === "probe" ? xText(units, x) : pointText(units, x, y);
  const text = setText(readout.lastChild, message ?? words).textContent;
  // Reckoned, not measured: measuring would lay the page out at every move.
  const half = Math.ceil(text.length * READOUT_LETTER) + 9;
  const cx = Math.min(frame.width - half, Math.max(half, px));
  const cy = py - 38 > 0 ? py - 38 : py + 18;
  setAttributes(readout, { transform: `translate(${cx} ${cy})`, "data-warn": message ? "" : null });
  setAttributes(readout.firstChild, { x: -half, width: 2 * half });
}
