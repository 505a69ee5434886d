/** The scene that a person edits { points, candidates, slice_x, pin }: every edit returns a new scene, none changes one. */

import { gridIndex, snapTo } from "./geometry.js";

/** @import { Candidate, Curves, Grip, Limits, Pair, Scene } from "./types.d.ts" */

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/**
 * Candidates with equal inputs, which alone may be compared: [{ x, names }], in order of first appearance.
 *
 * @param {Candidate[]} candidates
 */
export function groupsOf(candidates) {
  /** @type {Map<string, { x: number[], names: string[] }>} */
  const groups = new Map();
  for (const { name, points } of candidates) {
    const x = points.map((point) => point[0]);
    const key = x.join(" ");
    const group = groups.get(key) ?? { x, names: [] };
    group.names.push(name);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** @param {Scene} scene @param {number} x @param {number} y @param {Limits} limits @returns {Scene} */
export function addPoint(scene, x, y, limits) {
  return { ...scene, points: [...scene.points, [snapTo(x, limits.x), snapTo(y, limits.y)]] };
}

/** @param {Scene} scene @param {string[]} names @param {(candidate: Candidate) => Candidate} change @returns {Scene} */
function mapCandidates(scene, names, change) {
  const candidates = scene.candidates.map((each) => (names.includes(each.name) ? change(each) : each));
  return { ...scene, candidates };
}

/** @template T @param {T[]} list @param {number} index @param {T} value */
function replaceAt(list, index, value) {
  return list.map((each, i) => (i === index ? value : each));
}

/**
 * The scene after `grip` has been moved to (x, y), snapped and kept inside the limits.
 *
 * @param {Scene} scene
 * @param {Grip} grip
 * @param {number} x
 * @param {number} y
 * @param {Limits} limits
 * @returns {Scene}
 */
export function moveHandle(scene, grip, x, y, limits) {
  if (grip.kind === "slice") return { ...scene, slice_x: snapTo(x, limits.x) };
  const { index } = grip;
  if (grip.kind === "point") {
    return { ...scene, points: replaceAt(scene.points, index, [snapTo(x, limits.x), snapTo(y, limits.y)]) };
  }
  if (grip.kind === "candidate") {
    return mapCandidates(scene, [grip.name], ({ name, points }) => ({
      name,
      points: replaceAt(points, index, [points[index][0], snapTo(y, limits.y)]),
    }));
  }
  return mapCandidates(scene, grip.names, ({ name, points }) => {
    // Between its neighbours, so that a joint question keeps its inputs distinct and in order.
    const low = index > 0 ? points[index - 1][0] + limits.step : limits.x[0];
    const high = index < points.length - 1 ? points[index + 1][0] - limits.step : limits.x[1];
    return { name, points: replaceAt(points, index, [snapTo(x, [low, high]), points[index][1]]) };
  });
}

/**
 * The scene without what `grip` holds; one label of a joint question takes its input from the whole group.
 *
 * @param {Scene} scene
 * @param {Grip} grip
 * @returns {Scene}
 */
export function removeHandle(scene, grip) {
  if (grip.kind === "slice") return scene;
  if (grip.kind === "point") return { ...scene, points: scene.points.filter((_, i) => i !== grip.index) };
  const inputs = scene.candidates.find((each) => grip.names.includes(each.name))?.points.length ?? 1;
  if (inputs === 1) return removeCandidates(scene, grip.kind === "candidate" ? [grip.name] : grip.names);
  return mapCandidates(scene, grip.names, ({ name, points }) => ({
    name,
    points: points.filter((_, i) => i !== grip.index),
  }));
}

/** @param {Scene} scene @param {string[]} names @returns {Scene} */
export function removeCandidates(scene, names) {
  return { ...scene, candidates: scene.candidates.filter((each) => !names.includes(each.name)) };
}

/**
 * The first `count` letters that no candidate bears yet (fewer when the alphabet or the limit runs out).
 *
 * @param {Scene} scene
 * @param {number} count
 * @param {Limits} limits
 */
export function freeLetters(scene, count, limits) {
  const taken = new Set(scene.candidates.map((each) => each.name));
  const room = Math.max(0, limits.candidates - scene.candidates.length);
  return LETTERS.filter((letter) => !taken.has(letter)).slice(0, Math.min(count, room));
}

/**
 * An input worth asking about: where the spread is large, clear of the inputs in use, rather a round number and
 * not near the edge, where every answer is vague. Null when every grid input is taken.
 *
 * @param {Scene} scene
 * @param {Curves} curves
 * @param {Limits} limits
 */
function openInput(scene, curves, limits) {
  const used = scene.points.map((point) => point[0]);
  scene.candidates.forEach((each) => each.points.forEach((point) => used.push(point[0])));
  /** @type {number | null} */
  let best = null;
  let bestScore = -Infinity;
  Array.from(curves.std).forEach((std, i) => {
    const x = snapTo(limits.x[0] + i * limits.step, limits.x);
    const gap = Math.min(0.3, ...used.map((each) => Math.abs(each - x)));
    const edge = Math.abs(x / limits.x[1]) > 0.8 ? 0.05 : 1 - 0.5 * Math.abs(x / limits.x[1]);
    const score = (std + 0.05) * gap * edge * (i % 5 === 0 ? 1 : 0.5);
    if (gap > limits.step / 2 && score > bestScore) [best, bestScore] = [x, score];
  });
  return best;
}

/** @param {Curves} curves @param {Limits} limits @param {number} x */
function meanAt(curves, limits, x) {
  return curves.mean[gridIndex(limits, x)];
}

/** @param {Curves} curves @param {Limits} limits @param {number} x */
function spreadAt(curves, limits, x) {
  return Math.min(0.9, Math.max(0.25, curves.std[gridIndex(limits, x)]));
}

/**
 * A new probe with two candidate labels, one above and one below the mean; null when there is no room.
 *
 * @param {Scene} scene
 * @param {Curves} curves
 * @param {Limits} limits
 * @returns {Scene | null}
 */
export function askQuestion(scene, curves, limits) {
  const names = freeLetters(scene, 2, limits);
  const x = openInput(scene, curves, limits);
  if (names.length < 2 || x === null) return null;
  const middle = meanAt(curves, limits, x);
  const away = spreadAt(curves, limits, x);
  /** @param {string} name @param {number} y @returns {Candidate} */
  const candidate = (name, y) => ({ name, points: [[x, snapTo(y, limits.y)]] });
  const asked = names.map((name, i) => candidate(name, middle + (i ? -away : away)));
  return { ...scene, candidates: [...scene.candidates, ...asked] };
}

/**
 * One more candidate on the inputs of `names`, at the first distance from the mean where there is none yet.
 *
 * @param {Scene} scene
 * @param {string[]} names
 * @param {Curves} curves
 * @param {Limits} limits
 * @returns {Scene | null}
 */
export function addLabel(scene, names, curves, limits) {
  const [name] = freeLetters(scene, 1, limits);
  if (!name) return null;
  const group = scene.candidates.filter((each) => names.includes(each.name));
  /** @param {number} x @param {number} away @returns {Pair} */
  const label = (x, away) => [x, snapTo(meanAt(curves, limits, x) + away * spreadAt(curves, limits, x), limits.y)];
  /** @param {number} away */
  const at = (away) => group[0].points.map(([x]) => label(x, away));
  /** @param {Pair[]} points */
  const clash = (points) => group.some((each) => each.points.every(([, y], j) => Math.abs(y - points[j][1]) < 0.12));
  const points = [0, 1, -1, 2, -2, 3, -3].map(at).find((each) => !clash(each)) ?? at(0.5);
  return { ...scene, candidates: [...scene.candidates, { name, points }] };
}

/**
 * One more test input for all candidates of `names`, each as far from the mean there as its first label is.
 *
 * @param {Scene} scene
 * @param {string[]} names
 * @param {Curves} curves
 * @param {Limits} limits
 * @returns {Scene | null}
 */
export function addInput(scene, names, curves, limits) {
  const x = openInput(scene, curves, limits);
  if (x === null) return null;
  return mapCandidates(scene, names, ({ name, points }) => {
    const away = points[0][1] - meanAt(curves, limits, points[0][0]);
    /** @type {Pair} */
    const label = [x, snapTo(meanAt(curves, limits, x) + away, limits.y)];
    return { name, points: [...points, label].sort((a, b) => a[0] - b[0]) };
  });
}

/** True when two scenes hold the same numbers in the same order. @param {Scene} a @param {Scene} b */
export function sameScene(a, b) {
  /** @param {Scene} scene */
  const key = ({ points, candidates, slice_x, pin }) => JSON.stringify([points, candidates, slice_x, pin]);
  return key(a) === key(b);
}
