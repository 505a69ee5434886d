/** The prior as Python packs it: a quarter of each Gram matrix, mirrored, then curves, labels and modes. */
import assert from "node:assert/strict";
import test from "node:test";

import { fetchPrior, findPrior, keepPrior, onPrior, unpackPrior } from "../../assets/shared/prior.js";

const SIZE = 5;

/** As explorer/grid/prior.py packs: entries (i, j) with i ≤ j and i + j ≤ size − 1, the others follow by symmetry. */
function pack(key, gram) {
  const quarter = [];
  for (let i = 0; i <= (SIZE - 1) / 2; i += 1) for (let j = i; i + j <= SIZE - 1; j += 1) quarter.push(gram(i, j));
  const [samples, capacity, valueCount, modeCount] = [2, 3, 4, 1];
  const count = (length) => Array.from({ length }, (_, i) => i / 7);
  const rest = count(2 * (2 * samples * SIZE) + 2 * samples * capacity + 2 * (valueCount + modeCount * SIZE));
  const head = [key, SIZE, samples, capacity, valueCount, modeCount];
  return new Uint8Array(new Float64Array([...head, ...quarter, ...quarter.map((value) => -value), ...rest]).buffer);
}

/** Symmetric, and the same at mirrored inputs. */
const gram = (i, j) => {
  const [a, b] = [i - 2, j - 2];
  return a * b + Math.abs(a) * Math.abs(b) + 0.1 * (a * a + b * b);
};

test("both kernels are whole again, and everything else has its length", () => {
  const prior = unpackPrior(pack(7, gram));
  for (let i = 0; i < SIZE; i += 1) {
    for (let j = 0; j < SIZE; j += 1) {
      assert.equal(prior.nngp[i * SIZE + j], gram(i, j));
      assert.equal(prior.ntk[i * SIZE + j], -gram(i, j));
    }
  }
  assert.deepEqual([prior.key, prior.size], [7, SIZE]);
  for (const pair of [prior.base.nngp, prior.base.ntk]) {
    assert.deepEqual(
      pair.map((rows) => rows.map((row) => row.length)),
      [
        [5, 5],
        [5, 5],
      ],
    );
  }
  assert.deepEqual(
    prior.labels.map((rows) => rows.map((row) => row.length)),
    [
      [3, 3],
      [3, 3],
    ],
  );
  assert.deepEqual([prior.modes.ntk.values.length, prior.modes.ntk.vectors[0].length], [4, 5]);
  assert.equal(prior.modes.ntk.vectors[0].at(-1), 69 / 7); // the last number packed
});

/** A page to which events may be sent. */
function makePage() {
  const page = new EventTarget();
  for (const name of ["addEventListener", "removeEventListener", "dispatchEvent"]) {
    globalThis[name] = page[name].bind(page);
  }
  globalThis.document = { baseURI: "http://localhost/ntk/prior" };
}

test("the last four priors are kept, and whoever waits for one is told", () => {
  makePage();
  let told = 0;
  const unhook = onPrior(() => (told += 1));
  for (const key of [1, 2, 3, 4, 1, 5]) keepPrior(pack(key, gram));
  unhook();
  keepPrior(pack(6, gram));
  assert.equal(told, 6);
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6].filter((key) => findPrior(key)),
    [1, 4, 5, 6],
  );
});

test("a prior that does not come is asked for again, once at a time and relative to the page", async (context) => {
  makePage();
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const asked = [];
  globalThis.fetch = async (url) => {
    asked.push(url.href);
    if (asked.length === 1) throw new TypeError("Failed to fetch");
    return asked.length === 2 ? { ok: false } : { ok: true, arrayBuffer: async () => pack(9, gram).buffer };
  };
  const both = Promise.all([fetchPrior("ntk/prior/a"), fetchPrior("ntk/prior/a")]);
  for (const wait of [0, 1000, 4000]) {
    context.mock.timers.tick(wait);
    for (let i = 0; i < 20; i += 1) await Promise.resolve();
  }
  await both;
  assert.deepEqual(asked, Array(3).fill("http://localhost/ntk/ntk/prior/a"));
  assert.ok(findPrior(9));
});
