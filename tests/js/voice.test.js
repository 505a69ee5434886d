/** The one voice of a page, with a clock that the test turns; and the list of keys that all who hear keys share. */
import assert from "node:assert/strict";
import test from "node:test";

import { isKey, SHORTCUTS, writtenKeys } from "../../assets/shared/keys.js";
import { makeVoice } from "../../assets/shared/voice.js";

/** A voice, what it has told, and a clock: `pass(ms)` lets time go by. */
function speak() {
  const told = [];
  let time = 0;
  let due = null;
  const wait = (call, ms) => {
    due = { call, at: time + ms };
    return 1;
  };
  const voice = makeVoice((text) => told.push(text), { now: () => time, wait, stop: () => (due = null) });
  const pass = (ms) => {
    time += ms;
    if (!due || due.at > time) return;
    const { call } = due;
    due = null;
    call();
  };
  return { voice, told, pass };
}

test("an answer is told at once, and of many in a row the first and the newest", () => {
  const { voice, told, pass } = speak();
  for (const text of ["x 0.1", "x 0.2", "x 0.3"]) voice.answer(text);
  assert.deepEqual(told, ["x 0.1"]);
  pass(300);
  assert.deepEqual(told, ["x 0.1", "x 0.3"]);
});

test("a report waits until nothing has changed for a moment, the newest wins, and none is told twice", () => {
  const { voice, told, pass } = speak();
  voice.report("The label rose.");
  pass(500);
  voice.report("The label fell.");
  pass(500);
  assert.deepEqual(told, []);
  pass(500);
  assert.deepEqual(told, ["The label fell."]);
  voice.report("The label fell.");
  pass(2000);
  assert.equal(told.length, 1);
});

test("the same answer to another press is another text, which a screen reader notices", () => {
  const { voice, told, pass } = speak();
  voice.answer("Nothing.");
  pass(1000);
  voice.answer("Nothing.");
  assert.notEqual(told[0], told[1]);
  assert.equal(told[1].trim(), "Nothing.");
});

test("each shortcut has a name, and keys that no other of its part has", () => {
  for (const part of new Set(SHORTCUTS.map((shortcut) => shortcut.part))) {
    if (part === "On other figures") continue; // several figures
    const keys = SHORTCUTS.filter((shortcut) => shortcut.part === part).flatMap((shortcut) => shortcut.keys);
    assert.equal(new Set(keys).size, keys.length, part);
  }
  assert.equal(new Set(SHORTCUTS.map(({ name }) => name)).size, SHORTCUTS.length);
});

test("a key is one of a shortcut with what is held beside it", () => {
  const none = { key: "z", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
  assert.ok(isKey({ ...none, ctrlKey: true }, "undo"));
  assert.ok(isKey({ ...none, key: "Z", metaKey: true, shiftKey: true }, "redo"));
  assert.ok(!isKey({ ...none, ctrlKey: true, shiftKey: true }, "undo"));
  assert.ok(!isKey(none, "undo"));
  assert.ok(isKey({ ...none, key: " " }, "grab"));
  assert.ok(isKey({ ...none, key: "?", shiftKey: true }, "help"));
  assert.throws(() => isKey(none, "fly"), /no shortcut 'fly'/);
  const written = (name) => writtenKeys(SHORTCUTS.find((each) => each.name === name));
  assert.deepEqual(written("grab"), ["Space", "Enter"]);
  assert.deepEqual(written("redo"), ["Ctrl + Shift + Z", "Ctrl + Y"]);
});
