/** Which words of a text are explained. */
import assert from "node:assert/strict";
import test from "node:test";

import TERMS from "../../assets/terms.json" with { type: "json" };
import { splitTerms } from "../../assets/shared/terms.js";

const keysOf = (text) => splitTerms(text).flatMap(({ key }) => key ?? []);

test("nothing of the text is lost, and each term is marked once", () => {
  const text = "The mean of the NTK posterior; the NTK again, p(y | data) and log p in nats.";
  assert.equal(
    splitTerms(text)
      .map((piece) => piece.text)
      .join(""),
    text,
  );
  assert.deepEqual(keysOf(text), ["ntk", "posterior", "density", "log_p", "nats"]);
});

test("only whole words count, in either case, and the longest name wins", () => {
  assert.deepEqual(keysOf("a priority is noisy, and so are modern models"), []);
  assert.deepEqual(keysOf("Eigenmodes and Condition number"), ["mode", "condition"]);
  assert.deepEqual(keysOf("the neural tangent kernel"), ["ntk"]);
  assert.deepEqual(keysOf("σ_w = 2, σ_b = 1"), ["sigma_w", "sigma_b"]);
});

test("a text without terms, and none at all", () => {
  assert.deepEqual(splitTerms("training point"), [{ text: "training point" }]);
  assert.deepEqual(splitTerms(""), []);
});

test("every name of a term finds that term", () => {
  for (const [key, { match }] of Object.entries(TERMS)) {
    for (const name of match) assert.deepEqual(keysOf(`(${name})`), [key], name);
  }
});
