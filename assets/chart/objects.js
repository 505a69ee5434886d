/** What a person can take hold of: training points, candidate labels, probe grips; and the x₀ of the kernel slice. */

import { path } from "../shared/axes.js";
import { hasChanged, keyedChildren, keyedParts, setAttributes, setText, svgNode } from "../shared/dom.js";
import { densityPath } from "./draw.js";
import { shortNumber, worded } from "../shared/format.js";
import { densitySide, gridIndex, HIT_RADIUS, stripFrame } from "./geometry.js";
import { groupsOf } from "./scene.js";
import { pointText, unitLength, unitText, xText } from "../shared/units.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Attributes, Candidate, CandidateHandle, Curves, Frame, Handle, Pair, PointHandle } from "./types.d.ts" */
/** @import { ProbeHandle, Scene, Units } from "./types.d.ts" */
/** @import { Plot } from "./draw.js" */

const LETTER_COLOURS = 5; // of the theme
const POINT_RADIUS = 6.5;
const READOUT_LETTER = 3.1;
const VISIBLE = 0.005; // half of the last digit of the mean
const SURE = 0.005; // half of the last of three figures, at most

/**
 * One of the theme's colours by first letter; the letter itself stands beside every mark, so hue never carries meaning
 * alone.
 *
 * @param {string} name
 */
export function letterColour(name) {
  const last = name.length > 1 ? name.charCodeAt(name.length - 1) : 0; // slope and step begin alike
  return `var(--letter-${((name.charCodeAt(0) + last) % LETTER_COLOURS) + 1})`;
}

/**
 * All handles of a scene with their pixel places, that of the slice in the strip; the same list serves drawing, hit
 * tests and the keyboard.
 *
 * @param {Scene} scene
 * @param {Frame} frame
 * @returns {Handle[]}
 */
export function listHandles(scene, frame) {
  const { toX, toY } = frame;
  /** @type {Handle[]} */
  const handles = scene.points.map(([x, y], index) => {
    return { key: `point ${index}`, kind: "point", index, x, y, px: toX(x), py: toY(y) };
  });
  const byName = new Map(scene.candidates.map((each) => [each.name, each.points]));
  for (const { x: inputs, names } of groupsOf(scene.candidates)) {
    inputs.forEach((x, index) => {
      const px = toX(x);
      const key = `probe ${names.join(",")} ${index}`;
      handles.push({ key, kind: "probe", names, index, x, y: 0, px, py: frame.bottom });
      for (const name of names) {
        const y = byName.get(name)?.[index][1] ?? 0;
        const key = `candidate ${name} ${index}`;
        handles.push({ key, kind: "candidate", name, names, index, x, y, px, py: toY(y) });
      }
    });
  }
  const x = scene.slice_x;
  handles.push({ key: "slice", kind: "slice", x, y: 0, px: toX(x), py: stripFrame(frame).bottom });
  return handles;
}

/**
 * Draws the handles, their dashed lines, the links of joint hypotheses and the densities.
 *
 * @param {Plot} plot
 * @param {Frame} frame
 * @param {Handle[]} handles
 * @param {Scene} scene
 * @param {Curves} curves
 * @param {number} noiseStd
 */
export function drawObjects({ layers, densities }, frame, handles, scene, curves, noiseStd) {
  const probes = handles.filter((handle) => handle.kind === "probe");
  const points = handles.filter((handle) => handle.kind === "point");
  const candidates = handles.filter((handle) => handle.kind === "candidate");
  drawPoints(layers.points, points, frame);
  drawProbes(layers.probes, probes, frame);
  drawCandidates(layers.candidates, candidates, frame);
  drawDashes(layers.dashes, probes, frame);
  drawJoints(layers.joints, scene.candidates, frame);
  drawDensities(densities, [...new Set(probes.map((probe) => probe.x))], frame, curves, noiseStd);
}

/** A group that can be focused and taken hold of. @param {string} kind @param {string} key @param {Attributes} attributes */
export function makeHandle(kind, key, attributes) {
  const group = svgNode("g", { class: `handle ${kind}`, "data-handle": key, tabindex: 0, ...attributes });
  svgNode("circle", { class: "hit", r: HIT_RADIUS }, group);
  return group;
}

/** @param {Element} layer @param {PointHandle[]} handles @param {Frame} frame */
function drawPoints(layer, handles, frame) {
  const keys = handles.map((handle) => handle.key);
  const nodes = keyedChildren(layer, keys, (key) => {
    const group = makeHandle("point", key, { role: "button", "aria-roledescription": WORDS.marks.movable });
    svgNode("circle", { class: "ring", r: POINT_RADIUS + 5 }, group);
    svgNode("circle", { class: "dot", r: POINT_RADIUS }, group);
    return setAttributes(group, { "data-testid": "training-point" });
  });
  handles.forEach(({ index, x, y, px, py }, i) => {
    if (!hasChanged(nodes[i], `${x} ${y} ${px} ${py} ${frame.unitsKey}`)) return;
    const where = pointText(frame.units, x, y);
    setAttributes(nodes[i], {
      transform: `translate(${px} ${py})`,
      "data-x": x,
      "data-y": y,
      "aria-label": worded(WORDS.marks.point, { name: index + 1, where }),
    });
  });
}

/** @param {Element} layer @param {CandidateHandle[]} handles @param {Frame} frame */
function drawCandidates(layer, handles, frame) {
  const keys = handles.map((handle) => handle.key);
  const parts = keyedParts(layer, keys, (key) => {
    const node = makeHandle("candidate", key, { role: "slider", "aria-orientation": "vertical" });
    svgNode("path", { class: "ring", d: "M0 -14L14 0L0 14L-14 0Z" }, node);
    svgNode("path", { class: "diamond", d: "M0 -8.5L8.5 0L0 8.5L-8.5 0Z" }, node);
    const letter = svgNode("text", { class: "letter", y: 5 }, node);
    return { node: setAttributes(node, { "data-testid": "candidate" }), letter };
  });
  handles.forEach(({ name, x, y, px, py }, i) => {
    // The letter stands on the side where the density is not.
    const side = densitySide(frame, px) < 0 || px - 24 < frame.left ? 1 : -1;
    const label = worded(WORDS.marks.candidate, { name, where: pointText(frame.units, x, y) });
    setAttributes(parts[i].node, {
      transform: `translate(${px} ${py})`,
      style: `--letter: ${letterColour(name)};`,
      "data-name": name,
      "data-x": x,
      "data-y": y,
      "aria-valuenow": y,
      "aria-valuemin": frame.limits.y[0],
      "aria-valuemax": frame.limits.y[1],
      "aria-valuetext": unitText(frame.units.y, y),
      "aria-label": label,
    });
    // Long names at every input would cover each other.
    const isSaidLater = name.length > 1 && handles.some((each) => each.name === name && each.x > x);
    const text = setText(parts[i].letter, isSaidLater ? "" : name);
    setAttributes(text, { x: 14 * side, "text-anchor": side < 0 ? "end" : "start" });
  });
}

/** @param {Element} layer @param {ProbeHandle[]} handles @param {Frame} frame */
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
    const label = worded(WORDS.marks.probe, { names: names.join(", "), at: xText(frame.units, x) });
    const moved = { transform: `translate(${px} ${py})`, "data-x": x, ...sliderRange(frame, x) };
    setAttributes(nodes[i], { ...moved, "aria-label": label });
  });
}

/** @param {Element} layer @param {ProbeHandle[]} probes @param {Frame} frame */
function drawDashes(layer, probes, frame) {
  const keys = probes.map((probe) => probe.key);
  const nodes = keyedChildren(layer, keys, () => svgNode("line", { class: "dashed" }));
  probes.forEach(({ px }, i) => setAttributes(nodes[i], { x1: px, x2: px, y1: frame.top, y2: frame.bottom - 6 }));
}

/** What a slider along x says of itself. @param {Frame} frame @param {number} x */
export function sliderRange(frame, x) {
  const [low, high] = frame.limits.x;
  return {
    "aria-valuenow": x,
    "aria-valuemin": low,
    "aria-valuemax": high,
    "aria-valuetext": unitText(frame.units.x, x),
  };
}

/** @param {Element} layer @param {Candidate[]} candidates @param {Frame} frame */
function drawJoints(layer, candidates, frame) {
  const joint = candidates.filter((each) => each.points.length > 1);
  const names = joint.map((each) => each.name);
  const nodes = keyedChildren(layer, names, () => svgNode("path", { class: "joint" }));
  joint.forEach(({ name, points }, i) => {
    const d = path(points.map(([x, y]) => /** @type {Pair} */ ([frame.toX(x), frame.toY(y)])));
    setAttributes(nodes[i], { d, style: `--letter: ${letterColour(name)};` });
  });
}

/** @param {Element} layer @param {number[]} inputs @param {Frame} frame @param {Curves} curves @param {number} noiseStd */
function drawDensities(layer, inputs, frame, curves, noiseStd) {
  const { limits, units } = frame;
  const parts = keyedParts(layer, inputs, () => {
    const node = svgNode("path", { class: "density", "data-testid": "density" });
    return { node, title: svgNode("title", {}, node) };
  });
  inputs.forEach((x, i) => {
    const at = gridIndex(limits, x);
    const std = Math.hypot(curves.std[at], noiseStd);
    parts[i].node.setAttribute("d", densityPath(frame, x, curves.mean[at], std));
    const known = certainTexts(curves.mean[at], std, curves.doubt?.[at] ?? 0, units);
    setText(parts[i].title, worded(WORDS.marks.density, { x: unitText(units.x, x), ...known }));
  });
}

/**
 * Mean and standard deviation, each only where `doubt` leaves its digits.
 *
 * @param {number} mean
 * @param {number} std
 * @param {number} doubt
 * @param {Units} units
 */
function certainTexts(mean, std, doubt, units) {
  return {
    mean: doubt < VISIBLE ? unitText(units.y, mean) : WORDS.marks.open,
    std: doubt < SURE * std ? shortNumber(unitLength(units.y, std)) : WORDS.marks.open,
  };
}

/**
 * The little label that says where the held, hovered or focused handle is.
 *
 * @param {Plot} plot
 * @param {Frame} frame
 * @param {Handle | null} handle
 * @param {string | null} message in place of where it is
 */
export function drawReadout({ readout }, frame, handle, message) {
  readout.node.classList.toggle("shown", Boolean(handle));
  if (!handle) return;
  const { kind, x, y, px, py } = handle;
  const text = message ?? (kind === "probe" ? xText(frame.units, x) : pointText(frame.units, x, y));
  setText(readout.text, text);
  // Reckoned, not measured: measuring would lay the page out at every move.
  const half = Math.ceil(text.length * READOUT_LETTER) + 9;
  const cx = Math.min(frame.width - half, Math.max(half, px));
  const cy = py - 38 > 0 ? py - 38 : py + 18;
  setAttributes(readout.node, { transform: `translate(${cx} ${cy})`, "data-warn": message ? "" : null });
  setAttributes(readout.plate, { x: -half, width: 2 * half });
}
