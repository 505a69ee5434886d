/** The live chart: one state, its actions, the nodes that show it, and the wiring to Streamlit. */

import { htmlNode } from "../shared/dom.js";
import { mounting } from "../shared/mounted.js";
import { onMoved } from "../shared/moved.js";
import { fetchNoise, onNoise } from "../shared/noise.js";
import { wholePrior } from "../shared/prior.js";
import { explainTerms } from "../shared/terms.js";
import { makeActions } from "./actions.js";
import { makeAnswers } from "./answers.js";
import { makeBehind } from "./behind.js";
import { endCoach, makeCoach } from "./coach.js";
import { makePlot } from "./draw.js";
import { endFetching, makeFetching, wantPrior } from "./fetching.js";
import { makeFooter } from "./footer.js";
import { makeCompare } from "./ghost.js";
import { attachKeyboard } from "./keyboard.js";
import { easeFrom, endEasing, endMotion, endPlay, makeMotion } from "./motion.js";
import { currentSetting, noteMoved } from "./moving.js";
import { attachPointers } from "./pointer.js";
import { sizeOf } from "./redraw.js";
import { makeSession, receiveAnswer } from "./session.js";
import { attachSound } from "./sound.js";
import { attachLesson } from "./taught.js";
import { makeTelling } from "./telling.js";
import { endToolbar, makeToolbar } from "./toolbar.js";

/** @import { Actions, Answer, Chart, ChartEvent, Component, Moved, Setting, State } from "./types.d.ts" */

let charts = 0; // on the page: styles of the page ask for it
const chartIn = mounting(createChart, (/** @type {Chart} */ chart) => chart.dispose());

/**
 * Shows the data, JSON as bytes, in `parentElement`; called on every change of data or theme. Returns the cleanup.
 *
 * @param {Component} component
 */
export default function (component) {
  /** @type {Answer} */
  const data = JSON.parse(new TextDecoder().decode(component.data));
  const { mounted: chart, cleanup } = chartIn(component.parentElement, data);
  const { session } = data;
  /** @param {ChartEvent[]} list */
  const post = (list) => component.setStateValue("events", { session, list });
  chart.state.session.post = post;
  receive(chart, data);
  return cleanup;
}

/** @param {HTMLElement} parentElement @param {Answer} data @returns {Chart} */
function createChart(parentElement, data) {
  const root = htmlNode("div", { class: "ntk", "data-testid": "live-chart", "data-settled": "false" }, parentElement);
  const state = makeState(data);
  const actions = makeActions(root, state, () => parts);
  const parts = makeParts(root, state, actions);
  const { plot, behind, toolbar, fetching } = parts;
  const unhookKeys = attachKeyboard(state, actions, root, plot, behind.strip);
  const unhookMoves = onMoved((moved) => follow(state, actions, moved));
  const unhookLesson = attachLesson(root, state, actions, parts);
  const unhooks = [
    unhookKeys,
    unhookMoves,
    unhookLesson,
    attachSound(state),
    onNoise(actions.show),
    explainTerms(root, root),
  ];
  const observer = new ResizeObserver(() => {
    state.size = sizeOf(parts);
    state.room = parts.compare.pair.clientWidth;
    actions.show();
  });
  observer.observe(plot.box);
  observer.observe(parts.compare.pair);
  countCharts(1);
  const dispose = () => {
    countCharts(-1);
    endMotion(state.motion);
    observer.disconnect();
    unhooks.forEach((unhook) => unhook());
    [state.session.nudgeTimer, state.lateTimer, state.refining, state.telling.timer].forEach((timer) =>
      clearTimeout(timer),
    );
    endFetching(fetching);
    endToolbar(toolbar);
    endCoach(parts.coach);
    root.remove();
  };
  return { root, state, actions, parts, dispose };
}

/** @param {number} more */
function countCharts(more) {
  charts += more;
  document.documentElement.toggleAttribute("data-ntk-chart", charts > 0);
}

/** @param {Answer} data @returns {State} */
function makeState(data) {
  const attention = { dragKey: null, dragOff: false, hoverKey: null, focusKey: null, grabbed: null, lastInput: null };
  const drawing = {
    frame: null,
    size: null,
    room: 0,
    preview: null,
    pinnedCache: {},
    handles: [],
    drawn: null,
    lateTimer: 0,
    late: false,
    refining: 0,
  };
  const telling = makeTelling();
  return {
    session: makeSession(data),
    motion: makeMotion(),
    telling,
    edits: 0,
    settling: [],
    ...attention,
    ...drawing,
  };
}

/** The nodes of the chart, by name. @param {HTMLElement} root @param {State} state @param {Actions} actions */
export function makeParts(root, state, actions) {
  const toolbar = makeToolbar(root, state, actions);
  const stage = htmlNode("div", { class: "stage" }, root);
  const picture = htmlNode("div", { class: "picture" }, stage);
  const side = htmlNode("div", { class: "side" }, stage);
  const pair = htmlNode("div", { class: "pair" }, picture);
  const plot = makePlot(pair);
  picture.append(toolbar.hint);
  const compare = makeCompare(picture, pair, plot, toolbar.compare, state, actions);
  htmlNode("slot", { name: "controls" }, picture); // of the page in one file, on a phone
  const footer = makeFooter(picture, actions);
  const answers = makeAnswers(side, state, actions);
  const coach = makeCoach(side, state, actions, plot, toolbar);
  const behind = makeBehind(root, actions);
  const fetching = makeFetching(behind.kernel.section, actions.show);
  const pointers = attachPointers(state, actions, plot, behind.strip);
  return { toolbar, plot, compare, footer, answers, coach, behind, fetching, pointers };
}

/** @param {Chart} chart @param {Answer} data */
function receive({ state, actions, parts }, data) {
  const { session, motion } = state;
  const held = actions.isHeld() || session.nudgeTimer !== 0;
  const { answer: before, moved } = session;
  if (receiveAnswer(session, data, held)) {
    const eases = !moved && controlsOf(before) !== controlsOf(data);
    if (state.drawn && eases) easeFrom(motion, state.drawn.curves, actions.show);
    if (motion.playing === "time" && data.prior !== "ensemble") endPlay(motion);
  }
  actions.show();
  wantPrior(parts.fetching, data);
}

/**
 * What the controls beside the chart set; a change of these eases in, an edit of points is on screen already.
 *
 * @param {Setting} setting
 */
function controlsOf({ network, seed, prior, noise_std, time }) {
  return JSON.stringify([network, seed, prior, noise_std, time]);
}

/**
 * A control is moved: the picture follows at once. A choice that is made by one press eases in; what a hand moves does
 * not. Once the hand rests, the network is computed at all inputs, in a task of its own.
 *
 * @param {State} state
 * @param {Actions} actions
 * @param {Moved} moved
 */
function follow(state, actions, moved) {
  const { session, motion, drawn } = state;
  const eases = !moved.moving && !session.moved;
  noteMoved(session, moved);
  const setting = currentSetting(session);
  fetchNoise(session.answer.noise_address, setting.seed);
  if (motion.playing === "time" && setting.prior !== "ensemble") endPlay(motion);
  if (!eases) endEasing(motion);
  else if (drawn) easeFrom(motion, drawn.curves, actions.show);
  clearTimeout(state.refining);
  actions.show();
  if (moved.moving) return;
  state.refining = setTimeout(() => {
    wholePrior(setting.network);
    actions.show();
  });
}
