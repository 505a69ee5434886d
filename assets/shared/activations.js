/**
 * What an activation φ makes of pairs of pre-activations u and v: E[φ(u) φ(v)] and E[φ′(u) φ′(v)] without cancellation.
 * The formulas are those of ntkcore/kernels/activations.py and ntkcore/kernels/smooth.py; kernels.js says what a pair carries.
 */

/** @import { Architecture, Layer, Pairs } from "./types.d.ts" */

/**
 * φ(z) = even·|z| + odd·z, every piecewise linear activation: `activations._piecewise_linear`.
 *
 * @param {number} even
 * @param {number} odd
 * @returns {Layer}
 */
function twoLines(even, odd) {
  const [even2, odd2] = [even * even, odd * odd];
  const total = even2 + odd2;
  return ({ first, second, q12, det, gap, spread, slope }, variances) => {
    const deviations = variances.map(Math.sqrt);
    for (let p = 0; p < q12.length; p += 1) {
      const [u, v] = [deviations[first[p]], deviations[second[p]]];
      const pr = u * v;
      const negative = q12[p] < 0;
      const sided = pr > 0 ? (negative ? -1 : 1) : 0; // 0, the mean of both sides, where u or v is 0
      const size = sided * q12[p];
      const safe = pr > 0 ? pr : 1;
      const t = 2 * Math.atan(Math.sqrt(det[p]) / (safe + size)); // the angle between u and ±v, at most π/2
      const share = (2 / Math.PI) * t;
      const cosine = 1 + size / safe;
      const versine = det[p] / (safe * (safe + size));
      const excess = (2 / Math.PI) * angleMinusSine(t);
      const lens = share * versine - excess;
      const near = even2 * (versine * (1 - share) + excess) + odd2 * (negative ? cosine : versine);
      const far = even2 * (cosine + lens) + odd2 * (negative ? versine : cosine);
      const sum = (u + v) * (u + v);
      const radial = sum > 0 ? (gap[p] * gap[p]) / sum : 0;
      q12[p] = even2 * (size + pr * lens) + odd2 * q12[p];
      det[p] = pr * near * (pr * far);
      gap[p] *= total;
      spread[p] = total * radial + 2 * pr * near;
      slope[p] = even2 * sided * (1 - share) + odd2;
    }
    for (let i = 0; i < variances.length; i += 1) variances[i] *= total;
  };
}

/** t − sin t for 0 ≤ t ≤ π/2 without cancellation, by its power series. @param {number} t */
function angleMinusSine(t) {
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
  const [total, product, mixed, rho] = [q11 + q22, q11 * q22, r1 * r2, 0.5 * (r1 + r2)];
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
function erf(pairs, variances) {
  const doubled = variances.map((q) => 2 * q);
  const roots = doubled.map((q) => Math.sqrt(1 + 2 * q));
  const arcs = doubled.map((q, i) => 2 * Math.atan(q / (1 + q + roots[i])));
  const squares = arcs.map((arc) => (2 / Math.PI) * arc);
  const { first, second, q12, det, gap, slope } = pairs;
  for (let p = 0; p < q12.length; p += 1) {
    const [i, j] = [first[p], second[p]];
    const sign = q12[p] < 0 ? -1 : 1;
    const size = 2 * sign * q12[p];
    setAngles(doubled[i], doubled[j], size, 4 * det[p], 2 * gap[p], roots[i], roots[j], arcs[i] + arcs[j]);
    slope[p] = 4 / Math.PI / angles.delta;
    const [step, near] = [(2 / Math.PI) * angles.difference, (4 / Math.PI) * angles.excess];
    setSmooth(pairs, p, squares[i], squares[j], (2 / Math.PI) * angles.both, step, near, sign);
  }
  variances.set(squares);
}

/** φ(z) = z Φ(z): smooth.gelu. @type {Layer} */
function gelu(pairs, variances) {
  const roots = variances.map((q) => Math.sqrt(1 + 2 * q));
  const arcs = variances.map((q, i) => 2 * Math.atan(q / (1 + q + roots[i])));
  const shares = variances.map((q) => 1 / (1 + q)); // c
  const squares = variances.map((q, i) => 0.25 * q + (q * (arcs[i] + (2 * q * shares[i]) / roots[i])) / (2 * Math.PI));
  const { first, second, q12, det, gap, slope } = pairs;
  for (let p = 0; p < q12.length; p += 1) {
    const [i, j] = [first[p], second[p]];
    const [q11, q22, c1, c2, r1, r2] = [variances[i], variances[j], shares[i], shares[j], roots[i], roots[j]];
    const sign = q12[p] < 0 ? -1 : 1;
    setAngles(q11, q22, sign * q12[p], det[p], gap[p], r1, r2, arcs[i] + arcs[j]);
    const alpha = sign * angles.both;
    const over = 1 / angles.delta;
    const rest = (q12[p] * q12[p] * over + q11 * q22 * angles.delta) * c1 * c2;
    const both = 0.25 * q12[p] + (q12[p] * alpha + rest) / (2 * Math.PI);
    const bracket = alpha + q12[p] * (over * over + c1 + c2) * over;
    let change = 0.5 * gap[p] * (arcs[i] + arcs[j]) + 0.5 * (q11 + q22) * angles.difference;
    change += gap[p] * c1 * c2 * (q11 / r1 + q22 / r2) + ((q11 * c1 + q22 * c2) * angles.cross) / (r1 * r2);
    const [own, other] = [squares[i], squares[j]];
    const near =
      q12[p] < 0
        ? own + other - 2 * both
        : geluSpread(q11 + q22 + 2 * q12[p], q12[p], det[p], gap[p], r1 * r2, arcs[i] + arcs[j], c1, c2);
    slope[p] = 0.25 + bracket / (2 * Math.PI);
    setSmooth(pairs, p, own, other, both, 0.25 * gap[p] + change / (2 * Math.PI), near, 1);
  }
  variances.set(squares);
}

/**
 * E[(φ(u) − φ(v))²] of GELU for q12 ≥ 0, from the angles that are set: `smooth._gelu_spread`.
 *
 * @param {number} sum q11 + q22 + 2 q12
 * @param {number} size q12
 * @param {number} det
 * @param {number} gap
 * @param {number} mixed r1 r2
 * @param {number} sumOfAngles
 * @param {number} c1
 * @param {number} c2
 */
function geluSpread(sum, size, det, gap, mixed, sumOfAngles, c1, c2) {
  const { rho, delta, kappa, z, excess, sine, difference } = angles;
  const inverse = 1 / (delta * rho);
  const spread = (gap * gap + 4 * det) / nonzero(sum);
  const bend = kappa + size;
  const share = z / nonzero((delta + rho) * bend);
  let bracket = 0.5 * spread * (Math.PI + sumOfAngles) + 0.5 * gap * difference;
  bracket += 2 * size * angleMinusSine(excess) - share * delta * sine;
  bracket += share * bend * (c1 + c2) + gap * gap * inverse * delta * c1 * c2;
  const rest = share * bend * rho * rho * inverse + 0.5 * gap * gap * inverse * inverse * delta;
  return (bracket * mixed + rest) / (2 * Math.PI * mixed);
}

/** φ = sin: smooth.sin. @type {Layer} */
function sine(pairs, variances) {
  const squares = variances.map((q) => -0.5 * Math.expm1(-2 * q));
  const { first, second, q12, det, gap, slope } = pairs;
  for (let p = 0; p < q12.length; p += 1) {
    const [i, j] = [first[p], second[p]];
    const sign = q12[p] < 0 ? -1 : 1;
    const size = sign * q12[p];
    const smaller = (gap[p] * gap[p] + 4 * det[p]) / nonzero(variances[i] + variances[j] + 2 * size);
    const direction = gap[p] < 0 ? -1 : 1;
    const [faded, falls] = [Math.expm1(-2 * size), Math.expm1(-0.5 * smaller)];
    const lost = Math.expm1(-direction * gap[p]);
    const [own, other] = [squares[i], squares[j]];
    const [wave, tail] = [0.5 * (1 + falls), 0.5 - Math.min(own, other)];
    const near = -falls * (1 + 2 * wave * (1 + faded)) - tail * lost * lost;
    slope[p] = wave * (2 + faded);
    setSmooth(pairs, p, own, other, -wave * faded, -direction * tail * lost * (2 + lost), near, sign);
  }
  variances.set(squares);
}

/** @type {Record<Architecture["activation"], Layer>} */
export const EXPECTATIONS = {
  relu: twoLines(0.5, 0.5),
  leaky_relu: twoLines(0.45, 0.55),
  abs: twoLines(1, 0),
  erf,
  gelu,
  sin: sine,
  identity: twoLines(0, 1),
};
