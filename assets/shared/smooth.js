/**
 * The smooth activations: E[φ(u) φ(v)] and E[φ′(u) φ′(v)] of erf, GELU and sin without cancellation, by the formulas of
 * ntkcore/kernels/smooth.py. kernels.js says what a pair carries. These loops run for every pair, layer and frame, so that
 * they make no object and no array.
 */

/** @import { Layer, Pairs } from "./types.d.ts" */

/** t − sin t for 0 ≤ t ≤ π/2 without cancellation, by its power series. @param {number} t */
export function angleMinusSine(t) {
  const z = t * t;
  let sum = 1;
  for (let k = 20; k >= 4; k -= 2) sum = 1 - (z / (k * (k + 1))) * sum;
  return ((t * z) / 6) * sum;
}

/**
 * The angles in the expectations of erf and GELU, and their differences without cancellation: `smooth._Angles`,
 * where every one of these numbers has its formula. `size` is |q12|; α and r are those of u and v.
 */
const angles = {
  both: 0, // α
  difference: 0, // α1 − α2
  cross: 0, // q11 r2 − q22 r1
  excess: 0, // h
  sine: 0, // of h
  z: 0,
  rho: 0,
  delta: 0,
  kappa: 0,
};

/**
 * @param {number} q11
 * @param {number} q22
 * @param {number} size
 * @param {number} det
 * @param {number} gap
 * @param {number} r1
 * @param {number} r2
 * @param {number} sumOfAngles α1 + α2
 */
function setAngles(q11, q22, size, det, gap, r1, r2, sumOfAngles) {
  const total = q11 + q22;
  const product = q11 * q22;
  const mixed = r1 * r2;
  const rho = 0.5 * (r1 + r2);
  const delta = Math.sqrt(1 + total + det);
  const square = 1 + total + product;
  const divisor = square + mixed + product;
  const turned = (gap * (total + 2 * product)) / nonzero((q11 * r2 + q22 * r1) * divisor); // tan ½(α1 − α2)
  const z = 2 * det + (gap * gap) / (1 + total + mixed);
  const kappa = Math.sqrt(size * size + 0.5 * z);
  const divisorOfSine = square + delta * rho + kappa * size;
  const ratio = (0.5 * z) / nonzero((delta * kappa + rho * size) * divisorOfSine); // tan ½h is this times P
  angles.excess = 2 * Math.atan(ratio * square);
  angles.both = size > 0 ? 0.5 * sumOfAngles - angles.excess : 0;
  angles.difference = 2 * Math.atan(turned);
  angles.cross = turned * divisor;
  angles.sine = ratio * divisorOfSine;
  angles.z = z;
  angles.rho = rho;
  angles.delta = delta;
  angles.kappa = kappa;
}

/** A divisor ≥ 0, or 1 where it is 0: what it divides is 0 there too. @param {number} divisor */
function nonzero(divisor) {
  return divisor > 0 ? divisor : 1;
}

/**
 * Writes what a smooth φ makes of pair p: `smooth._smooth`. Of inputs that φ keeps close, gap and near say what
 * E[φ(u) φ(v)] and the determinant are; of others, E[φ(u) φ(v)] = `both` says it. q12 becomes sign · both.
 *
 * @param {Pairs} pairs
 * @param {number} p
 * @param {number} first E[φ(u)²]
 * @param {number} second E[φ(v)²]
 * @param {number} both
 * @param {number} gap
 * @param {number} near E[φ(u)²] + E[φ(v)²] − 2 both
 * @param {number} sign
 */
function setSmooth(pairs, p, first, second, both, gap, near, sign) {
  const total = first + second;
  const close = near < 0.25 * total;
  const product = close ? 0.5 * (total - near) : both;
  const step = close ? gap : first - second;
  const nearer = close ? near : total - 2 * product;
  const farther = total + 2 * product;
  const det = close ? 0.25 * (nearer * farther - step * step) : first * second - product * product;
  pairs.q12[p] = sign * product;
  pairs.det[p] = Math.max(det, 0);
  pairs.gap[p] = step;
  pairs.spread[p] = Math.max(sign < 0 ? farther : nearer, 0);
}

/** φ = erf: smooth.erf. @type {Layer} */
export function erf(pairs, variances) {
  const doubled = variances.map((q) => 2 * q);
  const roots = doubled.map((q) => Math.sqrt(1 + 2 * q));
  const arcs = doubled.map((q, i) => 2 * Math.atan(q / (1 + q + roots[i])));
  const squares = arcs.map((arc) => (2 / Math.PI) * arc);
  const { first, second, q12, det, gap, slope } = pairs;
  for (let p = 0; p < q12.length; p += 1) {
    const i = first[p];
    const j = second[p];
    const sign = q12[p] < 0 ? -1 : 1;
    const size = 2 * sign * q12[p];
    setAngles(doubled[i], doubled[j], size, 4 * det[p], 2 * gap[p], roots[i], roots[j], arcs[i] + arcs[j]);
    slope[p] = 4 / Math.PI / angles.delta;
    const step = (2 / Math.PI) * angles.difference;
    const near = (4 / Math.PI) * angles.excess;
    setSmooth(pairs, p, squares[i], squares[j], (2 / Math.PI) * angles.both, step, near, sign);
  }
  variances.set(squares);
}

/**
 * What GELU needs of each input, and `near` of the pair at hand. The three functions below get the numbers of a pair from
 * here and from `pairs`: a number that is passed to a function too long to be compiled in line is put on the heap each time.
 *
 * @typedef {Record<"variances" | "roots" | "arcs" | "shares" | "squares", Float64Array> & { near: number }} GeluInputs
 */

/** φ(z) = z Φ(z): smooth.gelu. @type {Layer} */
export function gelu(pairs, variances) {
  const roots = variances.map((q) => Math.sqrt(1 + 2 * q));
  const arcs = variances.map((q, i) => 2 * Math.atan(q / (1 + q + roots[i])));
  const shares = variances.map((q) => 1 / (1 + q)); // c
  const squares = variances.map((q, i) => 0.25 * q + (q * (arcs[i] + (2 * q * shares[i]) / roots[i])) / (2 * Math.PI));
  const inputs = { variances, roots, arcs, shares, squares, near: NaN };
  const { first, second, q12, det, gap } = pairs;
  for (let p = 0; p < q12.length; p += 1) {
    const i = first[p];
    const j = second[p];
    const size = Math.abs(q12[p]);
    setAngles(variances[i], variances[j], size, det[p], gap[p], roots[i], roots[j], arcs[i] + arcs[j]);
    setGeluSpread(pairs, inputs, p);
    setGelu(pairs, inputs, p);
  }
  variances.set(squares);
}

/** Writes pair p, whose angles and `near` are set. @param {Pairs} pairs @param {GeluInputs} inputs @param {number} p */
function setGelu(pairs, { variances, roots, arcs, shares, squares, near }, p) {
  const { first, second, q12, gap, slope } = pairs;
  const i = first[p];
  const j = second[p];
  const q11 = variances[i];
  const q22 = variances[j];
  const c1 = shares[i];
  const c2 = shares[j];
  const own = squares[i];
  const other = squares[j];
  const alpha = q12[p] < 0 ? -angles.both : angles.both;
  const over = 1 / angles.delta;
  const rest = (q12[p] * q12[p] * over + q11 * q22 * angles.delta) * c1 * c2;
  const both = 0.25 * q12[p] + (q12[p] * alpha + rest) / (2 * Math.PI);
  const bracket = alpha + q12[p] * (over * over + c1 + c2) * over;
  let change = 0.5 * gap[p] * (arcs[i] + arcs[j]) + 0.5 * (q11 + q22) * angles.difference;
  change += gap[p] * c1 * c2 * (q11 / roots[i] + q22 / roots[j]);
  change += ((q11 * c1 + q22 * c2) * angles.cross) / (roots[i] * roots[j]);
  slope[p] = 0.25 + bracket / (2 * Math.PI);
  const step = 0.25 * gap[p] + change / (2 * Math.PI);
  setSmooth(pairs, p, own, other, both, step, q12[p] < 0 ? own + other - 2 * both : near, 1);
}

/**
 * Sets `near` to E[(φ(u) − φ(v))²] of pair p for q12 ≥ 0, from the angles that are set: `smooth._gelu_spread`.
 *
 * @param {Pairs} pairs
 * @param {GeluInputs} inputs
 * @param {number} p
 */
function setGeluSpread({ first, second, q12, det, gap }, inputs, p) {
  if (q12[p] < 0) return;
  const { rho, delta, kappa, z, excess, sine, difference } = angles;
  const { variances, roots, arcs, shares } = inputs;
  const i = first[p];
  const j = second[p];
  const size = q12[p];
  const step = gap[p];
  const mixed = roots[i] * roots[j];
  const inverse = 1 / (delta * rho);
  const spread = (step * step + 4 * det[p]) / nonzero(variances[i] + variances[j] + 2 * size);
  const bend = kappa + size;
  const share = z / nonzero((delta + rho) * bend);
  let bracket = 0.5 * spread * (Math.PI + arcs[i] + arcs[j]) + 0.5 * step * difference;
  bracket += 2 * size * angleMinusSine(excess) - share * delta * sine;
  bracket += share * bend * (shares[i] + shares[j]) + step * step * inverse * delta * shares[i] * shares[j];
  const rest = share * bend * rho * rho * inverse + 0.5 * step * step * inverse * inverse * delta;
  inputs.near = (bracket * mixed + rest) / (2 * Math.PI * mixed);
}

/** φ = sin: smooth.sin. @type {Layer} */
export function sine(pairs, variances) {
  const squares = variances.map((q) => -0.5 * Math.expm1(-2 * q));
  const { first, second, q12, det, gap, slope } = pairs;
  for (let p = 0; p < q12.length; p += 1) {
    const i = first[p];
    const j = second[p];
    const sign = q12[p] < 0 ? -1 : 1;
    const size = sign * q12[p];
    const smaller = (gap[p] * gap[p] + 4 * det[p]) / nonzero(variances[i] + variances[j] + 2 * size);
    const direction = gap[p] < 0 ? -1 : 1;
    const faded = Math.expm1(-2 * size);
    const falls = Math.expm1(-0.5 * smaller);
    const lost = Math.expm1(-direction * gap[p]);
    const own = squares[i];
    const other = squares[j];
    const wave = 0.5 * (1 + falls);
    const tail = 0.5 - Math.min(own, other);
    const near = -falls * (1 + 2 * wave * (1 + faded)) - tail * lost * lost;
    slope[p] = wave * (2 + faded);
    setSmooth(pairs, p, own, other, -wave * faded, -direction * tail * lost * (2 + lost), near, sign);
  }
  variances.set(squares);
}
