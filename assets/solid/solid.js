/** The gates of a perceptron as faces of a body that one turns: with the pointer, with arrow keys, with buttons. */

import { htmlNode, keyedChildren, setAttributes, setText, svgNode } from "../shared/dom.js";
import { arrowOf, isKey } from "../shared/keys.js";
import { mounting } from "../shared/mounted.js";
import { tellNow } from "../shared/board.js";
import { voice } from "../shared/voice.js";
import { START, exit, facing, rotated, turned, viewsOf } from "./turning.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Body, Place, View } from "./types.d.ts" */
/** @typedef {ReturnType<typeof makeSolid>} Solid */

const RADIUS = 130; // of the body on the screen, in its viewBox
const BOX = 372;
const STEP = Math.PI / 18; // of a key
const BY_PIXEL = 0.011;
const LEAST_AREA = 0.11; // of a face with a label
const BEYOND = 1.28; // where an axis ends
/** @type {[string, string, string][]} */
const BUTTONS = [
  ["←", WORDS.left, "ArrowLeft"],
  ["→", WORDS.right, "ArrowRight"],
  ["↑", WORDS.up, "ArrowUp"],
  ["↓", WORDS.down, "ArrowDown"],
  [WORDS.reset, WORDS.reset_view, "Home"],
];
const NO_HELD = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const solidIn = mounting(makeSolid, () => undefined);

/**
 * Called with every change of the data: another body is seen from the same side.
 *
 * @param {{ parentElement: HTMLElement, data: Uint8Array }} component
 */
export default function ({ parentElement, data }) {
  const body = /** @type {Body} */ (JSON.parse(new TextDecoder().decode(data)));
  const { mounted: solid, cleanup } = solidIn(parentElement, body);
  solid.body = body;
  setAttributes(solid.stage, { "aria-label": body.description });
  tellNow(solid.root, [body.description], false);
  drawSolid(solid);
  return cleanup;
}

/** @param {Element} parent @param {Body} body */
function makeSolid(parent, body) {
  const root = htmlNode("section", { class: "ntk solid", "data-testid": "solid" }, parent);
  const stage = htmlNode("div", { class: "stage", tabindex: 0, role: "application" }, root);
  const half = BOX / 2;
  const svg = svgNode("svg", { viewBox: `${-half} ${-half} ${BOX} ${BOX}`, "aria-hidden": "true" }, stage);
  const behind = svgNode("g", { class: "axes" }, svg);
  const faces = svgNode("g", { class: "faces" }, svg);
  const front = svgNode("g", { class: "axes" }, svg);
  const labels = svgNode("g", { class: "labels" }, svg);
  const tools = htmlNode("div", { class: "tools" }, root);
  const note = htmlNode("p", { class: "note", "data-testid": "solid-note" }, root);
  const solid = { root, stage, body, behind, faces, front, labels, note, rotation: START, hovered: "" };
  BUTTONS.forEach(([text, label, key]) => {
    const button = htmlNode("button", { type: "button", "aria-label": label, title: label, text }, tools);
    button.addEventListener("click", () => press(solid, { key }));
  });
  stage.addEventListener("keydown", (event) => {
    if (press(solid, event)) event.preventDefault();
  });
  listen(solid);
  return solid;
}

/** Turns with a key; whether it is a key that turns. @param {Solid} solid @param {{ key: string }} event */
function press(solid, event) {
  const [right, up] = arrowOf(event) ?? [0, 0];
  if (isKey({ ...NO_HELD, key: event.key }, "reset")) solid.rotation = START;
  else if (right || up) solid.rotation = turned(solid.rotation, right * STEP, -up * STEP);
  else return false;
  solid.hovered = "";
  drawSolid(solid);
  voice().answer(solid.note.textContent);
  return true;
}

/** A pointer that is held turns; one that is not names the face below it. @param {Solid} solid */
function listen(solid) {
  const { stage } = solid;
  /** @type {{ id: number, x: number, y: number } | null} */
  let held = null;
  stage.addEventListener("pointerdown", ({ pointerId, clientX, clientY }) => {
    held = { id: pointerId, x: clientX, y: clientY };
    stage.setPointerCapture(pointerId);
  });
  stage.addEventListener("pointermove", ({ pointerId, pointerType, clientX, clientY, target }) => {
    if (held?.id === pointerId) {
      solid.rotation = turned(solid.rotation, BY_PIXEL * (clientX - held.x), BY_PIXEL * (clientY - held.y));
      held = { id: pointerId, x: clientX, y: clientY };
      solid.hovered = "";
      drawSolid(solid);
    } else if (pointerType === "mouse") {
      hover(solid, target instanceof Element ? (target.getAttribute("data-gate") ?? "") : "");
    }
  });
  const release = () => (held = null);
  for (const type of ["pointerup", "pointercancel"]) stage.addEventListener(type, release);
  stage.addEventListener("pointerleave", () => hover(solid, ""));
}

/** @param {Solid} solid @param {string} gate */
function hover(solid, gate) {
  if (solid.hovered === gate) return;
  solid.hovered = gate;
  drawSolid(solid);
}

/** @param {Solid} solid */
function drawSolid(solid) {
  const { body, rotation, hovered } = solid;
  const views = viewsOf(body, rotation);
  const chosen = hovered || facing(views);
  const polygons = keyedChildren(
    solid.faces,
    views.map((_, i) => i),
    () => svgNode("path"),
  );
  views.forEach(({ gate, outline }, i) => {
    const share = Math.round(100 * body.gates[gate].strength);
    setAttributes(polygons[i], {
      d: outline.length ? `M${outline.map(onScreen).join("L")}Z` : "",
      class: gate === chosen ? "chosen" : null,
      "data-gate": gate,
      style: `fill: color-mix(in srgb, var(--positive) ${share}%, var(--paper));`,
    });
  });
  polygons.filter((polygon) => polygon.classList.contains("chosen")).forEach((polygon) => solid.faces.append(polygon));
  drawLabels(solid, views);
  drawAxes(solid);
  const which = hovered ? WORDS.pointer : WORDS.towards;
  setText(solid.note, chosen ? `${which}: ${body.gates[chosen].note}` : "");
}

/** The name of each gate on its largest face. @param {Solid} solid @param {View[]} views */
function drawLabels({ labels, body }, views) {
  /** @type {Map<string, View>} */
  const largest = new Map();
  for (const view of views) {
    if (view.area > Math.max(LEAST_AREA, largest.get(view.gate)?.area ?? 0)) largest.set(view.gate, view);
  }
  const gates = [...largest.keys()];
  const texts = keyedChildren(labels, gates, (gate) => svgNode("text", { "data-gate": gate }));
  gates.forEach((gate, i) => {
    const [x, y] = largest.get(gate)?.middle ?? [0, 0];
    setAttributes(texts[i], { x: (RADIUS * x).toFixed(1), y: (-RADIUS * y).toFixed(1) });
    setText(texts[i], body.gates[gate].label);
  });
}

/** The positive axes outside the body, those that point away behind it. @param {Solid} solid */
function drawAxes({ behind, front, body, rotation }) {
  /** @type {Place[]} */
  const axes = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]; // prettier-ignore
  const away = axes.map((axis) => rotated(rotation, axis)[2] < 0);
  for (const [group, wanted] of /** @type {[SVGGElement, boolean][]} */ ([
    [behind, true],
    [front, false],
  ])) {
    // prettier-ignore
    const shown = axes.map((_, i) => i).filter((i) => away[i] === wanted);
    const nodes = keyedChildren(group, shown, () => makeAxis());
    shown.forEach((i, k) => {
      const [line, name] = nodes[k].children;
      const tip = rotated(rotation, axes[i]);
      const start = wanted ? 0 : exit(body, axes[i]);
      setAttributes(line, { d: `M${onScreen([start * tip[0], start * tip[1]])}L${onScreen([BEYOND * tip[0], BEYOND * tip[1]])}` }); // prettier-ignore
      const [x, y] = [(BEYOND + 0.09) * tip[0], (BEYOND + 0.09) * tip[1]];
      setAttributes(name, { x: (RADIUS * x).toFixed(1), y: (-RADIUS * y).toFixed(1) });
      setText(name, body.axes[i]);
    });
  }
}

function makeAxis() {
  const group = svgNode("g");
  svgNode("path", {}, group);
  svgNode("text", {}, group);
  return group;
}

/** @param {[number, number]} point */
function onScreen([x, y]) {
  return `${(RADIUS * x).toFixed(1)},${(-RADIUS * y).toFixed(1)}`;
}
