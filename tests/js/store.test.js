/** What the browser keeps of a person's choices, with storage, with a full one and with none. */
import assert from "node:assert/strict";
import test from "node:test";

import { keepWords, keptNames, readKept } from "../../assets/shared/store.js";

/** A storage as browsers have it: entries are its own keys. */
class Storage {
  getItem(name) {
    return Object.hasOwn(this, name) ? this[name] : null;
  }
  setItem(name, words) {
    this[name] = words;
  }
  removeItem(name) {
    delete this[name];
  }
}

const define = (descriptor) => Object.defineProperty(globalThis, "localStorage", { configurable: true, ...descriptor });

test("words are kept under their name, and empty ones take the entry away", () => {
  define({ value: new Storage() });
  assert.equal(readKept("ntk-coach"), "");
  keepWords("ntk-coach", "seen");
  keepWords("other", "1");
  assert.equal(readKept("ntk-coach"), "seen");
  assert.deepEqual(keptNames("ntk-"), ["ntk-coach"]);
  keepWords("ntk-coach", "");
  assert.deepEqual([readKept("ntk-coach"), keptNames("ntk-"), readKept("other")], ["", [], "1"]);
});

test("where storage is closed or full nothing fails", () => {
  const closed = () => {
    throw new DOMException("The operation is insecure.", "SecurityError");
  };
  define({ get: closed });
  keepWords("ntk-coach", "seen");
  assert.deepEqual([readKept("ntk-coach"), keptNames("")], ["", []]);
  define({ value: Object.create({ setItem: closed, getItem: () => null }) });
  keepWords("ntk-coach", "seen");
  assert.equal(readKept("ntk-coach"), "");
});
