/** Where figures wait for plotly's script when the page brings it, since the server has no address for it. */

/** { address, resolve }: a promise of the script's address, and the function that settles it. */
export function source() {
  if (!globalThis.ntkSource) {
    const made = {};
    made.address = new Promise((resolve) => {
      made.resolve = resolve;
    });
    globalThis.ntkSource = made;
  }
  return globalThis.ntkSource;
}
