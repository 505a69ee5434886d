/** What the clock is given. Only the type checker reads this file; nothing of it reaches the browser. */

import type { Pair, Units } from "../shared/types.d.ts";

/** Gradient flow at T times: ui.flow.payload. */
export interface Flow {
  times: number[]; // (T,), the first is 0
  first: number; // index of the time that is shown at first
  x: number[]; // (S,) inputs
  points: Pair[]; // (n,) training points
  mean: Float32Array; // (T, S)
  std: Float32Array; // (T, S)
  residual: number[][]; // (T, n)
  loss: number[]; // (T,)
  bound: number[]; // (T,)
  values: number[]; // (K,) eigenvalues, descending
  remaining: number[][]; // (T, K) shares of the starting loss
  y_range: Pair;
  loss_unit: string; // " (m²)", or "" where none is known
  units: Units;
}
