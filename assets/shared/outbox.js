/** How many events go to the server in one message: it reads no more, so that no browser can occupy it for long. */

const MOST_EVENTS = 64; // explorer/ui/events.py reads as many

/** @typedef {{ sent: number }} Outbox `sent`: the number of the newest event that was posted */

/**
 * The oldest of the events that wait for an answer, to be posted now.
 *
 * @template {{ seq: number }} E
 * @param {Outbox} outbox
 * @param {E[]} waiting
 */
export function oldestOf(outbox, waiting) {
  const posted = waiting.slice(0, MOST_EVENTS);
  outbox.sent = posted.at(-1)?.seq ?? outbox.sent;
  return posted;
}

/**
 * Whether more events have to be posted: some wait, and the server has answered all that it was sent.
 *
 * @param {Outbox} outbox
 * @param {{ seq: number }[]} waiting
 * @param {number} answered the number of the newest event that the server knows
 */
export function hasMore(outbox, waiting, answered) {
  return waiting.length > 0 && answered >= outbox.sent;
}
