/** What the controls tell Python and the chart, and which values they show. */
import assert from "node:assert/strict";
import test from "node:test";

import { makeExchange, move, receive, release, valueOf } from "../../assets/controls/exchange.js";

const free = () => false;

function sent(seq, values, session = "first") {
  return { session, seq, scene: true, controls: Object.entries(values).map(([name, value]) => ({ name, value })) };
}

function start(values) {
  const exchange = makeExchange(sent(0, values));
  const posted = [];
  const announced = [];
  exchange.post = (messages) => posted.push(messages);
  exchange.announce = (changed, seq) => announced.push([changed, seq]);
  return { exchange, posted, announced };
}

test("while it moves only the chart hears of it; at rest Python does, too", () => {
  const { exchange, posted, announced } = start({ noise: 0, layers: 2 });
  move(exchange, "noise", 0.1);
  move(exchange, "noise", 0.2);
  assert.deepEqual(announced, [
    [{ noise: 0.1 }, null],
    [{ noise: 0.2 }, null],
  ]);
  assert.deepEqual(posted, []);
  release(exchange, "noise");
  assert.equal(posted.length, 1);
  assert.deepEqual(posted[0][0].values, { noise: 0.2 });
  assert.deepEqual(announced.at(-1), [{ noise: 0.2 }, posted[0][0].seq]);
  assert.equal(valueOf(exchange, "noise"), 0.2);
  assert.equal(valueOf(exchange, "layers"), 2);
});

test("a value that was set stays until Python has answered it, and follows Python from then on", () => {
  const { exchange, posted } = start({ noise: 0, layers: 2 });
  move(exchange, "noise", 0.2);
  release(exchange, "noise");
  const { seq } = posted[0][0];
  receive(exchange, sent(seq - 1, { noise: 0, layers: 5 }), free);
  assert.deepEqual([valueOf(exchange, "noise"), valueOf(exchange, "layers")], [0.2, 5]);
  receive(exchange, sent(seq, { noise: 0.25, layers: 5 }), free);
  assert.equal(valueOf(exchange, "noise"), 0.25);
  receive(exchange, sent(seq, { noise: 0, layers: 5 }), free); // an undo
  assert.equal(valueOf(exchange, "noise"), 0);
  assert.deepEqual(exchange.unanswered, []);
});

test("what is held is not taken out of the hand", () => {
  const { exchange } = start({ noise: 0, layers: 2 });
  move(exchange, "noise", 0.3);
  receive(exchange, sent(9, { noise: 0.1, layers: 2 }), (name) => name === "noise");
  assert.equal(valueOf(exchange, "noise"), 0.3);
  receive(exchange, sent(9, { noise: 0.1, layers: 2 }), free);
  assert.equal(valueOf(exchange, "noise"), 0.1);
});

test("each message carries those that are not answered, numbered upwards", () => {
  const { exchange, posted, announced } = start({ noise: 0, layers: 2 });
  for (const [name, value] of [
    ["noise", 0.1],
    ["layers", 3],
    ["noise", 0.2],
  ]) {
    move(exchange, name, value);
    release(exchange, name);
  }
  const values = posted.at(-1).map((message) => message.values);
  assert.deepEqual(values, [{ noise: 0.1 }, { layers: 3 }, { noise: 0.2 }]);
  const numbers = posted.at(-1).map(({ seq }) => seq);
  assert.deepEqual(
    numbers,
    [...new Set(numbers)].sort((a, b) => a - b),
  );
  assert.deepEqual(announced.at(-1), [{ noise: 0.2, layers: 3 }, numbers[2]]);
  receive(exchange, sent(numbers[1], { noise: 0.1, layers: 3 }), free);
  assert.equal(valueOf(exchange, "noise"), 0.2);
  assert.deepEqual(exchange.unanswered, [{ seq: numbers[2], values: { noise: 0.2 } }]);
});

test("another session of the server hears what the earlier one did not answer, and nothing else", () => {
  const { exchange, posted } = start({ noise: 0, layers: 2, bias: 1 });
  for (const [name, value] of [
    ["layers", 7],
    ["noise", 0.1],
    ["noise", 0.2],
  ]) {
    move(exchange, name, value);
    release(exchange, name);
  }
  receive(exchange, sent(posted.at(-1)[0].seq, { noise: 0, layers: 7, bias: 1 }), free);
  const before = posted.length;
  receive(exchange, sent(0, { noise: 0, layers: 7, bias: 1 }, "second"), free);
  assert.equal(posted.length, before + 1);
  assert.deepEqual(
    posted.at(-1).map(({ values }) => values),
    [{ noise: 0.2 }],
  );
  assert.equal(valueOf(exchange, "noise"), 0.2);
  receive(exchange, sent(posted.at(-1)[0].seq, { noise: 0.2, layers: 7, bias: 1 }, "second"), free);
  receive(exchange, sent(0, { noise: 0.2, layers: 7, bias: 1 }, "third"), free);
  assert.equal(posted.length, before + 1); // nothing was left to say
});

test("another session that opened an older link hears what was answered before, but not what is still held", () => {
  const { exchange, posted } = start({ noise: 0, layers: 2, bias: 1 });
  move(exchange, "layers", 7);
  release(exchange, "layers");
  receive(exchange, sent(posted.at(-1)[0].seq, { noise: 0, layers: 7, bias: 1 }), free);
  move(exchange, "noise", 0.3);
  receive(exchange, sent(0, { noise: 0, layers: 2, bias: 1 }, "second"), (name) => name === "noise");
  assert.deepEqual(
    posted.at(-1).map(({ values }) => values),
    [{ layers: 7 }],
  );
  assert.equal(valueOf(exchange, "layers"), 7);
  assert.equal(valueOf(exchange, "noise"), 0.3);
});
