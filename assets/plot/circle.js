/** Frames of curves that turn along a great circle: f₀ cos θ + f₁ sin θ, of which only f₀ and f₁ have travelled. */

import { listOf } from "./numbers.js";

/**
 * `count` frames of the first trace, whose heights are f₀; `second` is f₁. Both as plotly writes packed numbers,
 * and about `centre`, the mean of the functions.
 */
export function turn(trace, { count, second, centre = 0 }) {
  const [start, quarter] = [listOf(trace.y), listOf(second)];
  return Array.from({ length: count }, (_, place) => {
    const angle = (2 * Math.PI * place) / count;
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    const y = start.map((height, i) => centre + cosine * (height - centre) + sine * (quarter[i] - centre));
    return { name: String(place), data: [{ y }], traces: [0] };
  });
}
