/** No message has more events than the server reads, and all of them arrive, however the answers come in. */
import assert from "node:assert/strict";
import test from "node:test";

import { hasMore, oldestOf } from "../../assets/shared/outbox.js";
import { makeExchange, move, receive, release } from "../../assets/controls/exchange.js";

test("few events are posted at once, and nothing is left", () => {
  const outbox = { sent: 0 };
  const waiting = [{ seq: 5 }, { seq: 7 }];
  assert.deepEqual(oldestOf(outbox, waiting), waiting);
  assert.equal(hasMore(outbox, [{ seq: 7 }], 5), false);
  assert.equal(hasMore(outbox, [], 7), false);
});

test("two hundred edits without an answer arrive by and by, each once and in order", () => {
  const sent = (seq) => ({ session: "s", seq, scene: true, controls: [{ name: "noise", value: 0 }] });
  const exchange = makeExchange(sent(0));
  const posted = [];
  exchange.post = (messages) => posted.push(messages.map(({ seq }) => seq));
  for (let edit = 0; edit < 200; edit += 1) {
    move(exchange, "noise", edit / 1000);
    release(exchange, "noise");
  }
  const all = exchange.unanswered.map(({ seq }) => seq);
  assert.equal(all.length, 200);
  const applied = [];
  let read = 0;
  while (read < posted.length) {
    const message = posted[read];
    read += 1;
    assert.ok(message.length <= 64);
    applied.push(...message.filter((seq) => seq > (applied.at(-1) ?? 0)));
    if (read >= 200) receive(exchange, sent(applied.at(-1)), () => false); // the first 200 were posted without an answer
  }
  assert.deepEqual(applied, all);
  assert.deepEqual(exchange.unanswered, []);
});
