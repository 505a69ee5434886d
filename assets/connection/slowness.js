/** Says so when the server is connected but does not answer, so that nobody takes an earlier picture for the new one. */

import { pageAt } from "./wishes.js";

/** @import { Connection } from "../shared/types.d.ts" */

const SLOW_AFTER_MS = 3000; // after something was done; most answers take a tenth of a second
const PROBE_MS = 2000;
const ANSWER_MS = 1000; // a process that goes on answers all that waits
const UNNAMED = "-"; // where a server of ours has not been started
const ABNORMAL = 1006; // the code of a stream that ended without a goodbye

/**
 * Asks the server whether it is there, if something was done and no answer has come.
 *
 * @param {Connection} connection
 * @param {() => void} changed
 */
export function watchAnswers(connection, changed) {
  let waiting = false;
  /** @param {Event} event */
  const note = async ({ isTrusted }) => {
    if (!isTrusted || waiting) return;
    waiting = true;
    const { runs } = connection.wishes;
    await pause(SLOW_AFTER_MS);
    if (connection.wishes.runs === runs && !connection.lost) await probe(connection, changed);
    waiting = false;
  };
  for (const type of ["pointerup", "keyup"]) addEventListener(type, note, { capture: true });
}

/** @param {Connection} connection @param {() => void} changed */
async function probe(connection, changed) {
  const { runs } = connection.wishes;
  let answer = whoIsThere();
  const early = await Promise.race([answer, pause(PROBE_MS)]);
  if (early && [processOf(connection), UNNAMED].includes(early)) return;
  connection.slow = true;
  changed();
  // Of a network that is gone a browser may hear late: the connection then seems to be there for minutes.
  while (!(connection.lost || (await answer))) {
    await pause(PROBE_MS);
    answer = whoIsThere();
  }
  connection.slow = false;
  changed();
  await pause(ANSWER_MS);
  if (connection.wishes.runs === runs && !connection.lost) leaveStream();
}

/**
 * Others are answered, by another process or by this one again, and this page is not: the process that holds its stream
 * may hang. Streamlit connects again as soon as it hears that the stream has ended, and the browser itself would wait for
 * the other side to agree.
 */
function leaveStream() {
  const stream = globalThis.ntkStream;
  stream?.dispatchEvent(new CloseEvent("close", { code: ABNORMAL }));
  stream?.close();
}

/** @returns {Promise<string>} the process that answers, and no proxy in its stead; "" if none does */
async function whoIsThere() {
  return fetch(healthAddress(), { cache: "no-store" }).then(
    ({ status, headers }) => (status < 500 ? (headers.get("X-Process") ?? UNNAMED) : ""),
    () => "",
  );
}

/** The process that holds the stream of this page. @param {Connection} connection */
function processOf({ memory }) {
  return memory instanceof Object && "process" in memory ? memory.process : UNNAMED;
}

/** The app may stand below a path of its own. */
function healthAddress() {
  const { pathname } = location;
  const root = pathname.slice(0, pathname.length - pageAt(pathname).length);
  return `${root.endsWith("/") ? root : `${root}/`}_stcore/health`;
}

/** @param {number} milliseconds @returns {Promise<void>} */
function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
