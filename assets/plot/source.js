/** Plotly's script when it comes with the page, packed, and not from an address of the server. */

/** Its address, as soon as it is there. */
export function brought() {
  return place().address;
}

/** Unpacks it; once, however often it comes. */
export function bring(packed) {
  place().resolve?.(unpack(packed));
  place().resolve = null;
}

function place() {
  if (!globalThis.ntkBrought) {
    const made = {};
    made.address = new Promise((resolve) => { made.resolve = resolve; });
    globalThis.ntkBrought = made;
  }
  return globalThis.ntkBrought;
}

async function unpack(packed) {
  const script = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return URL.createObjectURL(new Blob([await new Response(script).arrayBuffer()], { type: "text/javascript" }));
}
