/** The prior of an architecture: its two kernels on the grid, fetched or sent once and unpacked. explorer/grid/prior.py packs it. */

/** @import { Kernel, Prior } from "./types.d.ts" */

const KEPT = 4; // 1.5 MB each
const ARRIVED = "ntk-prior";
const TRIES_MS = [0, 1000, 4000];
/** @type {Set<string>} */
const underWay = new Set();

/**
 * Keeps a prior for the charts of this page, and tells them. The prior before it stays too: prior and answer come
 * separately in either order, and until both are there a drag goes on with those that fit each other.
 *
 * @param {Uint8Array} bytes
 */
export function keepPrior(bytes) {
  const priors = (globalThis.ntkPriors ??= new Map());
  const [key] = new Float64Array(bytes.slice(0, 8).buffer);
  const prior = priors.get(key) ?? unpackPrior(bytes);
  priors.delete(key);
  priors.set(key, prior);
  if (priors.size > KEPT) priors.delete([...priors.keys()][0]);
  globalThis.dispatchEvent(new Event(ARRIVED));
}

/**
 * Fetches the prior from its address, once at a time; if the server does not answer, some more times.
 *
 * @param {string} address
 */
export async function fetchPrior(address) {
  if (underWay.has(address)) return;
  underWay.add(address);
  for (const wait of TRIES_MS) {
    await new Promise((resolve) => {
      setTimeout(resolve, wait);
    });
    const bytes = await fetchBytes(new URL(address, document.baseURI));
    if (bytes) {
      keepPrior(bytes);
      break;
    }
  }
  underWay.delete(address);
}

/**
 * What is at that address, or null if nothing came; without it the chart shows the server's answers alone.
 *
 * @param {URL} url
 */
async function fetchBytes(url) {
  try {
    const answer = await fetch(url);
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
  } catch {
    return null;
  }
}

/** The prior of that key, or null while it is on its way. @param {number} key @returns {Prior | null} */
export function findPrior(key) {
  return globalThis.ntkPriors?.get(key) ?? null;
}

/** Calls `listener` whenever a prior has arrived; returns a function that removes it. @param {() => void} listener */
export function onPrior(listener) {
  globalThis.addEventListener(ARRIVED, listener);
  return () => globalThis.removeEventListener(ARRIVED, listener);
}

/**
 * { key, size, nngp, ntk: Gram matrices (size², row-major), base: { nngp, ntk }: [2][S] curves, labels: [2][S],
 * modes: { nngp, ntk }: { values, vectors: the first few curves } }.
 *
 * @param {Uint8Array} bytes
 */
export function unpackPrior(bytes) {
  const numbers = new Float64Array(bytes.slice().buffer);
  const [key, size, samples, capacity, valueCount, modeCount] = numbers;
  let at = 6;
  const gram = () => {
    const out = new Float64Array(size * size);
    const last = size - 1;
    for (let i = 0; i <= last / 2; i += 1) {
      for (let j = i; i + j <= last; j += 1, at += 1) {
        out[i * size + j] = out[j * size + i] = numbers[at];
        out[(last - i) * size + last - j] = out[(last - j) * size + last - i] = numbers[at];
      }
    }
    return out;
  };
  /** @param {number} length */
  const take = (length) => numbers.subarray(at, (at += length));
  /** @param {number} length */
  const rows = (length) => [0, 1].map(() => Array.from({ length: samples }, () => take(length)));
  const modes = () => ({ values: take(valueCount), vectors: Array.from({ length: modeCount }, () => take(size)) });
  const [nngp, ntk] = [gram(), gram()];
  const base = { nngp: rows(size), ntk: rows(size) };
  const labels = rows(capacity);
  return { key, size, nngp, ntk, base, labels, modes: { nngp: modes(), ntk: modes() } };
}
