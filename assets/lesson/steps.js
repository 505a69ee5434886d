/** Back and Forward of the browser lead through the steps of a lesson, each of which is an entry of its history. */

const LESSON = "lesson";
const STEP = "step";

/** A person goes to another step: what is on screen now stays in the history. @param {number} step */
export function keepStep(step) {
  const query = new URLSearchParams(location.search);
  if (!query.has(LESSON)) return; // in a file, whose address says nothing
  query.set(STEP, String(step));
  history.pushState(history.state, "", `${location.pathname}?${query}${location.hash}`);
}

/** Calls `listener` when Back or Forward leads to a step of this page; returns a function that removes it. @param {(lesson: string, step: number) => void} listener */
export function onBack(listener) {
  const { pathname } = location;
  const hear = () => {
    const query = new URLSearchParams(location.search);
    const lesson = query.get(LESSON);
    if (location.pathname === pathname && lesson) listener(lesson, Number(query.get(STEP) ?? 1));
  };
  addEventListener("popstate", hear);
  return () => removeEventListener("popstate", hear);
}
