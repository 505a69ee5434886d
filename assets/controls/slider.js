/** A slider with its name, its help and its value, which can also be typed. */

import { worded } from "../shared/format.js";
import { focusedIn, htmlNode, setAttributes, setText } from "../shared/dom.js";
import { drawHead, makeHead } from "./head.js";
import { exactText, rangeOf, spokenOf, textOf, typedValue, valueAfter, valueAt } from "./values.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Hand, Slider, View } from "./types.d.ts" */
/** @typedef {ReturnType<typeof makeParts> & { slider: Slider, value: number | null }} Shown */

const TYPES = /^[\d.,∞−-]$/; // with these keys somebody begins to type a value

/** @param {Slider} slider @param {Hand} hand @returns {View} */
export function makeSlider(slider, hand) {
  const parts = makeParts(slider);
  /** @type {Shown} */
  const shown = { ...parts, slider, value: slider.value };
  attachRange(shown, hand);
  attachField(shown, hand);
  return {
    node: parts.node,
    draw: (control, value) => {
      Object.assign(shown, { slider: control, value });
      drawSlider(shown);
    },
  };
}

/** @param {Slider} slider */
function makeParts(slider) {
  const node = htmlNode("div", { class: "control", "data-testid": "control" });
  const head = makeHead(node, slider.name, "label");
  const field = htmlNode("input", { type: "text", class: "value", tabindex: -1 }, head.node);
  setAttributes(field, { autocomplete: "off", spellcheck: "false", inputmode: slider.low < 0 ? "text" : "decimal" });
  const range = htmlNode("input", { type: "range", id: slider.name }, node);
  const refusal = htmlNode("p", { class: "refusal", role: "alert" }, node);
  return { node, head, field, range, refusal };
}

/** @param {Shown} shown */
function drawSlider({ slider, value, head, field, range, refusal }) {
  const { at, min, max, step } = rangeOf(slider, value);
  drawHead(head, slider);
  // The limits before the value: the browser fits each value into the limits of the moment.
  setAttributes(range, { min, max, step, "aria-label": slider.label, "aria-describedby": head.help.words.id });
  range.disabled = field.disabled = slider.locked !== "";
  if (Number(range.value) !== at) range.value = String(at);
  setAttributes(range, { "aria-valuetext": spokenOf(slider, value) });
  range.style.setProperty("--filled", `${max > min ? (100 * (at - min)) / (max - min) : 0}%`);
  setAttributes(field, { "aria-label": worded(WORDS.type, { label: slider.label }) });
  if (focusedIn(field) === field) return; // somebody is typing
  field.value = textOf(slider, value);
  field.size = Math.max(3, field.value.length);
  if (refusal.dataset.value !== String(value)) setText(refusal, "");
}

/** @param {Shown} shown @param {Hand} hand */
function attachRange(shown, hand) {
  const { range, field } = shown;
  const name = range.id;
  /** @type {number | null | undefined} */
  let before; // of a press that may turn out to be a scroll of the page
  range.addEventListener("pointerdown", () => {
    before = shown.value;
    hand.hold(name);
  });
  range.addEventListener("input", () => hand.move(name, valueAt(shown.slider, shown.value, range.valueAsNumber)));
  range.addEventListener("change", () => hand.drop());
  range.addEventListener("blur", () => hand.leave(name));
  // A thumb that has come back to where it was gives no 'change', which otherwise follows right after.
  range.addEventListener("pointerup", () => setTimeout(() => hand.drop()));
  range.addEventListener("pointercancel", () => {
    if (before !== undefined && before !== shown.value) hand.set(name, before);
    hand.drop();
  });
  range.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey) hand.drop(); // it may be an undo of what the keys have just done
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter" || TYPES.test(event.key)) {
      if (event.key === "Enter") event.preventDefault(); // the letter itself goes into the field
      field.focus();
      return;
    }
    const next = valueAfter(shown.slider, shown.value, event.key);
    if (next === undefined) return;
    event.preventDefault();
    hand.moveByKey(name, next);
  });
}

/** @param {Shown} shown @param {Hand} hand */
function attachField(shown, hand) {
  const { field, range, refusal } = shown;
  let begun = "";
  field.addEventListener("focus", () => {
    begun = exactText(shown.slider, shown.value);
    field.value = begun;
    field.size = Math.max(3, begun.length);
    field.select();
  });
  /** Whether the field can be left. */
  const take = () => {
    if (field.value === begun) return true;
    const value = typedValue(shown.slider, field.value);
    if (value === undefined) {
      setText(refusal, shown.slider.refusal.replace("{typed}", field.value.trim()));
      refusal.dataset.value = String(shown.value);
      setAttributes(field, { "aria-invalid": "true" });
      return false;
    }
    setText(refusal, "");
    begun = field.value;
    hand.set(range.id, value);
    return true;
  };
  const restore = () => {
    setAttributes(field, { "aria-invalid": null });
    drawSlider(shown);
  };
  field.addEventListener("input", () => setAttributes(field, { "aria-invalid": null }));
  field.addEventListener("blur", () => {
    take();
    restore();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      field.value = begun;
      setText(refusal, "");
    }
    if (event.key === "Escape" || (event.key === "Enter" && take())) range.focus();
  });
}
