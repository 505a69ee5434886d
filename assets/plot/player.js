/** Plays the frames of a figure, round and round, until it is paused. */

import { htmlNode, setAttributes, svgNode } from "../shared/dom.js";
import { ICONS } from "../shared/icons.js";

const FRAME_MS = 70;
const ROUNDS = 20; // then it stops by itself
const AT_ONCE = { mode: "immediate", frame: { duration: 0, redraw: false }, transition: { duration: 0 } };

/** Takes over the frames that `canvas` shows from now on: a button comes with them and goes with them. */
export function setFrames(player, plotly, canvas, frames) {
  if (!frames.length) return dismiss(player);
  plotly.addFrames(canvas, frames); // frames of the same name are replaced
  Object.assign(player, { plotly, canvas, names: frames.map(({ name }) => name) });
  if (player.index) show(player, player.index);
  if (player.button) return;
  player.button = htmlNode("button", { type: "button" }, canvas.parentElement);
  svgNode("path", {}, svgNode("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, player.button));
  htmlNode("span", {}, player.button);
  player.button.addEventListener("click", () => (player.timer ? pause(player) : play(player)));
  pause(player);
}

/** Stops, and takes the button away. */
export function dismiss(player) {
  clearInterval(player.timer);
  player.button?.remove();
  Object.assign(player, { timer: 0, button: null });
}

function play(player) {
  let left = ROUNDS * player.names.length;
  player.timer = setInterval(() => {
    show(player, (player.index ?? 0) + 1);
    left -= 1;
    if (left === 0) pause(player);
  }, FRAME_MS);
  setIcon(player, "Pause", ICONS.pause);
}

function show(player, index) {
  player.index = index % player.names.length;
  player.plotly.animate(player.canvas, [player.names[player.index]], AT_ONCE).catch(ignoreSuperseded);
}

function pause(player) {
  clearInterval(player.timer);
  player.timer = 0;
  setIcon(player, "Play", ICONS.play);
}

function setIcon({ button }, word, icon) {
  setAttributes(button.querySelector("path"), { d: icon });
  button.lastChild.textContent = word;
}

/** Plotly rejects, without a reason, the promise of a frame that the next one comes upon. */
function ignoreSuperseded(reason) {
  if (reason !== undefined) throw reason;
}
