/** What guesses score by chance, as ntkcore/inference/draws.py and ntkcore/inference/rankings.py have it: no scene is needed here. */

/** @import { Score } from "../guess/types.d.ts" */

const MOST_TERMS = 500;
const FRACTION_TERMS = 80;
const LEAST_TERM = 1e-17;
const ALIKE = 1e-12; // scores that differ by less tie
const CHANCE_DRAWS = 40_000; // rankings._CHANCE_DRAWS
const FINEST = 0.01; // Score.step, where nothing is rounded away

/**
 * The regularised upper incomplete gamma function Q(a, x) for multiples a of ½, so that P(χ²_n > q) = Q(n/2, q/2):
 * from Q(½, x) = erfc(√x) or Q(1, x) = e^−x by Q(a + 1, x) = Q(a, x) + x^a e^−x / Γ(a + 1) (DLMF 8.8.6).
 *
 * @param {number} a
 * @param {number} x
 */
export function upperGamma(a, x) {
  if (x === 0) return 1;
  const start = a % 1 === 0 ? 1 : 0.5;
  let gamma = start === 1 ? 1 : Math.sqrt(Math.PI) / 2; // Γ(start + 1)
  let value = start === 1 ? Math.exp(-x) : complementOfError(x);
  for (let b = start; b < a; b += 1) {
    value += Math.exp(b * Math.log(x) - x) / gamma;
    gamma *= b + 1;
  }
  return value;
}

/** The complementary error function of √x: by its series (DLMF 7.6.2), or its continued fraction (DLMF 7.9.3). @param {number} x */
function complementOfError(x) {
  const root = Math.sqrt(x);
  if (x < 2) {
    let term = 2 * Math.sqrt(x / Math.PI) * Math.exp(-x);
    let sum = term;
    for (let k = 1; k < MOST_TERMS && term > LEAST_TERM * sum; k += 1) {
      term *= x / (k + 0.5);
      sum += term;
    }
    return 1 - sum;
  }
  let value = 0;
  for (let k = FRACTION_TERMS; k >= 1; k -= 1) value = k / 2 / (root + value);
  return Math.exp(-x) / Math.sqrt(Math.PI) / (root + value);
}

/** @param {number[]} logs */
function logSumOf(logs) {
  const top = Math.max(...logs);
  return top + Math.log(logs.reduce((sum, each) => sum + Math.exp(each - top), 0));
}

/** @param {number[]} weights */
export function logSoftmax(weights) {
  const total = logSumOf(weights);
  return weights.map((each) => each - total);
}

/** Log P of an order under Plackett and Luce. @param {number[]} weights @param {number[]} order */
function logOfOrder(weights, order) {
  const ordered = order.map((i) => weights[i]);
  return ordered.reduce((sum, each, j) => sum + each - logSumOf(ordered.slice(j)), 0);
}

/** @template T @param {T[]} items @returns {T[][]} */
function permutationsOf(items) {
  if (items.length < 2) return [items];
  return items.flatMap((each, i) => permutationsOf(items.toSpliced(i, 1)).map((rest) => [each, ...rest]));
}

/** Mean, spread and rank of scores that are drawn with these log-probabilities. @param {number[]} logP @param {number[]} scores @param {number} value */
function standing(logP, scores, value) {
  const p = logP.map(Math.exp);
  const mean = p.reduce((sum, each, i) => sum + each * scores[i], 0);
  const variance = p.reduce((sum, each, i) => sum + each * (scores[i] - mean) ** 2, 0);
  const below = scores.map((each) =>
    Math.abs(each - value) <= ALIKE * (1 + Math.abs(value)) ? 0.5 : Number(each < value),
  );
  const rank = p.reduce((sum, each, i) => sum + each * below[i], 0);
  return { value, mean, spread: Math.sqrt(variance), rank };
}

/** The scores of orders of labels with these log-weights. @param {number[]} weights */
export function outcomesOfOrder(weights) {
  const logs = permutationsOf([...weights.keys()]).map((order) => logOfOrder(weights, order));
  const truth = [...weights.keys()].sort((i, j) => weights[j] - weights[i]);
  /** @param {number[]} guess @returns {Score} */
  const score = (guess) => ({
    unit: "nats",
    ...standing(logs, logs, logOfOrder(weights, guess)),
    best: logOfOrder(weights, truth),
    truth,
    step: FINEST,
    note: "",
    miss: null,
  });
  return { score };
}

/** The scores of a choice among labels with these log-weights. @param {number[]} weights */
export function outcomesOfChoice(weights) {
  const logs = logSoftmax(weights);
  const best = logs.indexOf(Math.max(...logs));
  /** @param {number[]} guess @returns {Score} */
  const score = ([pick]) => ({
    unit: "nats",
    ...standing(logs, logs, logs[pick]),
    best: logs[best],
    truth: [best],
    step: FINEST,
    note: "",
    miss: null,
  });
  return { score };
}

/** The expected log score of odds, beside odds that are drawn uniformly. @param {number[]} shares @param {number[]} guess @returns {Score} */
export function scoreOfOdds(shares, guess) {
  const value = expectedLog(shares, guess);
  const k = shares.length;
  const squares = shares.reduce((sum, p) => sum + p * p, 0);
  let [mean, variance] = [0, (Math.PI ** 2 / 6) * (squares - 1)];
  for (let j = 1; j < k; j += 1) {
    mean -= 1 / j;
    variance += 1 / j ** 2;
  }
  let below = 0;
  const next = uniforms();
  for (let i = 0; i < CHANCE_DRAWS; i += 1) {
    const drawn = shares.map(() => -Math.log(next()));
    const total = drawn.reduce((sum, each) => sum + each, 0);
    below += Number(
      expectedLog(
        shares,
        drawn.map((each) => each / total),
      ) < value,
    );
  }
  const chance = { mean, spread: Math.sqrt(variance), rank: below / CHANCE_DRAWS };
  return {
    unit: "nats",
    value,
    ...chance,
    best: expectedLog(shares, shares),
    truth: shares,
    step: FINEST,
    note: "",
    miss: null,
  };
}

/** @param {number[]} shares @param {number[]} odds */
function expectedLog(shares, odds) {
  return shares.reduce((sum, p, i) => sum + (p > 0 ? p * Math.log(odds[i]) : 0), 0);
}

/** Numbers in (0, 1), the same at each call: the generator mulberry32 (Ettinger 2017). */
function uniforms() {
  let state = 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
}

/** The pairs in the right order, beside all orders as equally likely draws. @param {number[]} truth @param {number[]} guess @returns {Score} */
export function scoreOfPairs(truth, guess) {
  /** @param {number[]} order */
  const right = (order) => {
    const ranks = order.map((option) => truth.indexOf(option));
    return ranks.reduce((sum, rank, i) => sum + ranks.slice(i + 1).filter((later) => rank < later).length, 0);
  };
  const scores = permutationsOf(truth).map(right);
  const logs = scores.map(() => -Math.log(scores.length));
  return {
    unit: "pairs",
    ...standing(logs, scores, right(guess)),
    best: right(truth),
    truth,
    step: 1,
    note: "",
    miss: null,
  };
}

/** Right or not, beside an option picked at random. @param {number} truth @param {number} pick @param {number} count @returns {Score} */
export function scoreOfPick(truth, pick, count) {
  const value = Number(pick === truth);
  const mean = 1 / count;
  const chance = { mean, spread: Math.sqrt(mean * (1 - mean)), rank: value ? 1 - mean / 2 : (1 - mean) / 2 };
  return { unit: "right", value, ...chance, best: 1, truth: [truth], step: 1, note: "", miss: null };
}
