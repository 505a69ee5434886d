/** What a component has made in its place: made at the first call, found again at later ones, and ended in the end. */

/**
 * A function that returns what `make` has made in `parent`, and the cleanup that a component returns to Streamlit.
 *
 * Streamlit also runs the cleanup of a call that was merely overtaken by the next one. So the cleanup waits a moment, and
 * calls `end` only if what was made has left the page.
 *
 * @template {{ root: Element }} Mounted
 * @template Data
 * @param {(parent: HTMLElement, data: Data) => Mounted} make
 * @param {(mounted: Mounted) => void} end
 */
export function mounting(make, end) {
  /** @type {WeakMap<HTMLElement, Mounted>} */
  const all = new WeakMap();
  /** @param {HTMLElement} parent @param {Data} data */
  return (parent, data) => {
    const kept = all.get(parent);
    const mounted = kept && parent.contains(kept.root) ? kept : make(parent, data);
    all.set(parent, mounted);
    if (kept && kept !== mounted) end(kept);
    const cleanup = () => {
      setTimeout(() => {
        if (mounted.root.isConnected || all.get(parent) !== mounted) return;
        all.delete(parent);
        end(mounted);
      });
    };
    return { mounted, cleanup };
  };
}
