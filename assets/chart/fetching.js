/** When the chart fetches the prior: not before the first picture stands, but before the first drag. */

import { fetchPrior, findPrior } from "../shared/prior.js";

const CALM_MS = 8000; // for whoever only looks at first
const SIGNS = ["pointermove", "pointerdown", "keydown", "scroll", "focusin"]; // that somebody is about to use the page
const LISTENING = { passive: true, capture: true };

/** @import { Answer } from "./types.d.ts" */
/** @typedef {ReturnType<typeof makeFetching>} Fetching */

/**
 * Calls for the prior at the first sign of use, when `panel` comes into sight, or once it has been calm for a while.
 *
 * @param {Element} panel
 */
export function makeFetching(panel) {
  const use = () => {
    fetching.used = true;
    unhook(fetching);
    if (fetching.wanted) fetchPrior(fetching.wanted);
  };
  const sight = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && use());
  const fetching = { panel, sight, use, used: false, wanted: "", timer: 0 };
  SIGNS.forEach((sign) => addEventListener(sign, use, LISTENING));
  return fetching;
}

/** The answer that has just been drawn needs this prior. @param {Fetching} fetching @param {Answer} answer */
export function wantPrior(fetching, { prior_key: key, prior_address: address }) {
  clearTimeout(fetching.timer);
  if (!address || findPrior(key)) return;
  fetching.used ||= fetching.wanted !== "" && fetching.wanted !== address; // somebody has set another network
  fetching.wanted = address;
  if (fetching.used) fetching.use();
  else {
    fetching.timer = setTimeout(fetching.use, CALM_MS);
    fetching.sight.observe(fetching.panel); // not earlier: before it is drawn, all of the chart is in sight
  }
}

/** Ends with its chart. @param {Fetching} fetching */
export function endFetching(fetching) {
  clearTimeout(fetching.timer);
  unhook(fetching);
}

/** @param {Fetching} fetching */
function unhook(fetching) {
  SIGNS.forEach((sign) => removeEventListener(sign, fetching.use, LISTENING));
  fetching.sight.disconnect();
}
