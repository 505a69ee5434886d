/** The normals that freeze the noise of sample functions: fetched or sent once for each seed, as explorer/grid/normals.py packs them. */

/** @import { Noise } from "./types.d.ts" */

const KEPT_SEEDS = 8; // 15 kB each
const ARRIVED = "ntk-noise";
const TRIES_MS = [0, 1000, 4000];
const [SETS, SAMPLE_COUNT, INPUTS, LABELS] = [2, 5, 301, 64];
/** @type {Set<string>} */
const underWay = new Set();

/** Keeps the normals of a seed for the charts of this page, and tells them. @param {Uint8Array} bytes */
export function keepNoise(bytes) {
  const kept = (globalThis.ntkNoise ??= new Map());
  const [seed] = new Uint32Array(bytes.slice(0, 4).buffer);
  const noise = kept.get(seed) ?? unpackNoise(bytes);
  kept.delete(seed);
  kept.set(seed, noise);
  if (kept.size > KEPT_SEEDS) kept.delete([...kept.keys()][0]);
  globalThis.dispatchEvent(new Event(ARRIVED));
}

/**
 * Fetches the normals of a seed from beneath `address`, once at a time; if the server does not answer, some more times.
 *
 * @param {string} address
 * @param {number} seed
 */
export async function fetchNoise(address, seed) {
  const path = `${address}${seed}`;
  if (!address || findNoise(seed) || underWay.has(path)) return;
  underWay.add(path);
  for (const wait of TRIES_MS) {
    await new Promise((resolve) => {
      setTimeout(resolve, wait);
    });
    const bytes = await fetchBytes(new URL(path, document.baseURI));
    if (bytes) {
      keepNoise(bytes);
      break;
    }
  }
  underWay.delete(path);
}

/** What is at that address, or null if nothing came; without it samples wait for the server. @param {URL} url */
async function fetchBytes(url) {
  try {
    const answer = await fetch(url);
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
  } catch {
    return null;
  }
}

/** The normals of a seed, or null while they are on their way. @param {number} seed @returns {Noise | null} */
export function findNoise(seed) {
  return globalThis.ntkNoise?.get(seed) ?? null;
}

/** Calls `listener` whenever normals have arrived; returns a function that removes it. @param {() => void} listener */
export function onNoise(listener) {
  globalThis.addEventListener(ARRIVED, listener);
  return () => globalThis.removeEventListener(ARRIVED, listener);
}

/** { seed, functions: [2][5] rows of 301, labels: [2][5] rows of 64 }. @param {Uint8Array} bytes @returns {Noise} */
export function unpackNoise(bytes) {
  const copy = bytes.slice().buffer;
  const numbers = new Float32Array(copy, 4);
  let at = 0;
  /** @param {number} length */
  const rows = (length) => {
    const row = () => numbers.subarray(at, (at += length));
    return Array.from({ length: SETS }, () => Array.from({ length: SAMPLE_COUNT }, row));
  };
  const functions = rows(INPUTS);
  return { seed: new Uint32Array(copy, 0, 1)[0], functions, labels: rows(LABELS) };
}
