/** When the chart fetches the prior: not before the first picture stands, but before the first drag. */

import { fetchPrior, findPrior } from "../shared/kernels.js";

const CALM_MS = 8000; // for whoever only looks at first
const SIGNS = ["pointermove", "pointerdown", "keydown", "scroll", "focusin"]; // that somebody is about to use the page
const LISTENING = { passive: true, capture: true };

/** Calls for the prior at the first sign of use, when `panel` comes into sight, or once it has been calm for a while. */
export function makeFetching(panel) {
  const fetching = { used: false, wanted: null, timer: 0 };
  fetching.use = () => {
    fetching.used = true;
    unhook(fetching);
    if (fetching.wanted) fetchPrior(fetching.wanted);
  };
  SIGNS.forEach((sign) => addEventListener(sign, fetching.use, LISTENING));
  fetching.sight = new IntersectionObserver((seen) => seen.some((entry) => entry.isIntersecting) && fetching.use());
  fetching.panel = panel;
  return fetching;
}

/** The answer that has just been drawn needs this prior. */
export function wantPrior(fetching, { prior_key: key, prior_address: address }) {
  clearTimeout(fetching.timer);
  if (!address || findPrior(key)) return;
  fetching.used ||= fetching.wanted !== null && fetching.wanted !== address; // somebody has set another network
  fetching.wanted = address;
  if (fetching.used) fetching.use();
  else {
    fetching.timer = setTimeout(fetching.use, CALM_MS);
    fetching.sight.observe(fetching.panel); // not earlier: before it is drawn, all of the chart is in sight
  }
}

/** Ends with its chart. */
export function endFetching(fetching) {
  clearTimeout(fetching.timer);
  unhook(fetching);
}

function unhook(fetching) {
  SIGNS.forEach((sign) => removeEventListener(sign, fetching.use, LISTENING));
  fetching.sight?.disconnect();
}
