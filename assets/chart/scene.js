/** The scene that a person edits { points, candidates, slice_x }: every edit returns a new scene, none changes one. */

import { gridIndex, snapTo } from "./geometry.js";

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** Candidates with equal inputs, which alone may be compared: [{ x, names }], in order of first appearance. */
export function groupsOf(candidates) {
  const groups = new Map();
  for (const { name, points } of candidates) {
    const x = points.map((point) => point[0]);
    const key = x.join(" ");
    if (!groups.has(key)) groups.set(key, { x, names: [] });
    groups.get(key).names.push(name);
  }
  return [...groups.values()];
}

export function addPoint(scene, x, y, limits) {
  return { ...scene, points: [...scene.points, [snapTo(x, limits.x), snapTo(y, limits.y)]] };
}

function mapCandidates(scene, names, change) {
  const candidates = scene.candidates.map((each) => (names.includes(each.name) ? change(each) : each));
  return { ...scene, candidates };
}

function replaceAt(list, index, value) {
  return list.map((each, i) => (i === index ? value : each));
}

/** The scene after `handle` has been moved to (x, y), snapped and kept inside the limits. */
export function moveHandle(scene, handle, x, y, limits) {
  const { kind, index } = handle;
  if (kind === "slice") return { ...scene, slice_x: snapTo(x, limits.x) };
  if (kind === "point") {
    return { ...scene, points: replaceAt(scene.points, index, [snapTo(x, limits.x), snapTo(y, limits.y)]) };
  }
  if (kind === "candidate") {
    return mapCandidates(scene, [handle.name], ({ name, points }) => ({
      name,
      points: replaceAt(points, index, [points[index][0], snapTo(y, limits.y)]),
    }));
  }
  return mapCandidates(scene, handle.names, ({ name, points }) => {
    // Between its neighbours, so that a joint question keeps its inputs distinct and in order.
    const low = index > 0 ? points[index - 1][0] + limits.step : limits.x[0];
    const high = index < points.length - 1 ? points[index + 1][0] - limits.step : limits.x[1];
    return { name, points: replaceAt(points, index, [snapTo(x, [low, high]), points[index][1]]) };
  });
}

/** The scene without what `handle` holds; one label of a joint question takes its input from the whole group. */
export function removeHandle(scene, handle) {
  if (handle.kind === "slice") return scene;
  if (handle.kind === "point") return { ...scene, points: scene.points.filter((_, i) => i !== handle.index) };
  const inputs = scene.candidates.find((each) => handle.names.includes(each.name)).points.length;
  if (inputs === 1) return removeCandidates(scene, handle.kind === "candidate" ? [handle.name] : handle.names);
  return mapCandidates(scene, handle.names, ({ name, points }) => ({
    name,
    points: points.filter((_, i) => i !== handle.index),
  }));
}

export function removeCandidates(scene, names) {
  return { ...scene, candidates: scene.candidates.filter((each) => !names.includes(each.name)) };
}

/** The first `count` letters that no candidate bears yet (fewer when the alphabet or the limit runs out). */
export function freeLetters(scene, count, limits) {
  const taken = new Set(scene.candidates.map((each) => each.name));
  const room = Math.max(0, limits.candidates - scene.candidates.length);
  return LETTERS.filter((letter) => !taken.has(letter)).slice(0, Math.min(count, room));
}

/**
 * An input worth asking about: where the spread is large, clear of the inputs in use, rather a round number and
 * not near the edge, where every answer is vague. Null when every grid input is taken.
 */
function openInput(scene, curves, limits) {
  const used = scene.points.map((point) => point[0]);
  scene.candidates.forEach((each) => each.points.forEach((point) => used.push(point[0])));
  let best = null;
  let bestScore = -Infinity;
  curves.std.forEach((std, i) => {
    const x = snapTo(limits.x[0] + i * limits.step, limits.x);
    const gap = Math.min(0.3, ...used.map((each) => Math.abs(each - x)));
    const edge = Math.abs(x / limits.x[1]) > 0.8 ? 0.05 : 1 - 0.5 * Math.abs(x / limits.x[1]);
    const score = (std + 0.05) * gap * edge * (i % 5 === 0 ? 1 : 0.5);
    if (gap > limits.step / 2 && score > bestScore) [best, bestScore] = [x, score];
  });
  return best;
}

function meanAt(curves, limits, x) {
  return curves.mean[gridIndex(limits, x)];
}

function spreadAt(curves, limits, x) {
  return Math.min(0.9, Math.max(0.25, curves.std[gridIndex(limits, x)]));
}

/** A new probe with two candidate labels, one above and one below the mean; null when there is no room. */
export function askQuestion(scene, curves, limits) {
  const names = freeLetters(scene, 2, limits);
  const x = openInput(scene, curves, limits);
  if (names.length < 2 || x === null) return null;
  const middle = meanAt(curves, limits, x);
  const away = spreadAt(curves, limits, x);
  const asked = names.map((name, i) => ({ name, points: [[x, snapTo(middle + (i ? -away : away), limits.y)]] }));
  return { ...scene, candidates: [...scene.candidates, ...asked] };
}

/** One more candidate on the inputs of `names`, at the first distance from the mean where there is none yet. */
export function addLabel(scene, names, curves, limits) {
  const [name] = freeLetters(scene, 1, limits);
  if (!name) return null;
  const group = scene.candidates.filter((each) => names.includes(each.name));
  const at = (away) =>
    group[0].points.map(([x]) => [x, snapTo(meanAt(curves, limits, x) + away * spreadAt(curves, limits, x), limits.y)]);
  const clash = (points) => group.some((each) => each.points.every(([, y], j) => Math.abs(y - points[j][1]) < 0.12));
  const points = [0, 1, -1, 2, -2, 3, -3].map(at).find((each) => !clash(each)) ?? at(0.5);
  return { ...scene, candidates: [...scene.candidates, { name, points }] };
}

/** One more test input for all candidates of `names`, each as far from the mean there as its first label is. */
export function addInput(scene, names, curves, limits) {
  const x = openInput(scene, curves, limits);
  if (x === null) return null;
  return mapCandidates(scene, names, ({ name, points }) => {
    const away = points[0][1] - meanAt(curves, limits, points[0][0]);
    const label = [x, snapTo(meanAt(curves, limits, x) + away, limits.y)];
    return { name, points: [...points, label].sort((a, b) => a[0] - b[0]) };
  });
}

/** True when two scenes hold the same numbers in the same order. */
export function sameScene(a, b) {
  return JSON.stringify([a.points, a.candidates, a.slice_x]) === JSON.stringify([b.points, b.candidates, b.slice_x]);
}
