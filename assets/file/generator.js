/**
 * The normals of any seed, as explorer/grid/normals.py draws them with JAX: Threefry-2x32 (Salmon et al., 2011, 20 rounds)
 * gives two words of 32 bits for each place in an array; 52 of these bits make a number in [−1, 1), and √2 erf⁻¹ of it is
 * a normal, rounded to float32.
 */

const ROTATIONS = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
];
const PARITY = 0x1bd11bda;
const [SET_COUNT, ROW_COUNT, INPUT_COUNT, LABEL_COUNT] = [2, 5, 301, 64];
const LEAST = -1 + 2 ** -53; // the number after −1
const ENOUGH = 2 ** -54; // of a sum
// erf⁻¹(x) ≈ x p(w), w = −log(1 − x²), to seven digits: Giles (2012), "Approximating the erfinv function".
const NEAR = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503, -0.00417768164,
  0.246640727, 1.50140941,
];
const FAR = [
  -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047,
  1.00167406, 2.83297682,
];

/** Two words of 32 bits from a counter, under a key. @param {number[]} key @param {number} high @param {number} low */
export function threefry([first, second], high, low) {
  const keys = [first, second, first ^ second ^ PARITY];
  let a = (high + first) | 0;
  let b = (low + second) | 0;
  for (let round = 0; round < 5; round += 1) {
    for (const turn of ROTATIONS[round % 2]) {
      a = (a + b) | 0;
      b = ((b << turn) | (b >>> (32 - turn))) ^ a;
    }
    a = (a + keys[(round + 1) % 3]) | 0;
    b = (b + keys[(round + 2) % 3] + round + 1) | 0;
  }
  return [a >>> 0, b >>> 0];
}

/** √2 erf⁻¹ of the number in [−1, 1) that 64 bits make. @param {number[]} bits */
function normalOf([high, low]) {
  const x = Math.max(LEAST, 2 * ((high * 2 ** 20 + (low >>> 12)) / 2 ** 52) + LEAST);
  const w = -Math.log1p(-x * x);
  const near = w < 5;
  const t = near ? w - 2.5 : Math.sqrt(w) - 3;
  const z = x * (near ? NEAR : FAR).reduce((sum, coefficient) => sum * t + coefficient, 0);
  return Math.SQRT2 * (z - (scaledErf(z) - (x * Math.exp(z * z) * Math.sqrt(Math.PI)) / 2)); // one step of Newton's
}

/** exp(z²) erf(z) √π / 2 = z + 2 z³ / 3 + 4 z⁵ / 15 + …: all terms have the same sign. @param {number} z */
function scaledErf(z) {
  let [sum, term] = [z, z];
  for (let n = 1; Math.abs(term) > ENOUGH * Math.abs(sum); n += 1) {
    term *= (2 * z * z) / (2 * n + 1);
    sum += term;
  }
  return sum;
}

/** As normals.packed_normals: the seed as uint32, then float32 for functions (2, 5, 301) and labels (2, 5, 64). @param {number} seed */
export function drawNormals(seed) {
  const counts = [SET_COUNT * ROW_COUNT * INPUT_COUNT, SET_COUNT * ROW_COUNT * LABEL_COUNT];
  const numbers = new Float32Array(1 + counts[0] + counts[1]);
  new Uint32Array(numbers.buffer)[0] = seed;
  let at = 1;
  counts.forEach((count, array) => {
    const key = threefry([0, seed], 0, array);
    for (let i = 0; i < count; i += 1) {
      numbers[at] = normalOf(threefry(key, 0, i));
      at += 1;
    }
  });
  return new Uint8Array(numbers.buffer);
}
