/** When the chart prepares for a drag: not before the first picture stands, but before somebody takes hold of it. */

import { fetchNoise } from "../shared/noise.js";
import { wholePrior } from "../shared/prior.js";

const CALM_MS = 8000; // for whoever only looks at first
const LAST_SEED = 2 ** 31 - 1; // limits.LIMITS; New samples begin again at 0
const SIGNS = ["pointermove", "pointerdown", "keydown", "scroll", "focusin"]; // that somebody is about to use the page
const LISTENING = { passive: true, capture: true };

/** @import { Answer } from "./types.d.ts" */
/** @typedef {ReturnType<typeof makeFetching>} Fetching */

/**
 * Prepares at the first sign of use, when `panel` comes into sight, or once it has been calm for a while; `show` draws
 * what is ready then.
 *
 * @param {Element} panel
 * @param {() => void} show
 */
export function makeFetching(panel, show) {
  const use = () => {
    fetching.used = true;
    unhook(fetching);
    if (fetching.answer) prepare(fetching, fetching.answer);
  };
  const sight = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && use());
  /** @type {{ panel: Element, sight: IntersectionObserver, use: () => void, show: () => void, used: boolean, answer: Answer | null, timer: number, task: number }} */
  const fetching = { panel, sight, use, show, used: false, answer: null, timer: 0, task: 0 };
  SIGNS.forEach((sign) => addEventListener(sign, use, LISTENING));
  return fetching;
}

/**
 * Fetches the noise of the answer's seed and of the next one, which a press on New samples takes, and computes the prior.
 *
 * @param {Fetching} fetching
 * @param {Answer} answer
 */
function prepare(fetching, { noise_address: address, seed, network }) {
  fetchNoise(address, seed).then(() => fetchNoise(address, (seed + 1) % LAST_SEED));
  clearTimeout(fetching.task);
  fetching.task = setTimeout(() => {
    wholePrior(network);
    fetching.show();
  });
}

/** This answer has just been drawn: whoever drags next needs its prior. @param {Fetching} fetching @param {Answer} answer */
export function wantPrior(fetching, answer) {
  clearTimeout(fetching.timer);
  const { answer: before } = fetching;
  fetching.answer = answer;
  const same =
    before && JSON.stringify([before.network, before.seed]) === JSON.stringify([answer.network, answer.seed]);
  if (same && fetching.used) return;
  // Somebody has set another network; or there are two charts, of which the server has answered one.
  if ((before && !same) || answer.pin?.beside) fetching.used = true;
  if (fetching.used) fetching.use();
  else {
    fetching.timer = setTimeout(fetching.use, CALM_MS);
    fetching.sight.observe(fetching.panel); // not earlier: before it is drawn, all of the chart is in sight
  }
}

/** Ends with its chart. @param {Fetching} fetching */
export function endFetching(fetching) {
  clearTimeout(fetching.timer);
  clearTimeout(fetching.task);
  unhook(fetching);
}

/** @param {Fetching} fetching */
function unhook(fetching) {
  SIGNS.forEach((sign) => removeEventListener(sign, fetching.use, LISTENING));
  fetching.sight.disconnect();
}
