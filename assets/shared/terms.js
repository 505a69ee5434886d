/** Terms explained where they stand: a press, the pointer or the keyboard's focus shows a short text beside the term. */

import TERMS from "../terms.json" with { type: "json" };

/** @typedef {{ term: HTMLElement, key: string }} TermNode */
/** @typedef {{ note: HTMLElement, term: HTMLElement | null, pinned: boolean, timer: number }} Explaining */
/** @typedef {Record<string, { match: string[], name: string, words: string }>} Terms */

/** @type {Terms} */
const ALL = TERMS;
const TERM = "[data-term], a[href^='#term-']";
const SHOW_AFTER_MS = 150;
const HIDE_AFTER_MS = 250; // time enough to reach the text with the pointer
const EDGE = 8; // pixels that stay free at the rim of the window

/**
 * The key of the term that `node` is or stands in, null for any other node.
 *
 * @param {EventTarget | null} node
 * @returns {TermNode | null}
 */
function termOf(node) {
  const term = node instanceof Element ? /** @type {HTMLElement | null} */ (node.closest(TERM)) : null;
  const key = term?.dataset.term ?? term?.getAttribute("href")?.slice("#term-".length) ?? "";
  return term && Object.hasOwn(ALL, key) ? { term, key } : null;
}

/**
 * `text` in pieces: { text } and { text, key } by turns, each term marked where it first stands.
 *
 * @param {string} text
 */
export function splitTerms(text, { terms = ALL } = {}) {
  /** @type {Map<string, string>} */
  const keys = new Map();
  for (const [key, { match }] of Object.entries(terms)) match.forEach((name) => keys.set(name.toLowerCase(), key));
  const names = [...keys.keys()].sort((a, b) => b.length - a.length).map((name) => name.replace(/[()|]/g, "\\$&"));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${names.join("|")})(?![\\p{L}\\p{N}_])`, "giu");
  /** @type {{ text: string, key?: string }[]} */
  const pieces = [];
  const marked = new Set();
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    const key = keys.get(match[0].toLowerCase());
    if (marked.has(key)) continue;
    marked.add(key);
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push({ text: match[0], key });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

/**
 * Explains all terms inside `root`, now and later; the text stands in `home`. Returns a function that ends it.
 *
 * @param {HTMLElement} root
 * @param {HTMLElement} home
 */
export function explainTerms(root, home) {
  const note = document.createElement("div");
  Object.assign(note, { id: "ntk-explanation", className: "explanation", popover: "manual" });
  note.setAttribute("role", "tooltip");
  home.append(note);
  /** @type {Explaining} */
  const state = { note, term: null, pinned: false, timer: 0 };
  const hooks = new AbortController();
  const options = { capture: true, signal: hooks.signal };
  root.addEventListener("pointerover", (event) => hoverTerm(state, event), options);
  root.addEventListener("pointerout", (event) => event.pointerType === "mouse" && leaveTerm(state), options);
  root.addEventListener("focusin", ({ target }) => focusTerm(state, target), options);
  root.addEventListener("focusout", (event) => (event.relatedTarget || !state.pinned) && closeNote(state), options);
  root.addEventListener("click", (event) => pressTerm(state, event), options);
  document.addEventListener("keydown", (event) => escapeNote(state, event), options);
  document.addEventListener("pointerdown", (event) => pressElsewhere(state, event), options);
  document.addEventListener("scroll", () => placeNote(state), options);
  window.addEventListener("resize", () => placeNote(state), options);
  return () => {
    hooks.abort();
    closeNote(state);
    note.remove();
  };
}

/** @param {Explaining} state @param {PointerEvent} event */
function hoverTerm(state, { pointerType, target }) {
  if (pointerType !== "mouse") return;
  if (target instanceof Node && state.note.contains(target)) clearTimeout(state.timer);
  const termNode = termOf(target);
  if (!termNode) return;
  clearTimeout(state.timer);
  if (termNode.term === state.term) return;
  state.timer = setTimeout(() => openNote(state, termNode, false), SHOW_AFTER_MS);
}

/** @param {Explaining} state @param {EventTarget | null} target */
function focusTerm(state, target) {
  if (target instanceof Element && target.matches(":focus-visible")) openNote(state, termOf(target), false);
}

/** @param {Explaining} state */
function leaveTerm(state) {
  clearTimeout(state.timer);
  if (!state.pinned) state.timer = setTimeout(() => closeNote(state), HIDE_AFTER_MS);
}

/** @param {Explaining} state @param {Event} event */
function pressTerm(state, event) {
  const termNode = termOf(event.target);
  if (!termNode) return;
  event.preventDefault();
  if (state.pinned && state.term === termNode.term) closeNote(state);
  else openNote(state, termNode, true);
}

/** @param {Explaining} state @param {Event} event */
function pressElsewhere(state, event) {
  if (!state.term || event.composedPath().some((node) => node === state.term || node === state.note)) return;
  closeNote(state);
}

/** This press of Escape is for the text alone. @param {Explaining} state @param {KeyboardEvent} event */
function escapeNote(state, event) {
  if (event.key !== "Escape" || !state.term) return;
  event.stopPropagation();
  closeNote(state);
}

/** @param {Explaining} state @param {TermNode | null} termNode @param {boolean} pinned */
function openNote(state, termNode, pinned) {
  clearTimeout(state.timer);
  if (!termNode) return;
  closeNote(state);
  const { note } = state;
  const { name, words } = ALL[termNode.key];
  const head = document.createElement("b");
  head.textContent = name;
  note.replaceChildren(head, words);
  Object.assign(state, { term: termNode.term, pinned });
  termNode.term.setAttribute("aria-describedby", note.id);
  note.showPopover();
  placeNote(state);
}

/** @param {Explaining} state */
function closeNote(state) {
  clearTimeout(state.timer);
  if (!state.term) return;
  state.term.removeAttribute("aria-describedby");
  Object.assign(state, { term: null, pinned: false });
  state.note.hidePopover();
}

/** Below the term or, where there is no room, above; never beyond the rim of the window. @param {Explaining} state */
function placeNote(state) {
  if (!state.term) return;
  if (!state.term.isConnected) return closeNote(state);
  const { note } = state;
  const [line] = state.term.getClientRects();
  const { clientWidth: width, clientHeight: height } = document.documentElement;
  const { offsetWidth, offsetHeight } = note;
  if (!line || line.bottom < 0 || line.top > height) return closeNote(state);
  const left = Math.max(EDGE, Math.min(line.left, width - offsetWidth - EDGE));
  const below = line.bottom + EDGE / 2;
  const above = line.top - EDGE / 2 - offsetHeight;
  const top = below + offsetHeight > height - EDGE && above >= EDGE ? above : below;
  Object.assign(note.style, { left: `${left}px`, top: `${top}px` });
}
