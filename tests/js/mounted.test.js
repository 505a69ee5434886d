/** What a component has made stays while it is on the page, whatever Streamlit calls in between. */
import assert from "node:assert/strict";
import test from "node:test";

import { mounting } from "../../assets/shared/mounted.js";

/** A parent of the page, as far as `mounting` looks at it. */
function makePlace() {
  const children = new Set();
  return { children, contains: (node) => children.has(node) };
}

function makeComponent() {
  const made = [];
  const ended = [];
  const mountedIn = mounting(
    (parent, data) => {
      const root = {
        get isConnected() {
          return parent.children.has(this);
        },
      };
      parent.children.add(root);
      made.push({ root, data });
      return made.at(-1);
    },
    (mounted) => ended.push(mounted),
  );
  return { made, ended, mountedIn };
}

const nextTurn = () => new Promise((resolve) => setTimeout(resolve, 1));

test("a call that is overtaken takes nothing away", async () => {
  const { made, ended, mountedIn } = makeComponent();
  const place = makePlace();
  const first = mountedIn(place, 1);
  first.cleanup();
  const second = mountedIn(place, 2);
  await nextTurn();
  assert.equal(mountedIn(place, 3).mounted, first.mounted);
  assert.equal(second.mounted, first.mounted);
  assert.equal(made.length, 1);
  assert.deepEqual(ended, []);
});

test("what has left the page is ended once, and made anew when it comes back", async () => {
  const { made, ended, mountedIn } = makeComponent();
  const place = makePlace();
  const { mounted, cleanup } = mountedIn(place, 1);
  place.children.clear();
  cleanup();
  cleanup();
  await nextTurn();
  assert.deepEqual(ended, [mounted]);
  assert.notEqual(mountedIn(place, 2).mounted, mounted);
  assert.equal(made.length, 2);
});

test("what another has cleared away is made anew at the next call", () => {
  const { made, ended, mountedIn } = makeComponent();
  const place = makePlace();
  const { mounted } = mountedIn(place, 1);
  place.children.clear();
  assert.equal(mountedIn(place, 2).mounted, made[1]);
  assert.deepEqual(ended, [mounted]);
});

test("two places have one each", () => {
  const { made, mountedIn } = makeComponent();
  assert.notEqual(mountedIn(makePlace(), 1).mounted, mountedIn(makePlace(), 1).mounted);
  assert.equal(made.length, 2);
});
