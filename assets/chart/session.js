/** The conversation with Python: events go out numbered, answers come in, and the newest edit always wins. */

import { decodeFloats } from "../shared/format.js";
import { hasMore, oldestOf } from "../shared/outbox.js";
import { solveAlone } from "./alone.js";
import { historyOf, remember, sceneOf, settingOf, travel } from "./history.js";
import { settleMoved } from "./moving.js";
import { sameScene } from "./scene.js";

/** @import { Answer, Cache, ChartEvent, Curves, PackedCurves, RequestDetails, RequestType, Session } from "./types.d.ts" */

const NUDGE_PAUSE = 200;

/**
 * What the browser knows: the scene on screen, the last answer adopted, and the events not yet answered.
 *
 * @param {Answer} answer
 * @returns {Session}
 */
export function makeSession(answer) {
  const scene = sceneOf(answer);
  const scenes = { scene, adopted: scene, sentScene: scene };
  const events = {
    unanswered: [],
    outbox: { sent: 0 },
    newest: answer.seq,
    nudgeTimer: 0,
    unsent: false,
    post: () => {},
  };
  /** @type {Cache} */
  const cache = {};
  return { ...scenes, ...readAnswer(answer, cache), moved: null, cache, ...events };
}

/** @param {Answer} answer @param {Cache} cache */
function readAnswer(answer, cache) {
  const solved = answer.curves ? unpack(answer, answer.curves) : solveAlone(answer, cache);
  return { ...solved, setting: settingOf(answer), history: historyOf(answer) };
}

/** @param {Answer} answer @param {PackedCurves} curves */
function unpack(answer, curves) {
  const spectrum = { ...answer.spectrum, x: answer.points.map((point) => point[0]) };
  return { answer, curves: decodeCurves(curves), spectrum };
}

/**
 * Sends one event with everything still unanswered, so that reruns which swallow each other lose nothing.
 *
 * @param {Session} session
 * @param {Omit<ChartEvent, "seq">} event
 */
function sendEvent(session, event) {
  session.newest = Math.max(Date.now(), session.newest + 1);
  session.unanswered.push({ seq: session.newest, ...event });
  session.post(oldestOf(session.outbox, session.unanswered));
}

/** Sends the scene on screen as one edit, unless Python has it already. @param {Session} session */
export function sendEdit(session) {
  clearTimeout(session.nudgeTimer);
  session.nudgeTimer = 0;
  if (sameScene(session.scene, session.sentScene)) return;
  remember(session);
  session.sentScene = session.scene;
  sendEvent(session, { type: "edit", ...session.scene });
}

/**
 * Sends an undo, a redo, a swap, a press on Clear, on a preset or on an offered noise, and shows at once what Python will
 * answer, if it is known.
 *
 * @param {Session} session
 * @param {RequestType} type
 * @param {RequestDetails} details
 */
export function sendRequest(session, type, details = {}) {
  sendEdit(session);
  const { steps } = session.history;
  const { changes: _, ...said } = details; // the server reads the link itself
  const travels = type === "undo" || type === "redo";
  // A step that only Python knows of as yet, such as a slider just turned, is undone without being foretold.
  // Nor is a swap, which pins that slider's value.
  const foretold = travels ? steps[type] !== 0 && !session.moved : !["swap", "open"].includes(type) || !session.moved;
  if (travels) session.moved = null;
  if (foretold) travel(session, type, details);
  sendEvent(session, { type, ...said });
}

/**
 * Sends the scene once the keyboard has been quiet for a moment: ten nudges are one edit.
 *
 * @param {Session} session
 * @param {() => void} afterwards
 */
export function sendEditSoon(session, afterwards) {
  clearTimeout(session.nudgeTimer);
  session.nudgeTimer = setTimeout(() => {
    sendEdit(session);
    afterwards();
  }, NUDGE_PAUSE);
}

/**
 * Takes Python's answer in. Its curves are shown whenever it knows our newest event; its scene replaces ours only
 * when nothing is being moved (`held`). Returns whether anything was adopted.
 *
 * @param {Session} session
 * @param {Answer} data
 * @param {boolean} held
 */
export function receiveAnswer(session, data, held) {
  const returned = session.answer.session !== data.session;
  if (returned) forgetEvents(session, data);
  session.newest = Math.max(session.newest, data.seq);
  session.unanswered = session.unanswered.filter((event) => event.seq > data.seq);
  if (hasMore(session.outbox, session.unanswered, data.seq)) session.post(oldestOf(session.outbox, session.unanswered));
  if (data.seq < session.newest) return false;
  Object.assign(session, readAnswer(data, session.cache));
  settleMoved(session, data);
  if (returned) resume(session, held);
  else if (!held) adoptScene(session);
  return true;
}

/**
 * Another session of the server (it was restarted, or the page slept for long) has heard of none of our events.
 *
 * @param {Session} session
 * @param {Answer} data
 */
function forgetEvents(session, data) {
  session.newest = data.seq;
  session.unanswered = [];
}

/**
 * The new session opened the link; what the person did after the link was written is on screen alone, and stays.
 *
 * @param {Session} session
 * @param {boolean} held
 */
function resume(session, held) {
  session.sentScene = sceneOf(session.answer);
  session.unsent = held;
  if (held) return;
  if (sameScene(session.scene, session.sentScene)) adoptScene(session);
  else sendEdit(session);
}

/**
 * Sends the scene on screen after all, if a new session of the server has not heard of it; called when nothing is held
 * any more.
 *
 * @param {Session} session
 */
export function sendUnsent(session) {
  if (session.unsent) sendEdit(session);
  session.unsent = false;
}

/** The scene of the last answer becomes the scene on screen. @param {Session} session */
export function adoptScene(session) {
  session.scene = sceneOf(session.answer);
  session.sentScene = session.scene;
  session.adopted = session.scene;
}

/**
 * @param {PackedCurves} packed
 * @returns {Curves}
 */
function decodeCurves({ mean, std, slice, samples, doubt }) {
  return {
    mean: decodeFloats(mean),
    std: decodeFloats(std),
    slice: decodeFloats(slice),
    samples: samples.map(decodeFloats),
    doubt: doubt ? decodeFloats(doubt) : null,
  };
}

/** True when Python has answered the newest event. @param {Session} session */
export function isAnswered(session) {
  return session.unanswered.length === 0 && session.nudgeTimer === 0;
}
