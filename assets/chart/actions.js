/** What the pointer, the keyboard and the buttons may do to the scene; each action draws at once, then tells Python. */

import { destination, sameSetting } from "./history.js";
import { sameScene } from "./scene.js";
import { adoptScene, isAnswered, sendUnsent, sendEdit, sendEditSoon, sendRequest } from "./session.js";

const NEEDS_CONNECTION = "This step also changes a setting. It has to wait until the connection is back.";

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
  // Undo, redo, clear, a preset or an offered noise. A drag under way is given up; to undo then means just that.
  chart.request = (type, details = {}) => {
    const dragged = session.scene;
    chart.pointer.cancel();
    if (type === "undo" && !sameScene(dragged, session.scene)) return;
    const entry = destination(session, type, details);
    if (globalThis.ntkConnection?.lost && entry && !sameSetting(entry, session.setting)) chart.warn(NEEDS_CONNECTION);
    else sendRequest(session, type, details);
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
    sendUnsent(session);
    if (isAnswered(session) && session.answer.seq >= session.newest) adoptScene(session);
    show();
  };
}
