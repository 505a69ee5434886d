/** The conversation with Python: events go out numbered, answers come in, and the newest edit always wins. */

import { decodeFloats } from "../shared/format.js";
import { remember, sceneOf, takeHistory, travel } from "./history.js";
import { sameScene } from "./scene.js";

const NUDGE_PAUSE = 200;

/** What the browser knows: the scene on screen, the last answer adopted, and the events not yet answered. */
export function makeSession() {
  const shown = { scene: null, adopted: null, answer: null, curves: null, spectrum: null, kept: {} };
  return { ...shown, sentScene: null, unanswered: [], newest: 0, nudgeTimer: 0, unsent: false };
}

/** Sends one event with everything still unanswered, so that reruns which swallow each other lose nothing. */
export function sendEvent(session, event) {
  session.newest = Math.max(Date.now(), session.newest + 1);
  session.unanswered.push({ seq: session.newest, ...event });
  session.setStateValue("events", session.unanswered.slice());
}

/** Sends the scene on screen as one edit, unless Python has it already. */
export function sendEdit(session) {
  clearTimeout(session.nudgeTimer);
  session.nudgeTimer = 0;
  if (sameScene(session.scene, session.sentScene)) return;
  remember(session);
  session.sentScene = session.scene;
  const { points, candidates, slice_x } = session.scene;
  sendEvent(session, { type: "edit", points, candidates, slice_x });
}

/** Sends an undo, a redo, a press on Clear, on a preset or on an offered noise, and shows at once what Python will answer, if it is known. */
export function sendRequest(session, type, details = {}) {
  sendEdit(session);
  // A step that only Python knows of as yet, such as a slider just turned, is undone without being foretold.
  if (session.history.steps[type] !== 0) travel(session, type, details);
  sendEvent(session, { type, ...details });
}

/** Sends the scene once the keyboard has been quiet for a moment: ten nudges are one edit. */
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
 */
export function receiveAnswer(session, data, held) {
  const returned = session.answer !== null && session.answer.session !== data.session;
  if (returned) forgetEvents(session, data);
  session.newest = Math.max(session.newest, data.seq);
  session.unanswered = session.unanswered.filter((event) => event.seq > data.seq);
  if (session.answer !== null && data.seq < session.newest) return false;
  session.answer = data;
  session.curves = decodeCurves(data.curves);
  session.spectrum = { ...data.spectrum, x: data.points.map((point) => point[0]) };
  takeHistory(session);
  if (returned) resume(session, held);
  else if (!(held && session.scene)) adoptScene(session);
  return true;
}

/** Another session of the server (it was restarted, or the page slept for long) has heard of none of our events. */
function forgetEvents(session, data) {
  session.newest = data.seq;
  session.unanswered = [];
}

/** The new session opened the link; what the person did after the link was written is on screen alone, and stays. */
function resume(session, held) {
  session.sentScene = sceneOf(session.answer);
  session.unsent = held;
  if (held) return;
  if (sameScene(session.scene, session.sentScene)) adoptScene(session);
  else sendEdit(session);
}

/** The scene on screen goes out after all, if nothing is held any more and a new session has not heard of it. */
export function sendUnsent(session) {
  if (session.unsent) sendEdit(session);
  session.unsent = false;
}

/** The scene of the last answer becomes the scene on screen. */
export function adoptScene(session) {
  session.scene = sceneOf(session.answer);
  session.sentScene = session.scene;
  session.adopted = session.scene;
}

function decodeCurves({ mean, std, slice, samples, doubt }) {
  return {
    mean: decodeFloats(mean),
    std: decodeFloats(std),
    slice: decodeFloats(slice),
    samples: samples.map(decodeFloats),
    doubt: doubt && decodeFloats(doubt), // how far mean and std can be off, if that shows
  };
}

/** True when Python has answered the newest event. */
export function isAnswered(session) {
  return session.unanswered.length === 0 && session.nudgeTimer === 0;
}
