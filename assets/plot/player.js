/** Plays the frames of a figure, round and round, until it is paused. */

import { htmlNode, setText } from "../shared/dom.js";
import { makeIcon, setIcon } from "../shared/icons.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Plotly } from "../shared/types.d.ts" */
/** @typedef {ReturnType<typeof makePlayer>} Player */

const FRAME_MS = 70;
const ROUNDS = 20; // then it stops by itself
const AT_ONCE = { mode: "immediate", frame: { duration: 0, redraw: false }, transition: { duration: 0 } };

/**
 * Plays the frames of what is drawn in `canvas`; without frames there is no button.
 *
 * @param {HTMLElement} canvas
 */
export function makePlayer(canvas) {
  const button = htmlNode("button", { type: "button" });
  const icon = makeIcon(button);
  const text = htmlNode("span", {}, button);
  /** @type {{ plotly: Plotly | null, names: string[], index: number, timer: number }} */
  const state = { plotly: null, names: [], index: 0, timer: 0 };
  const player = { canvas, button, icon, text, state };
  button.addEventListener("click", () => (state.timer ? pause(player) : play(player)));
  return player;
}

/**
 * Takes over the frames that the canvas shows from now on: the button comes with them and goes with them.
 *
 * @param {Player} player
 * @param {Plotly} plotly
 * @param {{ name: string }[]} frames
 */
export function setFrames(player, plotly, frames) {
  const { state, canvas, button } = player;
  if (!frames.length) {
    dismiss(player);
    return;
  }
  plotly.addFrames(canvas, frames); // frames of the same name are replaced
  Object.assign(state, { plotly, names: frames.map(({ name }) => name) });
  if (state.index) show(player, state.index);
  if (button.isConnected) return;
  canvas.parentElement?.append(button);
  pause(player);
}

/** Stops, and takes the button away. @param {Player} player */
export function dismiss({ state, button }) {
  clearInterval(state.timer);
  state.timer = 0;
  button.remove();
}

/** @param {Player} player */
function play(player) {
  const { state } = player;
  let left = ROUNDS * state.names.length;
  state.timer = setInterval(() => {
    show(player, state.index + 1);
    left -= 1;
    if (left === 0) pause(player);
  }, FRAME_MS);
  label(player, WORDS.pause, "pause");
}

/** @param {Player} player @param {number} index */
function show({ state, canvas }, index) {
  state.index = index % state.names.length;
  state.plotly?.animate(canvas, [state.names[state.index]], AT_ONCE).catch(ignoreSuperseded);
}

/** @param {Player} player */
function pause(player) {
  clearInterval(player.state.timer);
  player.state.timer = 0;
  label(player, WORDS.play, "play");
}

/** @param {Player} player @param {string} word @param {Parameters<typeof setIcon>[1]} name */
function label({ icon, text }, word, name) {
  setIcon(icon, name);
  setText(text, word);
}

/** Plotly rejects, without a reason, the promise of a frame that the next one comes upon. @param {unknown} reason */
function ignoreSuperseded(reason) {
  if (reason !== undefined) throw reason;
}
