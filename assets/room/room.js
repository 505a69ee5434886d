/** The page of rooms: a form to join or open one; in a room the view of a student, of the projector, or of the lecturer. */

import { worded } from "../shared/format.js";
import { setView } from "../page/lecture.js";
import { baseAddress } from "../share/addresses.js";
import { htmlNode, setText } from "../shared/dom.js";
import { mounting } from "../shared/mounted.js";
import { makeCockpit } from "./cockpit.js";
import { joinRoom, makeJoin, refusalWords } from "./join.js";
import { keepKeys, keptCodes, keysOf, languageInLinks, secretIn } from "./kept.js";
import { relayedLine, routedLine } from "./line.js";
import { makeOpen } from "./open.js";
import { makeProjector } from "./projector.js";
import { makeStudent } from "./student.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Data, Page, RoomState, View } from "./types.d.ts" */

const LOST = WORDS.room.lost;
const NOT_HERE = WORDS.room.no_secret;

const MAKERS = { student: makeStudent, projector: makeProjector, lecturer: makeCockpit };

const pageIn = mounting(makePage, (/** @type {Page} */ page) => leave(page));

/**
 * Shows the data, JSON as bytes, in `parentElement`. Returns the cleanup.
 *
 * @param {{ parentElement: HTMLElement, data: Uint8Array, setTriggerValue: (name: string, value: unknown) => void }} component
 */
export default function ({ parentElement, data, setTriggerValue }) {
  /** @type {Data} */
  const sent = JSON.parse(new TextDecoder().decode(data));
  const { mounted: page, cleanup } = pageIn(parentElement, sent);
  page.tell = setTriggerValue;
  page.data = sent;
  if (sent.reply) page.relay.answer(sent.reply);
  if (page.code !== sent.code || page.view === null) arrive(page, sent.code);
  return cleanup;
}

/** @param {HTMLElement} parentElement @param {Data} data @returns {Page} */
function makePage(parentElement, data) {
  const root = htmlNode("div", { class: "ntk room" }, parentElement);
  const relay = relayedLine((request) => page.tell("asked", request));
  const line = data.routes ? routedLine(data.routes) : relay;
  /** @type {Page} */
  const page = { root, data, relay, line, code: "", view: null, shown: null, stop: null, tell: () => {} };
  // The secret link, opened where the room is on screen already: nothing but what stands behind "#" changes.
  addEventListener("hashchange", () => page.root.isConnected && takeSecret(page) && arrive(page, page.code));
  return page;
}

/** Keeps a secret that came behind "#", and takes it out of the address bar. @param {Page} page */
function takeSecret({ data }) {
  const secret = secretIn(location.hash);
  if (!secret || !data.code) return false;
  keepKeys(data.code, { secret });
  history.replaceState(history.state, "", `${location.pathname}${location.search}`);
  return true;
}

/** @param {Page} page */
function leave(page) {
  page.stop?.();
  page.shown?.end();
  Object.assign(page, { stop: null, shown: null });
  page.root.replaceChildren();
  delete page.root.dataset.phase;
}

/** The page for the room `code`, or without one. @param {Page} page @param {string} code */
async function arrive(page, code) {
  leave(page);
  page.code = code;
  takeSecret(page);
  const view = code ? wantedView() : "door";
  if (view === "door") return showDoor(page, "");
  const { token = "", secret = "" } = keysOf(code);
  if (view === "projector") return followRoom(page, view, { secret, bearer: "" });
  if (view === "lecturer")
    return secret ? followRoom(page, view, { secret, bearer: secret }) : showDoor(page, NOT_HERE);
  if (token) return followRoom(page, view, { secret, bearer: token });
  setPage(page, "student", code);
  htmlNode("p", { class: "quiet", role: "status", text: worded(WORDS.room.joining, { code }) }, page.root);
  const joined = await joinRoom(page.line, code);
  if (page.code !== code || page.view !== "student") return;
  if (!joined.token) return showDoor(page, joined.message);
  keepKeys(code, { token: joined.token });
  followRoom(page, view, { secret, bearer: joined.token });
}

/** @returns {View} */
function wantedView() {
  const view = new URLSearchParams(location.search).get("view");
  return view === "projector" || view === "lecturer" ? view : "student";
}

/** An empty page in the shape of a view. @param {Page} page @param {View} view @param {string} code */
function setPage(page, view, code) {
  page.root.replaceChildren();
  page.view = page.root.dataset.view = view;
  setView(code && view !== "door" ? "room" : "");
}

/** The form to join, with a reason why the person is here again. @param {Page} page @param {string} reason */
function showDoor(page, reason) {
  leave(page);
  setPage(page, "door", "");
  htmlNode("h1", { text: WORDS.room.join }, page.root);
  const { line, data } = page;
  const toView = (/** @type {string} */ code, /** @type {View} */ view) => enter(page, code, view);
  const { fault } = makeJoin(page.root, {
    line,
    code: page.code,
    enter: (code, token) => {
      keepKeys(code, { token });
      toView(code, "student");
    },
  });
  setText(fault, reason);
  const opened = keptCodes().filter((code) => keysOf(code).secret);
  if (opened.length > 0) addReturns(page.root, opened);
  if (!data.offer) return;
  makeOpen(page.root, {
    line,
    offer: data.offer,
    enter: (code, secret) => {
      keepKeys(code, { secret });
      toView(code, "lecturer");
    },
  });
}

/** Ways back to the rooms that this device has opened. @param {HTMLElement} root @param {string[]} codes */
function addReturns(root, codes) {
  const line = htmlNode("p", { class: "returns", text: WORDS.room.own }, root);
  for (const code of codes) {
    htmlNode(
      "a",
      { href: `${location.pathname}?code=${code}&view=lecturer${languageInLinks()}`, target: "_self", text: code },
      line,
    );
    line.append(" ");
  }
}

/** To the room, in a view: Python is told, so that the address bar and the QR code follow. @param {Page} page @param {string} code @param {View} view */
function enter(page, code, view) {
  const more = view === "student" ? "" : `&view=${view}`;
  history.replaceState(history.state, "", `${location.pathname}?code=${code}${more}${languageInLinks()}`);
  page.tell("entered", { code });
  if (page.data.code === code) arrive(page, code);
}

/**
 * Shows what the room does from now on. A token that the server does not take any more is given up, and the door is next.
 *
 * @param {Page} page
 * @param {"student" | "projector" | "lecturer"} view
 * @param {{ secret: string, bearer: string }} keys
 */
function followRoom(page, view, { secret, bearer }) {
  setPage(page, view, page.code);
  const { root, line, code, data } = page;
  const base = baseAddress(document.baseURI);
  const join = `${base}/room?code=${code}`;
  const { host, pathname } = new URL(join);
  const sources = { base, join, printed: `${host}${pathname}`, qr: data.qr };
  const wiring = { line, code, secret, token: bearer, sources };
  const lost = htmlNode("p", { class: "lost", role: "status" }, root);
  const shown = MAKERS[view](htmlNode("div", { class: "view" }, root), wiring);
  page.shown = shown;
  page.stop = line.listen(code, bearer, {
    state: (state) => {
      setText(lost, "");
      root.dataset.phase = state.question ? state.phase : "none";
      root.dataset.version = String(state.version);
      root.dataset.distribution = state.asked.prior;
      shown.show(state);
    },
    lost: () => void setText(lost, LOST),
    refused: ({ status, body }) => {
      if (status === 403 && view === "student") keepKeys(code, { token: "" });
      showDoor(page, refusalWords(status, body));
    },
  });
}
