/** Tells the page what the picture shows, and those who listen to it what has changed, once nothing moves any more. */

import { setNumbers } from "../plot/numbers.js";
import { tellNow } from "../shared/board.js";
import { voice } from "../shared/voice.js";
import { changesOf, readFacts, sentencesOf } from "./sentences.js";
import { tabled } from "./tabled.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Model, Parts, State } from "./types.d.ts" */
/** @import { Facts } from "./sentences.js" */
/** @typedef {{ timer: number, told: Facts | null, now: Facts | null, model: Model | null }} Telling */

const TELL_MS = 300;

/** @returns {Telling} */
export function makeTelling() {
  return { timer: 0, told: null, now: null, model: null };
}

/** After each redraw with `model`: what is on screen is told once it rests. @param {HTMLElement} root @param {State} state @param {Parts} parts @param {Model} model */
export function tellSoon(root, state, parts, model) {
  const { telling } = state;
  telling.model = model;
  clearTimeout(telling.timer);
  telling.timer = setTimeout(() => {
    if (state.dragKey !== null || state.session.moved?.moving) return;
    const facts = factsNow(state);
    tellNow(root, sentencesOf(facts), true);
    const { figure, finding } = tabled(model, facts.limits);
    setNumbers(parts.behind.numbers, figure, finding);
    if (state.grabbed) return;
    const changes = telling.told ? changesOf(telling.told, facts) : [];
    telling.told = facts;
    if (changes.length) voice().report(changes.join(" "));
  }, TELL_MS);
}

/** From here on changes count: somebody has taken hold of something. @param {State} state */
export function beginChange(state) {
  state.telling.told = factsNow(state);
}

/** What has changed since then. @param {State} state */
export function endChange(state) {
  const { told } = state.telling;
  const facts = factsNow(state);
  state.telling.told = facts;
  return (told && changesOf(told, facts).join(" ")) || WORDS.now.unchanged;
}

/** @param {State} state @returns {Facts} */
export function factsNow({ telling, session }) {
  if (!telling.model) throw new Error("nothing has been drawn yet");
  return readFacts(telling.model, session.answer.limits);
}
