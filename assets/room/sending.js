/** Sends a student's newest guess, and tries again until it has arrived or the room has gone on. */

import { refusalWords } from "./join.js";
import { isDone, isPassing } from "./line.js";
import { waitAfter } from "./stream.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Guess, Line, RoomState } from "./types.d.ts" */
/** @typedef {{ step: number, round: number, guess: Guess }} Sent */

/** @param {Line} line @param {string} code @param {string} token @param {(words: string) => void} tell */
export function makeSender(line, code, token, tell) {
  /** @type {Sent | null} */
  let newest = null;
  let [running, timer, ended] = [false, 0, false];
  const run = async () => {
    running = true;
    let failures = 0;
    while (newest && !ended) {
      const body = newest;
      const reply = await line.ask({ method: "POST", path: `/${code}/guess`, bearer: token, body });
      if (ended) return;
      if (isPassing(reply)) {
        failures += 1;
        tell(WORDS.sending.again);
        await new Promise((resolve) => (timer = window.setTimeout(resolve, waitAfter(failures, Math.random()))));
      } else {
        failures = 0;
        if (newest === body) newest = null;
        if (isDone(reply)) tell(WORDS.sending.arrived);
        else tell(refusalWords(reply.status, reply.body));
      }
    }
    running = false;
  };
  return {
    /** @param {RoomState} state @param {Guess} guess */
    send: ({ step, round }, guess) => {
      newest = { step, round, guess };
      tell(WORDS.sending.now);
      if (!running) run();
    },
    isBusy: () => running,
    end: () => {
      ended = true;
      clearTimeout(timer);
    },
  };
}
