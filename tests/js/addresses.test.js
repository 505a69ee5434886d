import assert from "node:assert/strict";
import { test } from "node:test";
import { baseAddress, cleanAddress, embedCode, exportAddress } from "../../assets/share/addresses.js";

test("an address loses the keys of its frame, and nothing else", () => {
  const clean = "https://a.org/b/prior?v=2&points=0.1,2;3,4&show=kernel";
  assert.equal(cleanAddress(clean), clean);
  assert.equal(cleanAddress(`${clean}&embed=true&embed_options=light_theme#term-ntk`), clean);
  assert.equal(cleanAddress("https://a.org/?embed=true"), "https://a.org/");
  assert.equal(cleanAddress("https://a.org/"), "https://a.org/");
});

test("an iframe contains the address, framed, as markup has it", () => {
  const code = embedCode('https://a.org/?v=2&xaxis=1,0,"x"');
  assert.match(code, /^<iframe src="https:\/\/a\.org\/\?v=2&amp;xaxis=1,0,%22x%22&amp;embed=true" /);
  assert.match(embedCode("https://a.org/"), /src="https:\/\/a\.org\/\?embed=true"/);
});

test("files are asked for beneath the app, with the whole link", () => {
  const base = baseAddress("https://a.org/b/prior?v=2");
  assert.equal(base, "https://a.org/b");
  const address = exportAddress("scene.json", "prior", "https://a.org/b/prior?v=2&a=1", base);
  assert.equal(address, "https://a.org/b/ntk/take/prior/scene.json?v=2&a=1&address=https%3A%2F%2Fa.org%2Fb");
  assert.equal(
    exportAddress("panel.json", "", "https://a.org/", "https://a.org"),
    "https://a.org/ntk/take/playground/panel.json?address=https%3A%2F%2Fa.org",
  );
});
