import { tellNow } from "./shared/board.js";

/**
 * Keeps the address bar on the scene that Python holds. Python owns the link; replaceState adds no history entry,
 * so Back leaves the page instead of walking through every edit.
 *
 * @param {{ data: { session: string, query: string, sentences: string[] } }} component
 */
export default function ({ data }) {
  globalThis.ntkSession = data.session; // another one after a restart of the server
  const wanted = new URLSearchParams(data.query);
  for (const [key, value] of new URLSearchParams(location.search)) {
    // How the page is framed or projected concerns the browser alone.
    if (key.startsWith("embed") || key === "view") wanted.append(key, value);
  }
  // The marks that structure the link stay readable: a form encoding would turn each into three characters.
  const query = wanted.toString().replace(/%2C/g, ",").replace(/%3B/g, ";").replace(/%3A/g, ":").replace(/%7E/g, "~");
  if (location.search !== `?${query}`) {
    history.replaceState(history.state, "", `${location.pathname}?${query}${location.hash}`);
    dispatchEvent(new Event("ntk-link")); // an open Share panel follows
  }
  tellNow(document.documentElement, data.sentences, true);
  globalThis.ntkConnection?.arrive(); // the page is on screen to its end
}
