/** What the browser keeps of a person's choices; where it keeps nothing, the choice lasts as long as the page. */

/** The words kept under `name`, "" if there are none. @param {string} name */
export function readKept(name) {
  try {
    return localStorage.getItem(name) ?? "";
  } catch {
    return ""; // storage is closed: private windows, blocked cookies, frames of other sites
  }
}

/** Keeps `words` under `name`; "" takes the entry away. @param {string} name @param {string} words */
export function keepWords(name, words) {
  try {
    if (words) localStorage.setItem(name, words);
    else localStorage.removeItem(name);
  } catch {
    // Closed or full: nothing is lost but the memory of it.
  }
}

/** The names, beginning with `start`, under which something is kept. @param {string} start */
export function keptNames(start) {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(start));
  } catch {
    return [];
  }
}
