/** Frames of curves that turn along a great circle: f₀ cos θ + f₁ sin θ, of which only f₀ and f₁ have travelled. */

import { listOf } from "./numbers.js";

/** @import { Numbers } from "../shared/types.d.ts" */
/** @import { Circle } from "./numbers.js" */

/**
 * `count` frames of the first trace, whose heights are f₀; `second` is f₁. Both as plotly writes packed numbers,
 * and about `centre`, the mean of the functions.
 *
 * @param {{ y: Numbers }} trace
 * @param {Circle} circle
 */
export function turn(trace, { count, second, centre = 0 }) {
  const [start, quarter] = [listOf(trace.y), listOf(second)].map((list) => list.map((value) => value ?? NaN)); // gaps
  return Array.from({ length: count }, (_, index) => {
    const angle = (2 * Math.PI * index) / count;
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    const y = start.map((height, i) => centre + cosine * (height - centre) + sine * (quarter[i] - centre));
    return { name: String(index), data: [{ y }], traces: [0] };
  });
}
