/** Compare: what is pinned as dashed curves or in a second chart, the line that says what differs, and its buttons. */

import { curvePath } from "../shared/axes.js";
import { htmlNode, keyedChildren, setAttributes, setText, svgNode } from "../shared/dom.js";
import { drawCurves, drawFrame, makePlot } from "./draw.js";
import { currentSetting } from "./moving.js";
import { drawObjects, drawReadout } from "./objects.js";
import { differenceText, filled, pinOf, PIN_WORDS, settingsText } from "./pin.js";
import { hasRoom, isBeside } from "./pinned.js";

/** @import { Actions, Curves, Frame, Model, Pair, Pin, Pinned, State } from "./types.d.ts" */
/** @import { Plot } from "./draw.js" */
/** @import { Pointers } from "./pointer.js" */
/** @typedef {ReturnType<typeof makeCompare>} Compare */
/** @typedef {{ plot: Plot, caption: HTMLElement, frame: Frame | null, curves: Curves | null }} Second */

const BAND = 2; // standard deviations

/** Pins what is on screen, or takes the pin away. @param {State} state @param {Actions} actions */
export function togglePin({ session }, actions) {
  const { scene } = session;
  const pin = scene.pin ? null : pinOf(scene, currentSetting(session));
  actions.commit({ ...scene, pin });
  if (pin) actions.say(PIN_WORDS.same);
}

/**
 * The ghost in `plot`, which stands in `pair` alone as yet, and the bar at the end of `parent`. `toggle` is the button that
 * pins: it gets the focus from a button that is no longer there.
 *
 * @param {Element} parent
 * @param {HTMLElement} pair
 * @param {Plot} plot
 * @param {HTMLElement} toggle
 * @param {State} state
 * @param {Actions} actions
 */
export function makeCompare(parent, pair, plot, toggle, state, actions) {
  const bar = htmlNode("div", { class: "compare", "data-testid": "compare", hidden: "" }, parent);
  /** @param {string} name @param {string} title @param {() => void} press */
  const button = (name, title, press) => {
    const node = htmlNode("button", { type: "button", class: "small", text: name, title }, bar);
    node.addEventListener("click", () => node.getAttribute("aria-disabled") !== "true" && press());
    return node;
  };
  /** @param {Partial<Pin>} changed */
  const change = (changed) => {
    const { scene } = state.session;
    if (scene.pin) actions.commit({ ...scene, pin: { ...scene.pin, ...changed } });
  };
  const swap = button(PIN_WORDS.swap, PIN_WORDS.swap_title, () => actions.request("swap"));
  const beside = button(PIN_WORDS.beside, PIN_WORDS.beside_title, () =>
    change({ beside: !state.session.scene.pin?.beside }),
  );
  const unpin = button(PIN_WORDS.unpin, PIN_WORDS.unpin_title, () => {
    togglePin(state, actions);
    toggle.focus({ preventScroll: true });
  });
  const text = htmlNode("span", {}, bar);
  const caption = htmlNode("div", { class: "caption", hidden: "" }, pair);
  const second = /** @type {Second | null} */ (null); // until there has been room for it
  return { pair, bar, text, swap, beside, unpin, caption, ghost: makeGhost(plot), second };
}

/**
 * Its points are taken hold of like those of the first plot; the keyboard stays in the first.
 *
 * @param {HTMLElement} pair
 * @returns {Second}
 */
function makeSecond(pair) {
  const plot = makePlot(pair);
  setAttributes(plot.svg, { "aria-hidden": "true", role: null });
  setAttributes(plot.box, { role: "img", "data-testid": "second-chart" });
  return { plot, caption: htmlNode("div", { class: "caption" }, pair), frame: null, curves: null };
}

/** @param {Plot} plot */
function makeGhost({ inner, gaps }) {
  const node = svgNode("g", { class: "ghost", "data-testid": "ghost" });
  inner.insertBefore(node, gaps);
  const band = svgNode("path", { class: "ghost-band" }, node);
  const drawn = /** @type {{ frame: Frame | null, mean: unknown }} */ ({ frame: null, mean: null });
  return { node, band, mean: svgNode("path", { class: "ghost-mean" }, node), dots: svgNode("g", {}, node), drawn };
}

/**
 * Makes or takes away the room for the second chart; returns whether that has changed.
 *
 * @param {Compare} view
 * @param {State} state
 * @param {Pointers} pointers
 */
export function shareRoom(view, state, pointers) {
  const { pair } = view;
  state.room ||= pair.clientWidth; // until the observer has told
  const beside = isBeside(state);
  if (beside === pair.classList.contains("beside")) return false;
  pair.classList.toggle("beside", beside);
  if (beside && !view.second) {
    view.second = makeSecond(pair);
    pointers.watch(view.second.plot);
  }
  if (view.second) view.second.plot.box.hidden = view.second.caption.hidden = !beside;
  return true;
}

/**
 * Draws what is pinned, and says what differs.
 *
 * @param {Compare} view
 * @param {Frame} frame
 * @param {State} state
 * @param {Model} model
 * @param {Pinned | null} pinned
 * @param {Pinned | null} previewed by a lesson, in place of what is pinned
 */
export function drawCompare(view, frame, state, { scene, setting }, pinned, previewed) {
  const { shown = false, pin: pins = false, swap: swaps = false } = state.session.answer.pinning ?? {};
  const { bar, caption, ghost, second } = view;
  bar.hidden = !pinned;
  const dashed = previewed ?? pinned;
  setAttributes(ghost.node, { visibility: dashed?.ghost ? null : "hidden" });
  if (dashed?.ghost) drawGhost(ghost, frame, dashed.ghost, dashed.pin.points, scene.points);
  caption.hidden = !pinned?.second;
  if (!pinned) return;
  const now = pinOf(scene, setting);
  const { pin } = pinned;
  const compared = pinned.second ? { ...pin, points: now.points } : pin; // two charts have the same points
  setText(view.text, differenceText(now, compared, frame.units));
  view.swap.hidden = view.unpin.hidden = !shown;
  view.beside.hidden = !shown || !hasRoom(state);
  setAttributes(view.swap, locked(swaps, PIN_WORDS.swap_title));
  setAttributes(view.beside, { ...locked(pins, PIN_WORDS.beside_title), "aria-pressed": String(pin.beside) });
  setAttributes(view.unpin, locked(pins, PIN_WORDS.unpin_title));
  setText(caption, filled(PIN_WORDS.now, { settings: settingsText(now, frame.units) }));
  if (second && pinned.second) drawSecond(second, frame, state, pinned, pinned.second);
}

/** @param {boolean} allowed @param {string} title */
function locked(allowed, title) {
  return { "aria-disabled": allowed ? null : "true", title: allowed ? title : PIN_WORDS.locked };
}

/** The settings of what is pinned, for legend and caption. @param {Pinned} pinned @param {Pick<Frame, "units">} frame */
export function pinnedText({ pin }, { units }) {
  return filled(PIN_WORDS.pinned, { settings: settingsText(pin, units) });
}

/**
 * Mean and band, and rings where the points of that time are not the scene's any more.
 *
 * @param {Compare["ghost"]} ghost
 * @param {Frame} frame
 * @param {Pick<Curves, "mean" | "std">} curves
 * @param {Pair[]} points
 * @param {Pair[]} present
 */
function drawGhost({ band, mean: line, dots, drawn }, frame, { mean, std }, points, present) {
  const { starts, toX, toY } = frame;
  if (drawn.frame !== frame || drawn.mean !== mean) {
    setAttributes(line, { d: curvePath(starts, mean, toY) });
    const edges = [-BAND, BAND].map((k) => curvePath(starts, Float64Array.from(mean, edge(k, std)), toY));
    setAttributes(band, { d: edges.join("") });
    Object.assign(drawn, { frame, mean });
  }
  const kept = new Set(present.map(String));
  const gone = points.filter((point) => !kept.has(String(point)));
  const nodes = keyedChildren(dots, [...gone.keys()], () => svgNode("circle", { class: "ghost-point", r: 5 }));
  gone.forEach(([x, y], i) => setAttributes(nodes[i], { cx: toX(x), cy: toY(y) }));
}

/** @param {number} k @param {Curves["std"]} std */
function edge(k, std) {
  /** @param {number} mean @param {number} i */
  return (mean, i) => mean + k * std[i];
}

/** @param {Second} second @param {Frame} frame @param {State} state @param {Pinned} pinned @param {Curves} curves */
function drawSecond(second, frame, { session, handles, dragKey, hoverKey }, pinned, curves) {
  const { plot, caption } = second;
  const same = second.frame === frame;
  if (!same) drawFrame(plot, frame);
  drawCurves(plot, frame, curves, same ? second.curves : null);
  Object.assign(second, { frame, curves });
  drawObjects(plot, frame, handles, session.scene, curves, pinned.setting.noise_std);
  const key = dragKey ?? hoverKey;
  drawReadout(plot, frame, handles.find((each) => each.key === key && each.kind !== "slice") ?? null, null);
  // What has the focus, and what is looked for by its name, is in the first plot.
  for (const node of plot.box.querySelectorAll("[tabindex], [data-handle], [data-testid]")) {
    setAttributes(node, { tabindex: null, "data-handle": null, "data-testid": null });
  }
  const text = setText(caption, pinnedText(pinned, frame)).textContent;
  setAttributes(plot.box, { "data-distribution": pinned.setting.prior, "aria-label": text });
}
