/** Short texts beside what they explain: a press, the pointer or the keyboard's focus shows one at a time. */

/** @typedef {{ node: HTMLElement, content: () => (Node | string)[] }} Explained */
/** @typedef {(target: EventTarget | null) => Explained | null} Find */
/** @typedef {{ note: HTMLElement, find: Find, node: HTMLElement | null, pinned: boolean, timer: number }} Explaining */

const SHOW_AFTER_MS = 150;
const HIDE_AFTER_MS = 250; // time enough to reach the text with the pointer
const EDGE = 8; // pixels that stay free at the rim of the window

/**
 * Explains inside `root`, now and later, each node that `find` finds; the text stands in `home`. Returns a function that
 * ends it.
 *
 * @param {HTMLElement} root
 * @param {HTMLElement} home
 * @param {Find} find
 */
export function explain(root, home, find) {
  const note = document.createElement("div");
  Object.assign(note, { id: "ntk-explanation", className: "explanation", popover: "manual" });
  note.setAttribute("role", "tooltip");
  home.append(note);
  /** @type {Explaining} */
  const state = { note, find, node: null, pinned: false, timer: 0 };
  const hooks = new AbortController();
  const options = { capture: true, signal: hooks.signal };
  root.addEventListener("pointerover", (event) => hoverNote(state, event), options);
  root.addEventListener("pointerout", (event) => event.pointerType === "mouse" && leaveNote(state), options);
  root.addEventListener("focusin", ({ target }) => focusNote(state, target), options);
  root.addEventListener("focusout", (event) => (event.relatedTarget || !state.pinned) && closeNote(state), options);
  root.addEventListener("click", (event) => pressNote(state, event), options);
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
function hoverNote(state, { pointerType, target }) {
  if (pointerType !== "mouse") return;
  if (target instanceof Node && state.note.contains(target)) clearTimeout(state.timer);
  const found = state.find(target);
  if (!found) return;
  clearTimeout(state.timer);
  if (found.node === state.node) return;
  state.timer = setTimeout(() => openNote(state, found, false), SHOW_AFTER_MS);
}

/** @param {Explaining} state @param {EventTarget | null} target */
function focusNote(state, target) {
  if (target instanceof Element && target.matches(":focus-visible")) openNote(state, state.find(target), false);
}

/** @param {Explaining} state */
function leaveNote(state) {
  clearTimeout(state.timer);
  if (!state.pinned) state.timer = setTimeout(() => closeNote(state), HIDE_AFTER_MS);
}

/** @param {Explaining} state @param {Event} event */
function pressNote(state, event) {
  const found = state.find(event.target);
  if (!found) return;
  event.preventDefault();
  if (state.pinned && state.node === found.node) closeNote(state);
  else openNote(state, found, true);
}

/** @param {Explaining} state @param {Event} event */
function pressElsewhere(state, event) {
  if (!state.node || event.composedPath().some((node) => node === state.node || node === state.note)) return;
  closeNote(state);
}

/** This press of Escape is for the text alone. @param {Explaining} state @param {KeyboardEvent} event */
function escapeNote(state, event) {
  if (event.key !== "Escape" || !state.node) return;
  event.stopPropagation();
  closeNote(state);
}

/** @param {Explaining} state @param {Explained | null} found @param {boolean} pinned */
function openNote(state, found, pinned) {
  clearTimeout(state.timer);
  if (!found) return;
  closeNote(state);
  const { note } = state;
  note.replaceChildren(...found.content());
  Object.assign(state, { node: found.node, pinned });
  found.node.setAttribute("aria-describedby", note.id);
  note.showPopover();
  placeNote(state);
}

/** @param {Explaining} state */
function closeNote(state) {
  clearTimeout(state.timer);
  if (!state.node) return;
  state.node.removeAttribute("aria-describedby");
  Object.assign(state, { node: null, pinned: false });
  state.note.hidePopover();
}

/** Below the term or, where there is no room, above; never beyond the rim of the window. @param {Explaining} state */
function placeNote(state) {
  if (!state.node) return;
  if (!state.node.isConnected) return closeNote(state);
  const { note } = state;
  const [line] = state.node.getClientRects();
  const { clientWidth: width, clientHeight: height } = document.documentElement;
  const { offsetWidth, offsetHeight } = note;
  if (!line || line.bottom < 0 || line.top > height) return closeNote(state);
  const left = Math.max(EDGE, Math.min(line.left, width - offsetWidth - EDGE));
  const below = line.bottom + EDGE / 2;
  const above = line.top - EDGE / 2 - offsetHeight;
  const top = below + offsetHeight > height - EDGE && above >= EDGE ? above : below;
  Object.assign(note.style, { left: `${left}px`, top: `${top}px` });
}
