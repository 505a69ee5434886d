import assert from "node:assert/strict";
import { test } from "node:test";
import { watchAnswers } from "../../assets/connection/slowness.js";

/** Whether the page leaves its stream, which process "first" holds, if `process` answers after so long. */
async function leaves(timers, process, seconds) {
  const connection = { wishes: { runs: 0 }, lost: false, slow: false, memory: { process: "first" } };
  const said = [];
  let heard = () => {};
  let closed = false;
  Object.assign(globalThis, {
    addEventListener: (type, listener) => (heard = listener),
    document: { querySelectorAll: () => [] },
    location: { pathname: "/prior" },
    CloseEvent: Event,
    ntkStream: { dispatchEvent: () => {}, close: () => (closed = true) },
    fetch: async () => {
      await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
      return { status: 200, headers: new Map(process ? [["X-Process", process]] : []) };
    },
  });
  watchAnswers(connection, () => said.push(connection.slow));
  heard({ isTrusted: true });
  for (let tenth = 0; tenth < 100; tenth += 1) {
    timers.tick(100);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  }
  assert.deepEqual(said, closed ? [true, false] : []);
  return closed;
}

test("a page leaves a process that hangs, whether its own question or that of another page has found it out", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { timers } = context.mock;
  assert.equal(await leaves(timers, "second", 3), true); // the proxy has waited for the first one
  assert.equal(await leaves(timers, "second", 0.1), true); // the proxy knew
  assert.equal(await leaves(timers, "first", 0.1), false); // busy with this page
  assert.equal(await leaves(timers, "first", 3), true); // it hung for a while, and answers others now
  assert.equal(await leaves(timers, "", 0.1), false); // without a server of ours
});
