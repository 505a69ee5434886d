/** What the pointer, the keyboard and the buttons may do; each action draws at once, then tells Python. */

import { focusedIn } from "../shared/dom.js";
import { voice } from "../shared/voice.js";
import { noteEdit } from "./coach.js";
import { destination, sameSetting } from "./history.js";
import { currentModel, rowsOf, watchServer } from "./model.js";
import { togglePlay } from "./motion.js";
import { findNode, markSettled, redraw, showReadout } from "./redraw.js";
import { sameScene } from "./scene.js";
import { adoptScene, isAnswered, sendEdit, sendEditSoon, sendRequest, sendUnsent } from "./session.js";
import { showHint, showNotice } from "./toolbar.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Actions, Parts, RequestDetails, RequestType, Scene, Session, State } from "./types.d.ts" */

// The link in the address bar follows the answer by one component; Share waits for it.
const LINK_DELAY_MS = 120;

/**
 * All actions of a chart. `partsOf` gives its parts, which are made after the actions.
 *
 * @param {HTMLElement} root
 * @param {State} state
 * @param {() => Parts} partsOf
 * @returns {Actions}
 */
export function makeActions(root, state, partsOf) {
  const show = () => {
    watchServer(state, show);
    redraw(root, state, partsOf(), currentModel(state));
  };
  const speaking = makeSpeaking(state, partsOf);
  const editing = makeEditing(state, partsOf, show);
  const request = makeRequest(state, partsOf, show, speaking.warn);
  const play = togglePlay.bind(null, state, show);
  return { show, ...speaking, ...editing, request, play, ...makeAttention(root, state, partsOf) };
}

/** @param {State} state @param {() => Parts} partsOf @returns {Pick<Actions, "say" | "warn">} */
function makeSpeaking(state, partsOf) {
  return {
    say: (text) => voice().answer(text),
    warn: (text) => {
      voice().answer(text);
      showNotice(partsOf().toolbar, state, text);
    },
  };
}

/**
 * @param {State} state
 * @param {() => Parts} partsOf
 * @param {() => void} show
 * @returns {Pick<Actions, "commit" | "nudgeTo" | "showDrag" | "abandonDrag" | "release" | "isHeld">}
 */
function makeEditing(state, partsOf, show) {
  const { session } = state;
  /** @param {Scene} scene @param {string | null} dragKey */
  const draw = (scene, dragKey = null, dragOff = false) => {
    session.scene = scene;
    Object.assign(state, { dragKey, dragOff });
    show();
  };
  const release = () => {
    sendUnsent(session);
    if (isAnswered(session) && session.answer.seq >= session.newest) adoptScene(session);
    show();
  };
  /** @param {Scene} before @param {Scene} after */
  const edited = (before, after) => noteEdit(partsOf().coach, before, after) && show();
  return {
    commit: (scene) => {
      const before = session.sentScene;
      session.scene = scene;
      state.edits += 1;
      sendEdit(session);
      draw(scene);
      edited(before, scene);
    },
    nudgeTo: (scene) => {
      session.scene = scene;
      sendEditSoon(session, release);
      draw(scene);
      edited(session.sentScene, scene);
    },
    showDrag: draw,
    abandonDrag: (scene) => {
      draw(scene);
      release();
    },
    release,
    isHeld: () => partsOf().pointers.isDown(),
  };
}

/**
 * @param {State} state
 * @param {() => Parts} partsOf
 * @param {() => void} show
 * @param {(text: string) => void} warn
 * @returns {Actions["request"]}
 */
function makeRequest({ session }, partsOf, show, warn) {
  return (type, details = {}) => {
    const dragged = session.scene;
    partsOf().pointers.cancel();
    // A drag under way is given up; to undo then means just that.
    if (type === "undo" && !sameScene(dragged, session.scene)) return;
    if (isOutOfReach(session, type, details)) warn(WORDS.needs_connection);
    else sendRequest(session, type, details);
    show();
  };
}

/**
 * Whether the request would change a setting of the sidebar, which only the server can do, while the connection is lost.
 *
 * @param {Session} session
 * @param {RequestType} type
 * @param {RequestDetails} details
 */
function isOutOfReach(session, type, details) {
  const entry = destination(session, type, details);
  return Boolean(globalThis.ntkConnection?.lost && entry && !sameSetting(entry, session.setting));
}

/**
 * What is shown or told without any edit: focus, hover, the wait for the newest answer.
 *
 * @param {HTMLElement} root
 * @param {State} state
 * @param {() => Parts} partsOf
 * @returns {Omit<Actions, "show" | "play" | "request" | keyof ReturnType<typeof makeSpeaking> | keyof ReturnType<typeof makeEditing>>}
 */
function makeAttention(root, state, partsOf) {
  /** @param {string | null} key */
  const nodeOf = (key) => findNode(root, partsOf(), key);
  return {
    nodeOf,
    hover: (handle) => {
      const key = handle?.key ?? null;
      if (key === state.hoverKey) return;
      state.hoverKey = key;
      showReadout(root, state, partsOf());
    },
    focusChanged: (key) => {
      state.focusKey = key;
      if (state.frame) showHint(partsOf().toolbar, state);
      showReadout(root, state, partsOf());
    },
    noteInput: (input) => void (state.lastInput = input),
    focusHandle: (key) => nodeOf(key)?.focus({ preventScroll: true }),
    answerOf: (name) => rowsOf(currentModel(state)).find((row) => row.name === name),
    escape: () => {
      if (partsOf().pointers.cancel()) return;
      /** @type {HTMLElement | SVGElement | null | undefined} */ (focusedIn(root)?.closest("[data-handle]"))?.blur();
    },
    whenSettled: () =>
      new Promise((resolve) => {
        state.settling.push(() => setTimeout(resolve, LINK_DELAY_MS));
        markSettled(root, state);
      }),
  };
}
