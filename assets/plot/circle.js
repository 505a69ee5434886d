/** Frames of curves that turn along a great circle: f₀ cos θ + f₁ sin θ, of which only f₀ and f₁ have travelled. */

import { decodeFloats } from "../shared/format.js";

/** `count` frames of the first trace, whose heights are f₀; `second` is f₁. Both as plotly writes packed numbers. */
export function turn(trace, { count, second }) {
  const [start, quarter] = [decodeFloats(trace.y.bdata), decodeFloats(second.bdata)];
  return Array.from({ length: count }, (_, index) => {
    const angle = (2 * Math.PI * index) / count;
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    const y = start.map((height, i) => cosine * height + sine * quarter[i]);
    return { name: String(index), data: [{ y }], traces: [0] };
  });
}
