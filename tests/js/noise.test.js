/** The normals of a seed as Python packs them, and how they are asked for. */
import assert from "node:assert/strict";
import test from "node:test";

import { fetchNoise, findNoise, keepNoise, onNoise, unpackNoise } from "../../assets/shared/noise.js";

const COUNT = 2 * 5 * (301 + 64);

/** As explorer/grid/normals.py packs: the seed, then the numbers. */
function pack(seed) {
  const numbers = Float32Array.from({ length: COUNT }, (_, i) => i / 7);
  return new Uint8Array([...new Uint8Array(new Uint32Array([seed]).buffer), ...new Uint8Array(numbers.buffer)]);
}

/** A page to which events may be sent. */
function makePage() {
  const page = new EventTarget();
  for (const name of ["addEventListener", "removeEventListener", "dispatchEvent"]) {
    globalThis[name] = page[name].bind(page);
  }
  globalThis.document = { baseURI: "http://localhost/ntk/prior" };
}

test("two sets of five rows for functions, and as many for labels", () => {
  const { seed, functions, labels } = unpackNoise(pack(2 ** 31 - 1));
  assert.equal(seed, 2 ** 31 - 1);
  for (const [sets, length] of [
    [functions, 301],
    [labels, 64],
  ]) {
    assert.deepEqual(
      sets.map((rows) => rows.map((row) => row.length)),
      Array(2).fill(Array(5).fill(length)),
    );
  }
  assert.equal(functions[1][0][0], Math.fround((5 * 301) / 7));
  assert.equal(labels[1][4].at(-1), Math.fround((COUNT - 1) / 7)); // the last number packed
});

test("the last eight seeds are kept, and whoever waits for one is told", () => {
  makePage();
  let told = 0;
  const unhook = onNoise(() => (told += 1));
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8, 1, 9]) keepNoise(pack(seed));
  unhook();
  keepNoise(pack(10));
  assert.equal(told, 10);
  assert.deepEqual(
    [1, 2, 3, 4, 10].filter((seed) => findNoise(seed)),
    [1, 4, 10],
  );
});

test("noise that does not come is asked for again, once at a time and relative to the page", async (context) => {
  makePage();
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const asked = [];
  globalThis.fetch = async (url) => {
    asked.push(url.href);
    if (asked.length === 1) throw new TypeError("Failed to fetch");
    return asked.length === 2 ? { ok: false } : { ok: true, arrayBuffer: async () => pack(70).buffer };
  };
  const both = Promise.all([fetchNoise("ntk/noise/a/", 70), fetchNoise("ntk/noise/a/", 70)]);
  for (const wait of [0, 1000, 4000]) {
    context.mock.timers.tick(wait);
    for (let i = 0; i < 20; i += 1) await Promise.resolve();
  }
  await both;
  assert.deepEqual(asked, Array(3).fill("http://localhost/ntk/ntk/noise/a/70"));
  assert.ok(findNoise(70));
  await fetchNoise("ntk/noise/a/", 70);
  await fetchNoise("", 71);
  assert.equal(asked.length, 3, "what is here, or came with the page, is not asked for");
});
