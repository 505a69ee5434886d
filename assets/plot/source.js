/** Where figures wait for plotly's script when the page brings it, since the server has no address for it. */

/** { address, give }: a promise of the script's address, and what keeps it. */
export function source() {
  if (!globalThis.ntkSource) {
    const made = {};
    made.address = new Promise((resolve) => {
      made.give = resolve;
    });
    globalThis.ntkSource = made;
  }
  return globalThis.ntkSource;
}
