/** Unpacks plotly's script, which has come as the data, for the figures of the page; once, however often it comes. */

import { source } from "./source.js";

/** @param {{ data: Uint8Array<ArrayBuffer> }} component */
export default function ({ data }) {
  source().resolve?.(unpack(data));
  source().resolve = null;
}

/** @param {Uint8Array<ArrayBuffer>} packed */
async function unpack(packed) {
  const script = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return URL.createObjectURL(new Blob([await new Response(script).arrayBuffer()], { type: "text/javascript" }));
}
