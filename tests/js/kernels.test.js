/** The browser's kernels against those of ntkcore, which scripts/write_kernel_cases.py has written. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { gramMatrices } from "../../assets/shared/kernels.js";

const { inputs, cases } = JSON.parse(readFileSync(new URL("./kernels.json", import.meta.url), "utf8"));
const LINES = ["relu", "leaky_relu", "abs", "identity"];

/** The largest distance of the entries on and above the diagonal, in units of `scale` of the expected entry. */
function distance(gram, expected, scale) {
  let [largest, at] = [0, 0];
  for (let i = 0; i < inputs.length; i += 1) {
    for (let j = i; j < inputs.length; j += 1, at += 1) {
      const off = Math.abs(gram[i * inputs.length + j] - expected[at]);
      if (off > 0) largest = Math.max(largest, off / scale(expected[at]));
      assert.ok(Number.isFinite(off));
      assert.equal(gram[j * inputs.length + i], gram[i * inputs.length + j]);
    }
  }
  return largest;
}

for (const activation of new Set(cases.map((each) => each.activation))) {
  test(`both kernels agree to rounding: ${activation}`, () => {
    for (const network of cases.filter((each) => each.activation === activation)) {
      const kernels = gramMatrices(network, inputs);
      for (const kernel of ["nngp", "ntk"]) {
        const expected = network[kernel];
        const largest = Math.max(...expected.map(Math.abs));
        const where = `${kernel} of ${JSON.stringify({ ...network, nngp: 0, ntk: 0 })}`;
        assert.ok(distance(kernels[kernel], expected, () => largest) <= 1e-12, where);
        // Entries of these cannot cancel between inputs of one sign, neighbours included; of two signs with skips only.
        if (LINES.includes(activation)) {
          const least = network.skip === "none" ? 1e-3 * largest : largest;
          const relative = distance(kernels[kernel], expected, (entry) => Math.max(Math.abs(entry), least));
          assert.ok(relative <= 1e-13 * network.hidden_layers, `${where}: ${relative}`);
        }
      }
    }
  });
}

test("every activation of the app has cases", () => {
  assert.equal(new Set(cases.map((each) => each.activation)).size, 7);
  assert.ok(cases.length >= 7 * 30);
  const ways = cases.map(({ activation, skip, norm }) => `${activation} ${skip} ${norm}`);
  assert.equal(new Set(ways).size, 7 * 6);
});
