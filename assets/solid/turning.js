/** A body that is turned and seen from far away: which of its faces are in front, and their outlines. */

/** @import { Body, Place, View } from "./types.d.ts" */
/** @typedef {[Place, Place, Place]} Rotation */

const ARC_STEPS = 12;

/** The third axis upwards, the first one to the right and towards the reader. */
export const START = turned([[0, 1, 0], [0, 0, 1], [1, 0, 0]], -0.55, 0.42); // prettier-ignore

/**
 * `rotation`, whose rows are the screen's axes, turned further: to the right about the upright axis, then down.
 *
 * @param {Rotation} rotation
 * @param {number} right radians
 * @param {number} down radians
 * @returns {Rotation}
 */
export function turned([x, y, z], right, down) {
  const [c, s] = [Math.cos(right), Math.sin(right)];
  const side = mixed(x, z, c, s);
  const front = mixed(z, x, c, -s);
  const [k, l] = [Math.cos(down), Math.sin(down)];
  return orthonormal([side, mixed(y, front, k, -l), mixed(front, y, k, l)]);
}

/** Many small turns leave a rotation a rotation. @param {Rotation} rotation @returns {Rotation} */
function orthonormal([x, y]) {
  const first = unit(x);
  const second = unit(mixed(y, first, 1, -dot(y, first)));
  return [first, second, cross(first, second)];
}

/** @param {Place} p @param {Place} q @param {number} a @param {number} b @returns {Place} */
function mixed(p, q, a, b) {
  return [a * p[0] + b * q[0], a * p[1] + b * q[1], a * p[2] + b * q[2]];
}

/** @param {Place} p @param {Place} q */
function dot(p, q) {
  return p[0] * q[0] + p[1] * q[1] + p[2] * q[2];
}

/** @param {Place} p @param {Place} q @returns {Place} */
function cross(p, q) {
  return [p[1] * q[2] - p[2] * q[1], p[2] * q[0] - p[0] * q[2], p[0] * q[1] - p[1] * q[0]];
}

/** @param {Place} p @returns {Place} */
function unit(p) {
  const length = Math.hypot(...p);
  return [p[0] / length, p[1] / length, p[2] / length];
}

/** A place as seen on the screen: right, up, towards the reader. @param {Rotation} rotation @param {Place} p @returns {Place} */
export function rotated([x, y, z], p) {
  return [dot(x, p), dot(y, p), dot(z, p)];
}

/** The faces as they are on the screen. @param {Body} body @param {Rotation} rotation @returns {View[]} */
export function viewsOf({ faces, curved }, rotation) {
  return faces.map(({ gate, corners }) => {
    const places = corners.map((corner) => rotated(rotation, corner));
    const shown = curved ? arcs(inFront(places)) : looksAway(places) ? [] : places;
    const outline = shown.map(([x, y]) => /** @type {[number, number]} */ ([x, y]));
    return { gate, outline, ...measured(outline) };
  });
}

/** Whether a flat face of a body around the origin looks away from the reader. @param {Place[]} places */
function looksAway([p, q, r]) {
  const normal = cross(mixed(q, p, 1, -1), mixed(r, p, 1, -1));
  return normal[2] * Math.sign(dot(normal, p)) <= 0;
}

/** The part of a convex cone with these edges that lies towards the reader. @param {Place[]} places */
function inFront(places) {
  /** @type {Place[]} */
  const kept = [];
  places.forEach((place, i) => {
    const before = places.at(i - 1) ?? place;
    const share = before[2] / (before[2] - place[2]);
    if (before[2] * place[2] < 0) kept.push(mixed(before, place, 1 - share, share));
    if (place[2] >= 0) kept.push(place);
  });
  return kept.length > 2 ? kept : [];
}

/** The places, and others on the arcs between them, at distance 1. @param {Place[]} places */
function arcs(places) {
  return places.flatMap((place, i) => {
    const next = unit(places[(i + 1) % places.length]);
    const start = unit(place);
    return Array.from({ length: ARC_STEPS }, (_, k) => unit(mixed(start, next, 1 - k / ARC_STEPS, k / ARC_STEPS)));
  });
}

/** Area and centre of a polygon. @param {[number, number][]} outline @returns {Pick<View, "middle" | "area">} */
function measured(outline) {
  let [twice, x, y] = [0, 0, 0];
  outline.forEach(([px, py], i) => {
    const [qx, qy] = outline[(i + 1) % outline.length];
    const turn = px * qy - py * qx;
    twice += turn;
    x += (px + qx) * turn;
    y += (py + qy) * turn;
  });
  return { area: Math.abs(twice) / 2, middle: twice ? [x / (3 * twice), y / (3 * twice)] : [0, 0] };
}

/** The gate whose face covers the middle of the picture. @param {View[]} views */
export function facing(views) {
  return views.find(({ outline }) => covers(outline))?.gate ?? "";
}

/** Whether a polygon has the origin in it. @param {[number, number][]} outline */
function covers(outline) {
  let inside = false;
  outline.forEach(([px, py], i) => {
    const [qx, qy] = outline[(i + 1) % outline.length];
    if (py > 0 !== qy > 0 && px + ((qx - px) * py) / (py - qy) > 0) inside = !inside;
  });
  return inside;
}

/** How far an axis runs inside the body. @param {Body} body @param {Place} axis */
export function exit({ faces, curved }, axis) {
  if (curved) return 1;
  const distances = faces.map(({ corners: [p, q, r] }) => {
    const normal = cross(mixed(q, p, 1, -1), mixed(r, p, 1, -1));
    return dot(normal, p) / dot(normal, axis);
  });
  return Math.min(...distances.filter((distance) => distance > 0));
}
