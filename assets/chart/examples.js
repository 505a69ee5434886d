/** The menu of examples: a button that unfolds pictures of data sets, each of which replaces points and questions. */

import { focusedIn, htmlNode, keyedChildren, setAttributes, svgNode } from "../shared/dom.js";

const THUMB = { width: 72, height: 36 };

/** The button and its closed panel; a press elsewhere or Escape closes it. */
export function makeExamples(parent) {
  const host = htmlNode("div", { class: "examples" }, parent);
  const button = htmlNode(
    "button",
    { type: "button", "aria-expanded": "false", "aria-controls": "ntk-examples" },
    host,
  );
  htmlNode("span", { text: "Examples" }, button);
  htmlNode("span", { text: " ▾", "aria-hidden": "true" }, button);
  const panel = htmlNode("div", { class: "presets", id: "ntk-examples", role: "group", hidden: "" }, host);
  setAttributes(panel, { "aria-label": "Start from" });
  const view = { button, panel };
  button.addEventListener("click", () => unfold(view, panel.hidden));
  host.addEventListener(
    "focusout",
    ({ relatedTarget }) => relatedTarget && !host.contains(relatedTarget) && unfold(view, false),
  );
  host.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    event.stopPropagation();
    unfold(view, false);
    button.focus();
  });
  view.pressElsewhere = (event) => event.composedPath().includes(host) || unfold(view, false);
  document.addEventListener("pointerdown", view.pressElsewhere);
  return view;
}

/** Ends with its chart. */
export function endExamples(view) {
  document.removeEventListener("pointerdown", view.pressElsewhere);
}

function unfold({ button, panel }, open) {
  panel.hidden = !open;
  setAttributes(button, { "aria-expanded": String(open) });
}

/** One picture a preset; `choose` is told its name. */
export function drawExamples(view, presets, limits, choose) {
  const names = presets.map((preset) => preset.name);
  keyedChildren(view.panel, names, (name) => {
    const { points } = presets.find((preset) => preset.name === name);
    const node = makePreset(name, points, limits);
    node.addEventListener("click", () => {
      if (focusedIn(node) === node) view.button.focus();
      unfold(view, false);
      choose(name);
    });
    return node;
  });
}

function makePreset(name, points, limits) {
  const button = htmlNode("button", {
    type: "button",
    class: "preset",
    title: `Start from ${name}`,
    "data-preset": name,
  });
  const svg = svgNode("svg", { viewBox: `0 0 ${THUMB.width} ${THUMB.height}`, "aria-hidden": "true" }, button);
  const reach = Math.max(0.5, ...points.map((point) => Math.abs(point[1])));
  const pixels = ([x, y]) => [
    4 + ((x - limits.x[0]) / (limits.x[1] - limits.x[0])) * (THUMB.width - 8),
    THUMB.height / 2 - (y / reach) * (THUMB.height / 2 - 5),
  ];
  const path = points.map((point, i) => `${i ? "L" : "M"}${pixels(point).join(" ")}`).join("");
  svgNode("path", { d: path }, svg);
  points.forEach((point) => svgNode("circle", { cx: pixels(point)[0], cy: pixels(point)[1], r: 2.4 }, svg));
  htmlNode("span", { text: name }, button);
  return button;
}
