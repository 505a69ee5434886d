/** Terms explained where they stand: a press, the pointer or the keyboard's focus shows a short text beside the term. */

import TERMS from "../terms.json" with { type: "json" };

const TERM = "[data-term], a[href^='#term-']";
const SHOW_AFTER_MS = 150;
const HIDE_AFTER_MS = 250; // time enough to reach the text with the pointer
const EDGE = 8; // pixels that stay free at the rim of the window

/** The key of the term that `node` is or stands in, null for any other node. */
export function termOf(node) {
  const term = node?.closest?.(TERM) ?? null;
  const key = term?.dataset.term ?? term?.getAttribute("href").slice("#term-".length) ?? "";
  return Object.hasOwn(TERMS, key) ? { term, key } : null;
}

/** `text` in pieces: { text } and { text, key } by turns, each term marked where it first stands. */
export function splitTerms(text, { terms = TERMS } = {}) {
  const keys = new Map();
  for (const [key, { match }] of Object.entries(terms)) match.forEach((name) => keys.set(name.toLowerCase(), key));
  const names = [...keys.keys()].sort((a, b) => b.length - a.length).map((name) => name.replace(/[()|]/g, "\\$&"));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${names.join("|")})(?![\\p{L}\\p{N}_])`, "giu");
  const pieces = [];
  const marked = new Set();
  let from = 0;
  for (const found of text.matchAll(pattern)) {
    const key = keys.get(found[0].toLowerCase());
    if (marked.has(key)) continue;
    marked.add(key);
    if (found.index > from) pieces.push({ text: text.slice(from, found.index) });
    pieces.push({ text: found[0], key });
    from = found.index + found[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

/** Explains all terms inside `root`, now and later; the text stands in `home`. Returns a function that ends it. */
export function explainTerms(root, home) {
  const note = document.createElement("div");
  Object.assign(note, { id: "ntk-explanation", className: "explanation", popover: "manual" });
  note.setAttribute("role", "tooltip");
  home.append(note);
  const state = { note, term: null, pinned: false, timer: 0 };
  const hooks = [
    [root, "pointerover", (event) => event.pointerType === "mouse" && hoverTerm(state, event.target)],
    [root, "pointerout", (event) => event.pointerType === "mouse" && leaveTerm(state)],
    [root, "focusin", ({ target }) => target.matches(":focus-visible") && openNote(state, termOf(target), false)],
    [root, "focusout", ({ relatedTarget }) => (relatedTarget || !state.pinned) && closeNote(state)],
    [root, "click", (event) => pressTerm(state, event)],
    [document, "keydown", (event) => event.key === "Escape" && state.term && escapeNote(state, event)],
    [document, "pointerdown", (event) => pressElsewhere(state, event)],
    [document, "scroll", () => placeNote(state)],
    [window, "resize", () => placeNote(state)],
  ];
  hooks.forEach(([target, kind, act]) => target.addEventListener(kind, act, true));
  return () => {
    hooks.forEach(([target, kind, act]) => target.removeEventListener(kind, act, true));
    closeNote(state);
    note.remove();
  };
}

function hoverTerm(state, target) {
  if (state.note.contains(target)) clearTimeout(state.timer);
  const found = termOf(target);
  if (!found || found.term === state.term) return found && clearTimeout(state.timer);
  clearTimeout(state.timer);
  state.timer = setTimeout(() => openNote(state, found, false), SHOW_AFTER_MS);
}

function leaveTerm(state) {
  clearTimeout(state.timer);
  if (!state.pinned) state.timer = setTimeout(() => closeNote(state), HIDE_AFTER_MS);
}

function pressTerm(state, event) {
  const found = termOf(event.target);
  if (!found) return;
  event.preventDefault();
  if (state.pinned && state.term === found.term) closeNote(state);
  else openNote(state, found, true);
}

function pressElsewhere(state, event) {
  if (!state.term || event.composedPath().some((node) => node === state.term || node === state.note)) return;
  closeNote(state);
}

/** This press of Escape is for the text alone. */
function escapeNote(state, event) {
  event.stopPropagation();
  closeNote(state);
}

function openNote(state, found, pinned) {
  clearTimeout(state.timer);
  if (!found) return;
  closeNote(state);
  const { note } = state;
  const { name, words } = TERMS[found.key];
  const head = document.createElement("b");
  head.textContent = name;
  note.replaceChildren(head, words);
  Object.assign(state, { term: found.term, pinned });
  found.term.setAttribute("aria-describedby", note.id);
  note.showPopover();
  placeNote(state);
}

function closeNote(state) {
  clearTimeout(state.timer);
  if (!state.term) return;
  state.term.removeAttribute("aria-describedby");
  Object.assign(state, { term: null, pinned: false });
  state.note.hidePopover();
}

/** Below the term or, where there is no room, above; never beyond the rim of the window. */
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
