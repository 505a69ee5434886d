/** Frames of curves that turn along a great circle: f₀ cos θ + f₁ sin θ, of which only f₀ and f₁ have travelled. */

import { decodeFloats } from "../chart/format.js";

/** `count` frames of the first trace, whose heights are f₀; `second` is f₁. Both as plotly writes packed numbers. */
export function turn(trace, { count, second }) {
  const [start, quarter] = [decodeFloats(trace.y.bdata), decodeFloats(second.bdata)];
  return Array.from({ length: count }, (_, place) => {
    const angle = (2 * Math.PI * place) / count;
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    const y = start.map((height, i) => cosine * height + sine * quarter[i]);
    return { name: String(place), data: [{ y }], traces: [0] };
  });
}
