/** Truth tables as texts of 0 and 1: character i is the output where input k is −1 if bit k − 1 of i is set, else +1. */

/** @import { Preset } from "./types.d.ts" */

const SUBSCRIPTS = ["₀", "₁", "₂", "₃", "₄"];

/** How many inputs the table has. @param {string} table */
export function inputsOf(table) {
  return Math.log2(table.length);
}

/** The inputs that choose the column of a cell, and those that choose its row, numbered from 1. @param {number} count */
export function layoutOf(count) {
  const across = Math.ceil(count / 2);
  const all = Array.from({ length: count }, (_, k) => k + 1);
  return { across: all.slice(0, across), down: all.slice(across), columns: 2 ** across, rows: 2 ** (count - across) };
}

/** "x₁ x₂". @param {number[]} inputs */
export function namesOf(inputs) {
  return inputs.map((k) => `x${SUBSCRIPTS[k]}`).join(" ");
}

/** The signs of the inputs in row or column `at`, "+ −". @param {number} at @param {number} count */
export function signsOf(at, count) {
  return Array.from({ length: count }, (_, k) => ((at >> k) & 1 ? "−" : "+")).join(" ");
}

/** What a screen reader says of a cell: "x₁ = +1, x₂ = −1". @param {number} at @param {number} count */
export function cornerOf(at, count) {
  const sign = (/** @type {number} */ k) => ((at >> k) & 1 ? "−1" : "+1");
  return Array.from({ length: count }, (_, k) => `x${SUBSCRIPTS[k + 1]} = ${sign(k)}`).join(", ");
}

/** The table with the output at corner `at` changed. @param {string} table @param {number} at */
export function flipped(table, at) {
  return table.slice(0, at) + (table[at] === "1" ? "0" : "1") + table.slice(at + 1);
}

/**
 * The function with another number of inputs: new ones are ignored, and those left out stay at +1.
 *
 * @param {string} table
 * @param {number} count
 */
export function resized(table, count) {
  return table.length < 2 ** count ? table.repeat(2 ** count / table.length) : table.slice(0, 2 ** count);
}

/** The index of the preset with this table, −1 if there is none. @param {Preset[]} presets @param {string} table */
export function presetOf(presets, table) {
  return presets.findIndex(({ value }) => value === table);
}

/** A table of fair coin flips. @param {number} length @param {() => number} random */
export function drawn(length, random) {
  return Array.from({ length }, () => (random() < 0.5 ? "1" : "0")).join("");
}

/** A random half of the cells: so many 1 and as many 0. @param {number} length @param {() => number} random */
export function halved(length, random) {
  const order = Array.from({ length }, (_, i) => ({ i, key: random() })).sort((a, b) => a.key - b.key);
  const half = new Set(order.slice(0, length / 2).map(({ i }) => i));
  return Array.from({ length }, (_, i) => (half.has(i) ? "1" : "0")).join("");
}

/**
 * The cell that a key leads to from cell `at`, or null for any other key.
 *
 * @param {string} key
 * @param {number} at
 * @param {number} count
 */
export function cellAfter(key, at, count) {
  const { columns, rows } = layoutOf(count);
  const column = at % columns;
  const row = Math.floor(at / columns);
  if (key === "ArrowLeft") return column > 0 ? at - 1 : at;
  if (key === "ArrowRight") return column < columns - 1 ? at + 1 : at;
  if (key === "ArrowUp") return row > 0 ? at - columns : at;
  if (key === "ArrowDown") return row < rows - 1 ? at + columns : at;
  if (key === "Home") return 0;
  return key === "End" ? columns * rows - 1 : null;
}
