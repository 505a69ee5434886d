/** The live chart: one state, one way to draw it, and the wiring between hands, picture and Python. */

import { addEditing } from "./actions.js";
import { drawAnswers, joinAnswers, makeAnswers } from "./answers.js";
import { drawCoach, makeCoach } from "./coach.js";
import { focusedIn, htmlNode, setAttributes, setText } from "../shared/dom.js";
import { drawBehind, makeBehind } from "./behind.js";
import { drawCertainty, drawCurves, drawFrame, makePlot } from "./draw.js";
import { endExamples } from "./examples.js";
import { endFetching, makeFetching, wantPrior } from "./fetching.js";
import { shortNumber } from "../shared/format.js";
import { makeFrame } from "./geometry.js";
import { attachKeyboard } from "./keyboard.js";
import { liveModel } from "./live.js";
import { eased, easeFrom, endPlay, makeMotion, togglePlay } from "./motion.js";
import { drawLegend, drawHealth, makeFooter } from "./footer.js";
import { drawObjects, drawReadout, listHandles } from "./objects.js";
import { explainTerms } from "../shared/terms.js";
import { attachPointers } from "./pointer.js";
import { findPrior, onPrior } from "../shared/kernels.js";
import { isAnswered, makeSession, receiveAnswer } from "./session.js";
import { summary } from "./summary.js";
import { drawTags } from "./tags.js";
import { drawPlaying, drawToolbar, makeToolbar, showHint, showNotice } from "./toolbar.js";

const charts = new WeakMap();
// The link in the address bar follows the answer by one component; Share waits for it.
const LINK_DELAY_MS = 120;
const NARROWEST = 120;

/** Shows the data, JSON as bytes, in `parentElement`; called on every change of data or theme. Returns the cleanup. */
export default function (component) {
  const { parentElement } = component;
  const data = JSON.parse(new TextDecoder().decode(component.data));
  if (!charts.has(parentElement)) charts.set(parentElement, createChart(parentElement));
  const chart = charts.get(parentElement);
  const { session, assignments } = data;
  chart.session.setStateValue = (name, list) => component.setStateValue(name, { session, assignments, list });
  receive(chart, data);
  // A cleanup may also be run for a call that was merely overtaken: only a chart that has left the page is put away.
  return () => setTimeout(() => chart.root.isConnected || dispose(chart, parentElement));
}

function createChart(parentElement) {
  const root = htmlNode("div", { class: "ntk", "data-testid": "live-chart", "data-settled": "false" }, parentElement);
  const attention = { dragKey: null, dragOff: false, hoverKey: null, focusKey: null, lastInput: null, settling: [] };
  const drawing = { handles: [], size: null, frame: null, limits: null, drawn: {} };
  const chart = { root, session: makeSession(), motion: makeMotion(), edits: 0, ...attention, ...drawing };
  const show = () => redraw(chart, currentModel(chart));
  addEditing(chart, show);
  chart.play = (what) => togglePlay(chart, what, show);
  chart.show = show;
  addAttention(chart);
  chart.toolbar = makeToolbar(root, chart);
  const stage = htmlNode("div", { class: "stage" }, root);
  const [picture, side] = ["picture", "side"].map((name) => htmlNode("div", { class: name }, stage));
  chart.plot = makePlot(picture);
  picture.append(chart.toolbar.hint);
  chart.footer = makeFooter(picture, chart);
  chart.answers = makeAnswers(side, chart);
  chart.coach = makeCoach(side, chart);
  chart.behind = makeBehind(root, chart);
  chart.fetching = makeFetching(root.querySelector("[data-testid=kernel]"));
  chart.live = htmlNode("div", { class: "unseen", role: "status", "aria-live": "polite" }, root);
  const { strip } = chart.behind;
  chart.pointer = attachPointers(chart, chart.plot, strip);
  const unhooks = [attachKeyboard(chart, root, [chart.plot.svg, strip.svg]), onPrior(show), explainTerms(root, root)];
  chart.unhook = () => unhooks.forEach((unhook) => unhook());
  chart.observer = new ResizeObserver(() => {
    chart.size = sizeOf(chart);
    show();
  });
  chart.observer.observe(chart.plot.box);
  return chart;
}

function dispose(chart, parentElement) {
  endPlay(chart.motion);
  chart.observer.disconnect();
  chart.unhook();
  clearTimeout(chart.session.nudgeTimer);
  endFetching(chart.fetching);
  endExamples(chart.toolbar.examples);
  chart.root.remove();
  charts.delete(parentElement);
}

/** What is shown or said without any edit: focus, hover, notices, the wait for the newest answer. */
function addAttention(chart) {
  chart.say = (words) => setText(chart.live, words);
  chart.warn = (words) => {
    chart.say(words);
    showNotice(chart.toolbar, chart, words);
  };
  chart.hover = (handle) => {
    const key = handle?.key ?? null;
    if (key === chart.hoverKey) return;
    chart.hoverKey = key;
    showReadout(chart);
  };
  chart.focusChanged = (key) => {
    chart.focusKey = key;
    if (chart.frame) showHint(chart.toolbar, chart);
    showReadout(chart);
  };
  // "keys", or the type of the pointer that was pressed last.
  chart.noteInput = (input) => (chart.lastInput = input);
  chart.findHandle = (key) => findHandle(chart, key);
  chart.answerOf = (name) => rowsOf(currentModel(chart)).find((row) => row.name === name);
  chart.focusHandle = (key) => findHandle(chart, key)?.focus({ preventScroll: true });
  chart.escape = () => {
    if (!chart.pointer.cancel()) focusedIn(chart.root)?.closest?.("[data-handle]")?.blur();
  };
  chart.whenSettled = () =>
    new Promise((resolve) => {
      chart.settling.push(() => setTimeout(resolve, LINK_DELAY_MS));
      markSettled(chart);
    });
}

function receive(chart, data) {
  const { session } = chart;
  chart.limits = data.limits;
  const held = chart.pointer.isDown() || session.nudgeTimer !== 0;
  const before = session.answer;
  if (receiveAnswer(session, data, held)) {
    chart.say(summary(session));
    if (before && settings(before) !== settings(data)) easeFrom(chart, chart.drawn.curves, chart.show);
    if (chart.motion.playing === "time" && data.prior !== "ensemble") endPlay(chart.motion);
  }
  redraw(chart, currentModel(chart));
  wantPrior(chart.fetching, data);
}

/** What the controls beside the chart set; a change of these eases in, an edit of points is on screen already. */
function settings({ prior_key, prior, noise_std, time }) {
  return [prior_key, prior, noise_std, time].join(" ");
}

/** All that is drawn. Everything here is either the person's (scene) or follows from it and the prior. */
export function currentModel(chart) {
  const { session, motion } = chart;
  const { answer, scene, setting } = session;
  if (!answer) return null;
  const ahead = scene !== session.adopted || motion.time !== null;
  const live = ahead || motion.angle !== 0 ? liveModel(session, motion.angle, motion.time) : null;
  const stale = ahead && !live; // the prior of a new architecture is still on its way: the picture waits for it
  const { curves: solved, spectrum } = session;
  const { groups: answered, slice_range: sliceRange, health, remedy } = answer;
  const known = { curves: solved, spectrum, groups: answered, sliceRange, health, remedy };
  const source = ahead ? (live ?? chart.source ?? known) : known;
  chart.source = source;
  const turned = motion.angle !== 0 && !ahead ? (live?.curves ?? chart.drawn.curves) : null;
  const played = turned ? { ...source.curves, samples: turned.samples } : source.curves;
  const words = motion.time === null ? "" : `t = ${shortNumber(motion.time)}`;
  const [curves, groups] = [eased(motion, played), joinAnswers(scene, source.groups, setting.units)];
  return { ...source, curves, scene, groups, noiseStd: setting.noise_std, words, stale };
}

/** Draws `model`: nodes are reused and untouched parts skipped, so that it can run on every move of a finger. */
export function redraw(chart, model) {
  if (!model || !fitFrame(chart)) return;
  const { plot, frame, session, drawn } = chart;
  const { scene, curves, groups, noiseStd } = model;
  const focused = focusedIn(chart.root);
  const resized = drawn.frame !== frame;
  drawCurves(plot, frame, curves, resized ? null : drawn.curves);
  chart.handles = listHandles(scene, frame);
  drawObjects(plot, frame, chart.handles, scene, curves, noiseStd);
  drawAnswers(chart.answers, groups, scene, chart.limits, chart.units);
  drawBehind(chart.behind, chart, model);
  drawToolbar(chart.toolbar, session, chart.limits, chart);
  drawPlaying(chart.toolbar, session, chart.motion);
  drawCertainty(plot, model.health.jitter_decides);
  drawLegend(chart.footer, session.answer.words, model.health.jitter_decides);
  drawHealth(chart.footer, model.health, model.remedy, session.answer.words.health, chart.units);
  setAttributes(chart.root, { "data-stale": model.stale ? "" : null, "data-slice": scene.slice_x });
  setText(plot.note, model.words).hidden = !model.words;
  chart.drawn = { curves, frame, groups };
  drawCoach(chart.coach);
  keepFocus(chart, focused);
  showReadout(chart);
  markSettled(chart);
}

/** A frame for the size last observed; asking the page for it at every move would make it lay itself out each time. */
function fitFrame(chart) {
  chart.size ??= sizeOf(chart);
  const [width, height] = chart.size;
  if (width < NARROWEST) return false;
  chart.units = chart.session.setting.units;
  const unitsKey = JSON.stringify(chart.units);
  if (chart.frame?.width !== width || chart.frame.height !== height || chart.frame.unitsKey !== unitsKey) {
    chart.frame = { ...makeFrame(width, height, chart.limits, chart.units), unitsKey };
    drawFrame(chart.plot, chart.frame);
  }
  return true;
}

function sizeOf({ plot: { box } }) {
  return [box.clientWidth, box.clientHeight];
}

function rowsOf(model) {
  return model ? model.groups.flatMap(({ rows }) => rows) : [];
}

function findHandle(chart, key) {
  if (key === "plot") return chart.plot.svg;
  return [...chart.root.querySelectorAll("[data-handle]")].find((node) => node.dataset.handle === key);
}

/** The focus stays where it was; when its point has gone it moves to the next one, or to the plot. */
function keepFocus(chart, focused) {
  if (!focused || focusedIn(chart.root) === focused) return;
  if (focused.isConnected) {
    focused.focus({ preventScroll: true });
    return;
  }
  const key = focused.dataset?.handle ?? "";
  const last = chart.handles.filter((handle) => handle.kind === key.split(" ")[0]).at(-1);
  if (key) chart.focusHandle(last?.key ?? "plot");
}

function showReadout(chart) {
  if (!chart.frame) return;
  const key = chart.dragKey ?? chart.hoverKey ?? chart.focusKey;
  const handle = chart.handles.find((each) => each.key === key && each.kind !== "slice") ?? null;
  drawTags(chart.plot, chart.frame, handle, chart.handles, chart.drawn.groups ?? []);
  drawReadout(chart.plot, chart.frame, handle, chart.dragOff ? "release to remove" : null);
  chart.root.classList.toggle("dragging", chart.dragKey !== null);
  const off = chart.dragOff ? findHandle(chart, chart.dragKey) : null;
  for (const node of chart.plot.svg.querySelectorAll(".handle.off")) if (node !== off) node.classList.remove("off");
  off?.classList.add("off");
}

function markSettled(chart) {
  const settled = chart.dragKey === null && isAnswered(chart.session);
  setAttributes(chart.root, { "data-settled": String(settled), "data-prior": priorState(chart.session.answer) });
  if (settled) chart.settling.splice(0).forEach((resolve) => resolve());
}

/** Whether a drag is redrawn here at once, or waits for the server. */
function priorState({ prior_key: key }) {
  return findPrior(key) ? "here" : "missing";
}
