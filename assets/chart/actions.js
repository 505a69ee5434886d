/** What the pointer, the keyboard and the buttons may do to the scene; each action draws at once, then tells Python. */

import { adoptScene, isAnswered, payDebt, sendEdit, sendEditSoon, sendEvent } from "./session.js";

/** Gives `chart` its editing actions; `show` draws the scene as it then is. */
export function addEditing(chart, show) {
  const { session } = chart;
  const draw = (scene, dragKey = null, dragOff = false) => {
    session.scene = scene;
    Object.assign(chart, { dragKey, dragOff });
    show();
  };
  chart.scene = () => session.scene;
  chart.isHeld = () => chart.pointer.isDown();
  // One finished edit: a drop, a new point, a removal, a press on a button.
  chart.commit = (scene) => {
    const before = session.sentScene;
    session.scene = scene;
    chart.edits += 1;
    sendEdit(session);
    draw(scene);
    chart.edited(before, scene);
  };
  // One nudge of many: Python hears of them once the keys rest.
  chart.nudgeTo = (scene) => {
    session.scene = scene;
    sendEditSoon(session, chart.release);
    draw(scene);
    chart.edited(session.sentScene, scene);
  };
  // Undo, redo, clear or a preset: Python knows the outcome, so the scene waits for its answer.
  chart.request = (type, details = {}) => {
    sendEdit(session);
    sendEvent(session, { type, ...details });
    show();
  };
  // A move of the finger: nothing is sent before the drop.
  chart.showDrag = draw;
  chart.abandonDrag = (scene) => {
    draw(scene);
    chart.release();
  };
  // Nothing is held any more: an answer that came in the meantime may now show its scene.
  chart.release = () => {
    payDebt(session);
    if (isAnswered(session) && session.answer.seq >= session.newest) adoptScene(session);
    show();
  };
}
