/** Controls and sentences of the page for the scene on screen, as explorer/ui/controls.py and explorer/ui/lead.py have them. */

import { figures, worded } from "../shared/format.js";
import { isWindow, unitLength, unitOf, unitText } from "../shared/units.js";

/** @import { Content, Control, Entry, Sentences, Slider, UnitAxis } from "./types.d.ts" */

const PLAIN = 6; // figures of format.number(value, "g")
const TIME_FIGURES = 3;

/** The page's controls with the values of `entry`, named and explained in its units. @param {Content} content @param {Entry} entry */
export function controlsOf({ controls, words }, entry) {
  return controls.map((control) => {
    const { name } = control;
    const fields = /** @type {Record<string, any>} */ (name in entry.network ? entry.network : entry);
    const valued = /** @type {Control} */ ({ ...control, value: fields[name] });
    if (name === "bias_std") return { ...valued, help: worded(words.bias_help, originOf(entry)) };
    return name === "noise_std" ? noiseControl(/** @type {Slider} */ (valued), words, entry) : valued;
  });
}

/** @param {Entry} entry */
function originOf({ units: { x, y } }) {
  return { x: unitText(x, 0), y: unitText(y, 0) };
}

/** @param {Slider} control @param {Sentences} words @param {Entry} entry @returns {Slider} */
function noiseControl(control, words, { prior, units: { y: axis } }) {
  const help = words.noise_help[prior];
  if (isWindow(axis)) return { ...control, help };
  const { of, in_units, units_of_y, refusal } = words.noise;
  const unit = unitOf(axis) || worded(in_units, { name: axis.name || units_of_y });
  const [low, high] = [control.low, control.high ?? 0].map((end) => figures(unitLength(axis, end), PLAIN));
  return { ...control, label: worded(of, { unit }), axis, help, refusal: worded(refusal, { low, high }) };
}

/** The lines under the title: what dots, line and band are. @param {Sentences} words @param {Entry} entry */
export function leadOf({ lead, kinked }, { prior, network, noise_std: noise, time }) {
  const sentences = lead[prior];
  if (prior === "nngp") return noise ? sentences.noisy : sentences.plain;
  if (prior === "ntk") return kinked.includes(network.activation) ? sentences.kinked : sentences.plain;
  if (time === null || time === 0) return time === null ? sentences.end : sentences.start;
  return worded(sentences.between, { time: figures(time, TIME_FIGURES) });
}
