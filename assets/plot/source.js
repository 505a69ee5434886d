/** Where figures wait for plotly's script when the page brings it, since the server has no address for it. */

/** A promise of the script's address, and the function that settles it. */
export function source() {
  globalThis.ntkSource ??= withResolver();
  return globalThis.ntkSource;
}

/** @returns {NonNullable<typeof globalThis.ntkSource>} */
function withResolver() {
  /** @type {(address: string | Promise<string>) => void} */
  let resolve = () => {};
  const address = /** @type {Promise<string>} */ (
    new Promise((settle) => {
      resolve = settle;
    })
  );
  return { address, resolve };
}
