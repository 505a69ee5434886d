/** The conversation of the controls with Python: messages go out numbered, and what a person has set wins. */

import { hasMore, oldestOf } from "../shared/outbox.js";

/** @import { Exchange, Sent, Value, Values } from "./types.d.ts" */

/** @param {Sent} sent @returns {Exchange} */
export function makeExchange({ session, seq, controls }) {
  return {
    session,
    newest: seq,
    values: valuesOf(controls),
    moved: {},
    unanswered: [],
    outbox: { sent: 0 },
    post: () => {},
    announce: () => {},
  };
}

/** @param {Sent["controls"]} controls @returns {Values} */
function valuesOf(controls) {
  return Object.fromEntries(controls.map(({ name, value }) => [name, value]));
}

/** The value on screen. @param {Exchange} exchange @param {string} name @returns {Value} */
export function valueOf({ values, moved }, name) {
  return name in moved ? moved[name] : values[name];
}

/** Sets a value of which nobody hears yet. @param {Exchange} exchange @param {string} name @param {Value} value */
export function put(exchange, name, value) {
  exchange.moved[name] = value;
}

/** A control is being moved: only the browser hears of it. @param {Exchange} exchange @param {string} name @param {Value} value */
export function move(exchange, name, value) {
  put(exchange, name, value);
  exchange.announce({ ...exchange.moved }, null);
}

/**
 * Controls have come to rest: their values go to Python with all messages still unanswered, so that reruns which swallow
 * each other lose nothing.
 *
 * @param {Exchange} exchange
 * @param {string[]} names
 */
export function release(exchange, ...names) {
  const moved = names.filter((name) => name in exchange.moved);
  if (moved.length) send(exchange, Object.fromEntries(moved.map((name) => [name, exchange.moved[name]])));
}

/** @param {Exchange} exchange @param {Values} values */
function send(exchange, values) {
  exchange.newest = Math.max(Date.now(), exchange.newest + 1);
  exchange.unanswered.push({ seq: exchange.newest, values });
  exchange.announce({ ...exchange.moved }, exchange.newest);
  exchange.post(oldestOf(exchange.outbox, exchange.unanswered));
}

/**
 * Takes Python's values in. Those that the person has set stay until Python knows them, and so does what `isHeld`.
 *
 * @param {Exchange} exchange
 * @param {Sent} sent
 * @param {(name: string) => boolean} isHeld
 */
export function receive(exchange, { session, seq, controls }, isHeld) {
  const returned = exchange.session !== session;
  const before = returned ? { ...exchange.values, ...exchange.moved } : {};
  exchange.session = session;
  exchange.newest = Math.max(exchange.newest, seq);
  exchange.unanswered = returned ? [] : exchange.unanswered.filter((message) => message.seq > seq);
  if (hasMore(exchange.outbox, exchange.unanswered, seq)) exchange.post(oldestOf(exchange.outbox, exchange.unanswered));
  exchange.values = valuesOf(controls);
  // Another session of the server (it was restarted, or the page slept for long) has heard of none of our messages, and
  // has opened the link in the address bar, which after a step back is an older one. What is on screen stays.
  const kept = Object.fromEntries(
    Object.entries(before).filter(
      ([name, value]) => name in exchange.values && exchange.values[name] !== value && !isHeld(name),
    ),
  );
  Object.assign(exchange.moved, kept);
  if (Object.keys(kept).length) send(exchange, kept);
  const waiting = new Set(exchange.unanswered.flatMap(({ values }) => Object.keys(values)));
  for (const name of Object.keys(exchange.moved)) {
    if (!isHeld(name) && !waiting.has(name)) delete exchange.moved[name];
  }
}
