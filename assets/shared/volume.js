/** How loud a person wants the sound, which is off until they ask for it; the browser keeps it. */

import { keepWords, readKept } from "./store.js";

export const PLAY_SOUND = "ntk-sound"; // the event that plays the curve, or ends it
export const FIRST_VOLUME = 0.4; // when it is switched on

const KEPT_VOLUME = "ntk-volume";

/** 0 to 1; 0 while the sound is off. */
export function volumeNow() {
  const volume = Number(readKept(KEPT_VOLUME));
  return volume > 0 && volume <= 1 ? volume : 0;
}

/** @param {number} volume 0 to 1; 0 switches the sound off */
export function keepVolume(volume) {
  keepWords(KEPT_VOLUME, volume > 0 ? String(volume) : "");
}
