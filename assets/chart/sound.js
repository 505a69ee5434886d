/** Plays the curve as sound for those who have switched it on: a key or the list of keys begins it, Escape ends it. */

import { isKey, isTyping, lettersAreOff } from "../shared/keys.js";
import { PLAY_SOUND, volumeNow } from "../shared/volume.js";
import { voice } from "../shared/voice.js";
import { sweepOf } from "./sweep.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { State } from "./types.d.ts" */
/** @import { Sweep } from "./sweep.js" */

const LEAD = 0.05; // seconds until the first sound, so that none of it is late
const CLICK = { seconds: 0.03, hertz: 1600 };
const NARROWNESS = 4; // how narrow the noise is around the pitch
const NOISE_SECONDS = 1; // then the noise repeats

/** Hears the keys; returns what ends it. @param {State} state */
export function attachSound(state) {
  /** @type {AudioContext | null} */
  let playing = null;
  const stop = () => {
    playing?.close();
    playing = null;
  };
  const toggle = () => {
    if (playing) return stop();
    const { model } = state.telling;
    const volume = volumeNow();
    if (!volume) return voice().answer(WORDS.sound_off);
    if (!model) return;
    const { curves, scene } = model;
    const sweep = sweepOf(curves.mean, curves.std, scene.points, state.session.answer.limits, volume);
    const context = playSweep(sweep, () => playing === context && stop());
    playing = context;
  };
  /** @param {KeyboardEvent} event */
  const press = (event) => {
    if (isKey(event, "putBack")) return stop();
    if (event.defaultPrevented || isTyping(event) || lettersAreOff() || !isKey(event, "sound")) return;
    toggle();
    event.preventDefault();
  };
  document.addEventListener("keydown", press, true); // before a dialog or a field keeps Escape for itself
  addEventListener(PLAY_SOUND, toggle);
  return () => {
    stop();
    document.removeEventListener("keydown", press, true);
    removeEventListener(PLAY_SOUND, toggle);
  };
}

/** Plays a sweep; `end` is called once it is over. @param {Sweep} sweep @param {() => void} end */
function playSweep({ seconds, pitch, tone, hiss, clicks }, end) {
  const context = new AudioContext();
  const start = context.currentTime + LEAD;
  const voiced = context.createOscillator();
  const noise = makeHiss(context);
  const band = context.createBiquadFilter();
  band.type = "bandpass";
  band.Q.value = NARROWNESS;
  for (const parameter of [voiced.frequency, band.frequency]) parameter.setValueCurveAtTime(pitch, start, seconds);
  follows(context, voiced, tone, start, seconds);
  follows(context, noise.connect(band), hiss, start, seconds);
  for (const at of clicks) blipAt(context, start + at, tone);
  for (const source of [voiced, noise]) {
    source.start(start);
    source.stop(start + seconds);
  }
  voiced.onended = end;
  return context;
}

/** @param {AudioContext} context @param {AudioNode} source @param {Float32Array} loudness @param {number} start @param {number} seconds */
function follows(context, source, loudness, start, seconds) {
  const gain = context.createGain();
  gain.gain.value = 0;
  gain.gain.setValueCurveAtTime(loudness, start, seconds);
  source.connect(gain).connect(context.destination);
}

/** White noise that repeats. @param {AudioContext} context */
function makeHiss(context) {
  const buffer = context.createBuffer(1, NOISE_SECONDS * context.sampleRate, context.sampleRate);
  const values = buffer.getChannelData(0);
  values.forEach((_, i) => (values[i] = 2 * Math.random() - 1));
  const noise = context.createBufferSource();
  noise.buffer = buffer;
  noise.loop = true;
  return noise;
}

/** A short blip, as loud as the loudest tone. @param {AudioContext} context @param {number} at @param {Float32Array} tone */
function blipAt(context, at, tone) {
  const blip = context.createOscillator();
  const gain = context.createGain();
  blip.type = "square";
  blip.frequency.value = CLICK.hertz;
  gain.gain.setValueAtTime(Math.max(...tone), at);
  gain.gain.linearRampToValueAtTime(0, at + CLICK.seconds);
  blip.connect(gain).connect(context.destination);
  blip.start(at);
  blip.stop(at + CLICK.seconds);
}
