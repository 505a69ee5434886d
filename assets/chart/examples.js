/** The menu of examples: a button that unfolds pictures of data sets, each of which replaces points and questions. */

import { worded } from "../shared/format.js";
import { path, scaleLinear } from "../shared/axes.js";
import { focusedIn, htmlNode, keyedChildren, setAttributes, svgNode } from "../shared/dom.js";
import EXAMPLES from "./examples.json" with { type: "json" };
import WORDS from "./words.json" with { type: "json" };

/** @import { Limits, Pair, Preset } from "./types.d.ts" */
/** @typedef {ReturnType<typeof makeExamples>} Examples */

const THUMB = { width: 72, height: 36 };

/**
 * The button and its closed panel; a press elsewhere or Escape closes it. `choose` is told the name of the example.
 *
 * @param {Element} parent
 * @param {(name: string) => void} choose
 */
export function makeExamples(parent, choose) {
  const host = htmlNode("div", { class: "examples" }, parent);
  const button = htmlNode(
    "button",
    { type: "button", "aria-expanded": "false", "aria-controls": "ntk-examples" },
    host,
  );
  htmlNode("span", { text: WORDS.examples.title }, button);
  htmlNode("span", { text: " ▾", "aria-hidden": "true" }, button);
  const panel = htmlNode("div", { class: "presets", id: "ntk-examples", role: "group", hidden: "" }, host);
  setAttributes(panel, { "aria-label": WORDS.examples.start });
  /** @param {Event} event */
  const pressElsewhere = (event) => event.composedPath().includes(host) || unfold(view, false);
  const view = { button, panel, choose, pressElsewhere };
  button.addEventListener("click", () => unfold(view, Boolean(panel.hidden)));
  host.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !host.contains(relatedTarget)) unfold(view, false);
  });
  host.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    event.stopPropagation();
    unfold(view, false);
    button.focus();
  });
  document.addEventListener("pointerdown", pressElsewhere);
  return view;
}

/** Ends with its chart. @param {Examples} view */
export function endExamples(view) {
  document.removeEventListener("pointerdown", view.pressElsewhere);
}

/** @param {Pick<Examples, "button" | "panel">} view @param {boolean} open */
function unfold({ button, panel }, open) {
  panel.hidden = !open;
  setAttributes(button, { "aria-expanded": String(open) });
}

/** One picture a preset. @param {Examples} view @param {Preset[]} presets @param {Limits} limits */
export function drawExamples(view, presets, limits) {
  const byName = new Map(presets.map((preset) => [preset.name, preset]));
  keyedChildren(view.panel, [...byName.keys()], (name) => {
    const node = makePreset(name, byName.get(name)?.points ?? [], limits);
    node.addEventListener("click", () => {
      if (focusedIn(node) === node) view.button.focus();
      unfold(view, false);
      view.choose(name);
    });
    return node;
  });
}

/** @param {string} name @param {Pair[]} points @param {Limits} limits */
function makePreset(name, points, limits) {
  const named = /** @type {Record<string, string>} */ (EXAMPLES)[name.replaceAll(" ", "_")] ?? name;
  const title = worded(WORDS.examples.start_from, { name: named });
  const button = htmlNode("button", { type: "button", class: "preset", title, "data-preset": name });
  const svg = svgNode("svg", { viewBox: `0 0 ${THUMB.width} ${THUMB.height}`, "aria-hidden": "true" }, button);
  const reach = Math.max(0.5, ...points.map((point) => Math.abs(point[1])));
  const toX = scaleLinear(limits.x, [4, THUMB.width - 4]);
  const toY = scaleLinear([-reach, reach], [THUMB.height - 5, 5]);
  const places = points.map(([x, y]) => /** @type {Pair} */ ([toX(x), toY(y)]));
  svgNode("path", { d: path(places) }, svg);
  places.forEach(([cx, cy]) => svgNode("circle", { cx, cy, r: 2.4 }, svg));
  htmlNode("span", { text: named }, button);
  return button;
}
