/** A question on a page of Streamlit: what is committed goes to Python, which answers with score and answer. */

import { mounting } from "../shared/mounted.js";
import { makeGuess } from "./guess.js";

/** @import { Shown } from "./types.d.ts" */
/** @typedef {{ seq: number, session: string, shown: Shown }} Message */
/** @typedef {{ parentElement: HTMLElement, data: Uint8Array, setStateValue(name: string, value: unknown): void }} Component */
/** @typedef {ReturnType<typeof makeAsking>} Asking */

const askingIn = mounting(makeAsking, (/** @type {Asking} */ asking) => asking.guess.end());

/** Shows the data, JSON as bytes; called with every change of them. @param {Component} component */
export default function (component) {
  /** @type {Message} */
  const message = JSON.parse(new TextDecoder().decode(component.data));
  const { mounted: asking, cleanup } = askingIn(component.parentElement, message);
  const { session, seq, shown } = message;
  asking.newest = Math.max(asking.newest, seq);
  asking.unanswered = asking.unanswered.filter((event) => event.seq > seq);
  asking.post = () => component.setStateValue("events", { session, list: asking.unanswered });
  asking.guess.show({ ...shown, locked: shown.locked || asking.unanswered.length > 0 });
  return cleanup;
}

/** @param {HTMLElement} parent @param {Message} message */
function makeAsking(parent, { seq, shown: first }) {
  /** @type {{ seq: number, type: string, guess: number[] }[]} */
  const unanswered = [];
  const asking = { newest: seq, unanswered, post: () => {}, shown: first };
  const onCommit = (/** @type {number[]} */ guess) => {
    asking.newest += 1;
    asking.unanswered = [...asking.unanswered, { seq: asking.newest, type: "guess", guess }];
    asking.post();
  };
  const guess = makeGuess(parent, { onCommit });
  return Object.assign(asking, { guess, root: guess.root });
}
