/** One symmetric eigensolver: Householder reduction to tridiagonal form, then implicit QR with Wilkinson's shift. */

const EPSILON = Number.EPSILON;
const SWEEPS = 60; // per eigenvalue; two or three suffice in practice
const LEAST_SHARE = 1e-3 * EPSILON; // of the largest entry: what is left of a column that depends on those before it

/**
 * Eigendecomposition of the symmetric matrix `a` (n × n, row-major, overwritten):
 * { values: descending, rows: n × n with eigenvector k in row k }.
 *
 * @param {Float64Array} a
 * @param {number} n
 */
export function symmetricEigen(a, n) {
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(Math.max(0, n - 1));
  const rows = product(tridiagonalise(a, n, diagonal, beside), n);
  diagonalise(diagonal, beside, rows, n);
  const order = Array.from(diagonal.keys()).sort((i, j) => diagonal[j] - diagonal[i]);
  const values = Float64Array.from(order, (i) => diagonal[i]);
  const sorted = new Float64Array(n * n);
  order.forEach((from, to) => sorted.set(rows.subarray(from * n, from * n + n), to * n));
  return { values, rows: sorted };
}

/** The largest magnitude. @param {Float64Array} list */
export function largest(list) {
  return list.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/**
 * A = Qᵀ T Q by reflections H = I − 2vvᵀ/vᵀv, one a column; returns them.
 *
 * @param {Float64Array} a
 * @param {number} n
 * @param {Float64Array} diagonal
 * @param {Float64Array} beside
 */
export function tridiagonalise(a, n, diagonal, beside) {
  const reflections = [];
  const least = LEAST_SHARE * largest(a);
  for (let k = 0; k < n - 1; k += 1) {
    diagonal[k] = a[k * n + k];
    let square = 0;
    for (let i = k + 1; i < n; i += 1) square += a[i * n + k] ** 2;
    // Remainders of a matrix of low rank shrink from column to column, until the square of the last ones underflows.
    if (square <= least * least) continue;
    const head = a[(k + 1) * n + k];
    const length = head > 0 ? -Math.sqrt(square) : Math.sqrt(square);
    beside[k] = k === n - 2 ? head : length;
    if (k === n - 2) continue;
    const v = new Float64Array(n);
    for (let i = k + 1; i < n; i += 1) v[i] = a[i * n + k];
    v[k + 1] -= length;
    const scale = 1 / (square - head * length); // 2 / vᵀv
    reflect(a, n, k + 1, v, scale);
    reflections.push({ v, scale, start: k + 1 });
  }
  if (n > 0) diagonal[n - 1] = a[n * n - 1];
  return reflections;
}

/**
 * Q = … H₂ H₁ (n × n, row-major) of the `reflections` H₁, H₂, …
 *
 * @param {ReturnType<typeof tridiagonalise>} reflections
 * @param {number} n
 */
function product(reflections, n) {
  const q = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) q[i * n + i] = 1;
  // Row i of Q is eᵢᵀ H₁ H₂ …: built from the last reflection, each touches only its own corner.
  for (const { v, scale, start } of reflections.reverse()) {
    for (let i = start; i < n; i += 1) {
      let dot = 0;
      for (let j = start; j < n; j += 1) dot += q[i * n + j] * v[j];
      dot *= scale;
      for (let j = start; j < n; j += 1) q[i * n + j] -= dot * v[j];
    }
  }
  return q;
}

/**
 * A ← H A H on rows and columns from `start`: A − vwᵀ − wvᵀ with w = p − (s vᵀp / 2) v, p = s A v.
 *
 * @param {Float64Array} a
 * @param {number} n
 * @param {number} start
 * @param {Float64Array} v
 * @param {number} scale
 */
function reflect(a, n, start, v, scale) {
  const w = new Float64Array(n);
  let half = 0;
  for (let i = start; i < n; i += 1) {
    let dot = 0;
    for (let j = start; j < n; j += 1) dot += a[i * n + j] * v[j];
    w[i] = scale * dot;
    half += 0.5 * scale * w[i] * v[i];
  }
  for (let i = start; i < n; i += 1) w[i] -= half * v[i];
  for (let i = start; i < n; i += 1) {
    for (let j = start; j < n; j += 1) a[i * n + j] -= v[i] * w[j] + w[i] * v[j];
  }
}

/**
 * T = Sᵀ Λ S by chasing a bulge down each unreduced block; the rotations are applied to `rows`, unless it is empty.
 *
 * @param {Float64Array} d
 * @param {Float64Array} e
 * @param {Float64Array} rows
 * @param {number} n
 */
export function diagonalise(d, e, rows, n) {
  let norm = 0;
  for (let i = 0; i < n; i += 1) norm = Math.max(norm, Math.abs(d[i]) + (i < n - 1 ? Math.abs(e[i]) : 0));
  /** @param {number} i */
  const negligible = (i) => Math.abs(e[i]) <= EPSILON * (Math.abs(d[i]) + Math.abs(d[i + 1]) + 1e-3 * norm);
  let left = SWEEPS * n;
  for (let high = n - 1; high > 0 && left > 0; left -= 1) {
    if (negligible(high - 1)) {
      high -= 1;
      continue;
    }
    let low = high - 1;
    while (low > 0 && !negligible(low - 1)) low -= 1;
    chase(d, e, rows, n, low, high);
  }
}

/**
 * One step of implicit QR on the unreduced block from `low` to `high`.
 *
 * @param {Float64Array} d
 * @param {Float64Array} e
 * @param {Float64Array} rows
 * @param {number} n
 * @param {number} low
 * @param {number} high
 */
function chase(d, e, rows, n, low, high) {
  const gap = (d[high - 1] - d[high]) / 2;
  const last = e[high - 1];
  const away = gap < 0 ? gap - Math.hypot(gap, last) : gap + Math.hypot(gap, last);
  let x = d[low] - (d[high] - (last * last) / away);
  let z = e[low];
  for (let k = low; k < high; k += 1) {
    const r = Math.hypot(x, z);
    const c = r === 0 ? 1 : x / r;
    const s = r === 0 ? 0 : z / r;
    if (k > low) e[k - 1] = r;
    const first = d[k];
    const second = d[k + 1];
    const off = e[k];
    d[k] = c * c * first + 2 * c * s * off + s * s * second;
    d[k + 1] = s * s * first - 2 * c * s * off + c * c * second;
    e[k] = c * s * (second - first) + (c * c - s * s) * off;
    if (k < high - 1) {
      x = e[k];
      z = s * e[k + 1];
      e[k + 1] *= c;
    }
    const top = k * n;
    const next = top + n;
    for (let j = 0; next + j < rows.length && j < n; j += 1) {
      const t = rows[top + j];
      const u = rows[next + j];
      rows[top + j] = c * t + s * u;
      rows[next + j] = c * u - s * t;
    }
  }
}
