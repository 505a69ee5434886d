/** What a page in one file does with the edits of its chart and controls. */
import assert from "node:assert/strict";
import test from "node:test";

import {
  allowedValues,
  applyEdit,
  changeSettings,
  commitEntry,
  openJournal,
  pinningOf,
} from "../../assets/file/journal.js";
import { controlsOf, leadOf } from "../../assets/file/texts.js";

const axis = { scale: 1, centre: 0, name: "" };
const feet = { scale: 0.05, centre: 40, name: "dist (ft)" };
const entry = {
  points: [[0, 1]],
  candidates: [],
  slice_x: 0,
  noise_std: 0,
  prior: "ensemble",
  network: { activation: "relu", hidden_layers: 2, weight_std: 2, bias_std: 1, skip: "none", norm: "none" },
  seed: 0,
  root: "symmetric",
  time: null,
  units: { x: axis, y: feet },
};
const presets = [{ name: "gap", points: [[0.5, 0]], candidates: [], units: { x: axis, y: axis } }];
const chart = { presets, noise_locked: false, lock: [], hide: [] };

test("edits, undo and redo", () => {
  const edit = {
    seq: 1,
    type: "edit",
    points: [],
    candidates: [
      {
        name: "A",
        points: [
          [1, 0],
          [0, 1],
        ],
      },
    ],
    slice_x: 0.5,
  };
  const edited = applyEdit(openJournal(entry), edit, chart);
  assert.deepEqual(edited.entry.candidates[0].points, [
    [0, 1],
    [1, 0],
  ]);
  assert.equal(edited.past.length, 1);
  const back = applyEdit(edited, { type: "undo" }, chart);
  assert.equal(back.entry, entry);
  assert.deepEqual(applyEdit(back, { type: "undo" }, chart), back);
  assert.deepEqual(applyEdit(back, { type: "redo" }, chart), edited);
  assert.equal(commitEntry(edited, structuredClone(edited.entry)), edited, "nothing has changed");
});

test("clear, an example and an offered noise", () => {
  const journal = openJournal(entry);
  assert.deepEqual(applyEdit(journal, { type: "clear" }, chart).entry.points, []);
  const gap = applyEdit(journal, { type: "preset", name: "gap" }, chart).entry;
  assert.deepEqual([gap.points, gap.units.y, gap.network], [[[0.5, 0]], axis, entry.network]);
  assert.equal(applyEdit(journal, { type: "noise", noise_std: 0.1 }, chart).entry.noise_std, 0.1);
  assert.equal(applyEdit(journal, { type: "noise", noise_std: 0.1 }, { ...chart, noise_locked: true }), journal);
  assert.throws(() => applyEdit(journal, { type: "preset", name: "none" }, chart), /not an edit/);
});

test("another network or seed has the triangular root; other settings keep the root", () => {
  const journal = openJournal(entry);
  assert.equal(changeSettings(journal, { noise_std: 0.2 }).entry.root, "symmetric");
  assert.equal(changeSettings(journal, { seed: 1 }).entry.root, "triangular");
  const deeper = changeSettings(journal, { hidden_layers: 3 }).entry;
  assert.deepEqual([deeper.network.hidden_layers, deeper.root], [3, "triangular"]);
});

test("only what is shown and not locked can be set", () => {
  const controls = [
    { name: "seed", locked: "" },
    { name: "time", locked: "It stays." },
  ];
  assert.deepEqual(allowedValues({ seed: 1, time: 2, prior: "ntk" }, controls), { seed: 1 });
});

test("controls and the lead follow the scene", () => {
  const words = {
    noise_help: { ensemble: "while training", nngp: "plain" },
    noise: {
      of: "Label noise ({unit})",
      in_units: "in {name}",
      units_of_y: "units of y",
      refusal: "“{typed}” does not fit. Type a number from {low} to {high}.",
    },
    bias_help: "every network gives {y} at x = {x}",
    lead: {
      ensemble: { start: "s", end: "e", between: "at {time}" },
      nngp: { plain: "p", noisy: "n" },
      ntk: { plain: "q", kinked: "k" },
    },
    kinked: ["relu"],
  };
  const noise = { name: "noise_std", low: 0, high: 1, label: "Label noise", refusal: "" };
  const controls = [{ name: "bias_std" }, noise];
  const [bias, shown] = controlsOf({ controls, words }, entry);
  assert.deepEqual([bias.value, bias.help], [1, "every network gives 40 at x = 0"]);
  assert.deepEqual([shown.label, shown.axis, shown.help], ["Label noise (ft)", feet, "while training"]);
  assert.equal(shown.refusal, "“{typed}” does not fit. Type a number from 0 to 20.");
  const window = { ...entry, units: { x: axis, y: axis } };
  assert.equal(controlsOf({ controls, words }, window)[1].label, "Label noise");
  const leads = [{}, { time: 0 }, { time: 31.6 }, { prior: "nngp" }, { prior: "nngp", noise_std: 1 }, { prior: "ntk" }];
  assert.deepEqual(
    leads.map((change) => leadOf(words, { ...entry, ...change })),
    ["e", "s", "at 31.6", "p", "n", "k"],
  );
});

test("what is pinned is edited, swapped, and dropped with its units", () => {
  const { points, network, prior, noise_std, time, candidates, slice_x } = entry;
  const pin = { points, network, prior, noise_std, time, beside: true };
  const edit = { type: "edit", points: [[0, 2]], candidates, slice_x, pin };
  const pinned = applyEdit(openJournal(entry), edit, chart);
  const deeper = changeSettings(pinned, { hidden_layers: 3 });
  assert.deepEqual(pinningOf(deeper.entry, { lock: ["noise"], hide: ["seed"] }), {
    shown: true,
    pin: true,
    swap: true,
  });
  const swapped = applyEdit(deeper, { type: "swap" }, chart).entry;
  assert.deepEqual([swapped.points, swapped.network, swapped.root], [points, network, "triangular"]);
  const others = { points: [[0, 2]], network: { ...network, hidden_layers: 3 } };
  assert.deepEqual(swapped.pin, { ...pin, ...others });
  for (const lock of [["layers"], ["points"], ["pin"]]) {
    assert.equal(applyEdit(deeper, { type: "swap" }, { ...chart, lock }), deeper);
  }
  assert.deepEqual(applyEdit(pinned, { ...edit, pin: null }, { ...chart, hide: ["pin"] }), pinned);
  assert.equal(pinningOf(entry, { lock: [], hide: ["pin"] }).shown, false);
  assert.equal(applyEdit(pinned, { ...edit, pin: null }, chart).entry.pin, null);
  const other = applyEdit(pinned, { type: "preset", name: "gap" }, chart);
  assert.deepEqual(
    [other.entry.pin, applyEdit(other, { type: "undo" }, chart)],
    [null, { ...pinned, future: [other.entry] }],
  );
});
