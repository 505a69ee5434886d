/** What is pinned to be compared with: how it is made from what is on screen, and in words how the two differ. */

import { figures } from "../shared/format.js";
import { noiseText } from "../shared/units.js";
import PIN_TEXTS from "./pin.json" with { type: "json" };

/** @import { Entry, Pair, Pin, Scene, Setting, UnitAxis, Units } from "./types.d.ts" */

export const PIN_WORDS = PIN_TEXTS;
const PIN_DIGITS = 6; // of numbers, as the controls show them
/** @type {Record<string, string>} */
const ACTIVATIONS = PIN_WORDS.activations;

/** What is on screen, to be pinned. @param {Scene} scene @param {Setting} setting @param {boolean} beside @returns {Pin} */
export function pinOf({ points }, { network, prior, noise_std, time }, beside = false) {
  return { points, network, prior, noise_std, time, beside };
}

/** Whether two pins have the same curves. @param {Pin} a @param {Pin} b */
export function samePinned(a, b) {
  /** @param {Pin} pin */
  const key = ({ points, network, prior, noise_std, time }) =>
    JSON.stringify([points, Object.entries(network).toSorted(), prior, noise_std, time]);
  return key(a) === key(b);
}

/**
 * The setting that is pinned, with the seed and the units of the one on screen. Another network has samples of the
 * triangular root, as Scene.swapped in Python.
 *
 * @param {Setting} setting
 * @param {Pin} pin
 * @returns {Setting}
 */
export function pinnedSetting(setting, { network, prior, noise_std, time }) {
  const same = JSON.stringify(network) === JSON.stringify(setting.network);
  return { ...setting, network, prior, noise_std, time, root: same ? setting.root : "triangular" };
}

/** What is pinned on screen, and what is on screen pinned; null if nothing is. @param {Scene} scene @param {Setting} setting @returns {Entry | null} */
export function swapped(scene, setting) {
  const { pin } = scene;
  if (!pin) return null;
  return {
    ...scene,
    ...pinnedSetting(setting, pin),
    points: pin.points,
    pin: pinOf(scene, setting, pin.beside),
  };
}

/** The settings of a pin: "ReLU, 2 hidden layers, weight size 2, …". @param {Pin} pin @param {Units} units */
export function settingsText({ network, noise_std, ...pin }, units) {
  const { activation, weight_std, bias_std } = network;
  return [
    ACTIVATIONS[activation],
    layersText(network.hidden_layers),
    filled(PIN_WORDS.weights, { value: numberText(weight_std) }),
    filled(PIN_WORDS.biases, { value: numberText(bias_std) }),
    ...(network.skip === "none" ? [] : [PIN_WORDS.skips[network.skip]]),
    ...(network.norm === "none" ? [] : [PIN_WORDS.norms[network.norm]]),
    priorText(pin),
    filled(PIN_WORDS.noise, { value: noiseText(units.y, noise_std) }),
  ].join(", ");
}

/**
 * The line that says in what `now` differs from `pin`: "Now 3 hidden layers instead of 2, noise 0.1 instead of 0."
 *
 * @param {Pin} now
 * @param {Pin} pin
 * @param {Units} units
 */
export function differenceText(now, pin, units) {
  const list = [...networkDifferences(now, pin), ...otherDifferences(now, pin, units.y)];
  return list.length ? filled(PIN_WORDS.differs, { list: list.join(", ") }) : PIN_WORDS.same;
}

/** @param {Pin} now @param {Pin} pin */
function networkDifferences({ network: a }, { network: b }) {
  const list = [];
  if (a.activation !== b.activation) list.push(instead(ACTIVATIONS[a.activation], ACTIVATIONS[b.activation]));
  if (a.hidden_layers !== b.hidden_layers) list.push(instead(layersText(a.hidden_layers), `${b.hidden_layers}`));
  if (a.weight_std !== b.weight_std) list.push(numbers(PIN_WORDS.weights, a.weight_std, b.weight_std));
  if (a.bias_std !== b.bias_std) list.push(numbers(PIN_WORDS.biases, a.bias_std, b.bias_std));
  if (a.skip !== b.skip) list.push(instead(PIN_WORDS.skips[a.skip], PIN_WORDS.skips[b.skip]));
  if (a.norm !== b.norm) list.push(instead(PIN_WORDS.norms[a.norm], PIN_WORDS.norms[b.norm]));
  return list;
}

/** @param {Pin} now @param {Pin} pin @param {UnitAxis} axis */
function otherDifferences(now, pin, axis) {
  const list = [];
  if (now.prior !== pin.prior) list.push(instead(priorText(now), priorText(pin)));
  else if (now.prior === "ensemble" && now.time !== pin.time) list.push(numbers(PIN_WORDS.time, now.time, pin.time));
  if (now.noise_std !== pin.noise_std) {
    const noise = filled(PIN_WORDS.noise, { value: noiseText(axis, now.noise_std) });
    list.push(instead(noise, noiseText(axis, pin.noise_std)));
  }
  const data = pointsText(now.points, pin.points);
  return data ? [...list, data] : list;
}

/** @param {Pair[]} now @param {Pair[]} pinned */
function pointsText(now, pinned) {
  const template = now.length === 1 ? PIN_WORDS.point : PIN_WORDS.points;
  if (now.length !== pinned.length) return instead(filled(template, { value: `${now.length}` }), `${pinned.length}`);
  const count = now.filter(([x, y], i) => x !== pinned[i][0] || y !== pinned[i][1]).length;
  return count ? filled(PIN_WORDS.moved, { count: `${count}`, value: `${now.length}` }) : "";
}

/** @param {Pick<Pin, "prior" | "time">} pin */
function priorText({ prior, time }) {
  if (prior === "ensemble" && time !== null) return filled(PIN_WORDS.until, { value: numberText(time) });
  return PIN_WORDS.priors[prior];
}

/** @param {number} count */
function layersText(count) {
  return filled(count === 1 ? PIN_WORDS.layer : PIN_WORDS.layers, { value: `${count}` });
}

/** @param {string} template @param {number | null} now @param {number | null} pinned */
function numbers(template, now, pinned) {
  return instead(filled(template, { value: numberText(now) }), numberText(pinned));
}

/** @param {number | null} value null: infinite */
function numberText(value) {
  return value === null ? "∞" : figures(value, PIN_DIGITS);
}

/** @param {string} now @param {string} pinned */
function instead(now, pinned) {
  return filled(PIN_WORDS.instead, { now, pinned });
}

/** `template` with a value for each {name}. @param {string} template @param {Record<string, string>} values */
export function filled(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
