/** Settings that a hand moves lie over those of the server until it confirms them. */
import assert from "node:assert/strict";
import test from "node:test";

import { currentSetting, noteMoved, settleMoved } from "../../assets/chart/moving.js";
import { onMoved } from "../../assets/shared/moved.js";

const network = { activation: "relu", hidden_layers: 2, weight_std: 1.5, bias_std: 0.3, skip: "none", norm: "none" };
const setting = { network, seed: 3, root: "symmetric", prior: "ntk", noise_std: 0.1, time: null, units: {} };
const makeSession = () => ({ setting, moved: null });

test("values lie over the setting by their names, one beside the other, and no other name gets in", () => {
  const session = makeSession();
  assert.equal(currentSetting(session), setting);
  noteMoved(session, { values: { weight_std: 2, curves: 5 }, moving: true });
  noteMoved(session, { values: { noise_std: 0.2, time: 3 }, moving: true });
  const { weight_std, ...others } = currentSetting(session).network;
  assert.equal(weight_std, 2);
  assert.deepEqual(others, { activation: "relu", hidden_layers: 2, bias_std: 0.3, skip: "none", norm: "none" });
  const expected = { ...setting, network: { ...network, weight_std: 2 }, noise_std: 0.2, time: 3, root: "triangular" };
  assert.deepEqual(currentSetting(session), expected);
  assert.equal(setting.network.weight_std, 1.5, "the server's setting is left alone");
});

test("only another network or seed has samples of the other root", () => {
  for (const [values, root] of [
    [{ noise_std: 0.3, prior: "nngp", time: 1 }, "symmetric"],
    [{ weight_std: 1.5, seed: 3 }, "symmetric"],
    [{ seed: 4 }, "triangular"],
    [{ activation: "gelu" }, "triangular"],
  ]) {
    const session = makeSession();
    noteMoved(session, { values, moving: true });
    assert.equal(currentSetting(session).root, root);
  }
});

test("what moves is laid aside once the hand has let go and the server knows of it", () => {
  const session = makeSession();
  noteMoved(session, { values: { seed: 4 }, moving: true, seq: null });
  settleMoved(session, { controls_seq: 9 });
  assert.ok(session.moved, "the hand holds on");
  noteMoved(session, { values: { seed: 5 }, moving: false, seq: 10 });
  settleMoved(session, { controls_seq: 9 });
  assert.equal(currentSetting(session).seed, 5);
  settleMoved(session, { controls_seq: 10 });
  assert.equal(session.moved, null);
});

test("controls are heard until the chart ends", () => {
  const page = new EventTarget();
  for (const name of ["addEventListener", "removeEventListener"]) globalThis[name] = page[name].bind(page);
  const heard = [];
  const unhook = onMoved((moved) => heard.push(moved));
  const tell = (detail) => page.dispatchEvent(new CustomEvent("ntk-setting", { detail }));
  tell({ values: {}, moving: true });
  unhook();
  tell({ values: {}, moving: false });
  assert.deepEqual(heard, [{ values: {}, moving: true }]);
});
