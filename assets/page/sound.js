/** The part of the dialog of keys that switches the sound of the chart on, and sets how loud it is. */

import { htmlNode } from "../shared/dom.js";
import { FIRST_VOLUME, keepVolume, PLAY_SOUND, volumeNow } from "../shared/volume.js";
import WORDS from "./words.json" with { type: "json" };

/**
 * Adds it to a dialog; only where there is a chart.
 *
 * @param {Element} dialog
 * @param {(parent: Element, text: string, checked: boolean, change: (checked: boolean) => void) => void} addTick
 */
export function addSound(dialog, addTick) {
  if (!document.documentElement.hasAttribute("data-ntk-chart")) return;
  htmlNode("h3", { text: WORDS.sound.title }, dialog);
  htmlNode("p", { class: "small", text: WORDS.sound.meaning }, dialog);
  addTick(dialog, WORDS.sound.on, volumeNow() > 0, (on) => {
    keepVolume(on ? FIRST_VOLUME : 0);
    show();
  });
  const row = htmlNode("div", { class: "sound" }, dialog);
  const label = htmlNode("label", { text: WORDS.sound.volume }, row);
  const slider = htmlNode("input", { type: "range", min: 5, max: 100, step: 5 }, label);
  const play = htmlNode("button", { type: "button", text: WORDS.sound.play }, row);
  slider.addEventListener("input", () => keepVolume(Number(slider.value) / 100));
  play.addEventListener("click", () => dispatchEvent(new Event(PLAY_SOUND)));
  function show() {
    row.hidden = !volumeNow();
    slider.value = String(Math.round(100 * volumeNow()));
    slider.ariaValueText = `${slider.value} %`;
  }
  show();
}
