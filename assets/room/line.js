/**
 * How the page talks to the server of rooms: by requests and one stream of events; where only `streamlit run app.py`
 * runs and there are no routes, through the component that shows the page, which asks again and again.
 */

import LANGUAGE from "../language.json" with { type: "json" };
import { messageReader, waitAfter } from "./stream.js";

/** @import { Hearing, Line, Reply, Request, RoomState } from "./types.d.ts" */

const ANSWER_MS = 15_000;
const SILENCE_MS = 40_000; // the server sends a sign of life more often
const NAP_MS = 20_000; // a phone that slept longer asks for a new stream at once
const POLL_MS = 2000;
const NO_ANSWER = 0; // in place of a status
const SEAT = Math.random().toString(36).slice(2); // tells this open page from others at the same address

/** @param {string} base the address of the routes @returns {Line} */
export function routedLine(base) {
  return {
    ask: ({ method, path, bearer, body }) => {
      const settings = { method, headers: headersOf(bearer, body), body: body && JSON.stringify(body) };
      return fetch(`${base}${path}`, { ...settings, cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS) }).then(
        replyOf,
        () => ({ status: NO_ANSWER, body: null }),
      );
    },
    listen: (code, bearer, hearing) => listenByStream(`${base}/${code}/events`, bearer, hearing),
  };
}

/** @param {string} bearer @param {object} [body] */
function headersOf(bearer, body) {
  /** @type {Record<string, string>} */
  const headers = { "X-Seat": SEAT, "Accept-Language": LANGUAGE.code };
  if (body) headers["Content-Type"] = "application/json";
  if (bearer) headers.Authorization = `Bearer ${bearer}`;
  return headers;
}

/** @param {Response} response @returns {Promise<Reply>} */
async function replyOf(response) {
  const isJson = response.headers.get("Content-Type")?.includes("json");
  try {
    return { status: response.status, body: await (isJson ? response.json() : response.text()) };
  } catch {
    return { status: NO_ANSWER, body: null }; // cut off in its middle
  }
}

/** Whether the server has done what was asked. @param {Reply} reply */
export function isDone({ status }) {
  return status >= 200 && status < 300;
}

/** Whether a later try may succeed. @param {Reply} reply */
export function isPassing({ status }) {
  return status === NO_ANSWER || status === 429 || status >= 500;
}

/**
 * Hears the states that the server pushes, and comes back after every failure until the returned function is called or
 * the server refuses.
 *
 * @param {string} address
 * @param {string} bearer
 * @param {Hearing} hearing
 */
function listenByStream(address, bearer, hearing) {
  let [failures, heard, timer, ended] = [0, 0, 0, false];
  let abort = new AbortController();
  const take = () =>
    messageReader((message, event) => {
      failures = 0;
      const told = JSON.parse(message);
      if (event === "gone") return (close(), hearing.refused({ status: 404, body: told }));
      hearing.state(/** @type {RoomState} */ (told));
      if (told.ended) close(); // nothing will change any more
    });
  const watch = () => {
    heard = Date.now();
    clearTimeout(timer);
    timer = window.setTimeout(() => abort.abort(), SILENCE_MS);
  };
  const open = async () => {
    abort = new AbortController();
    watch();
    const refusal = await readStream(address, bearer, abort.signal, take(), watch);
    clearTimeout(timer);
    if (ended) return;
    if (refusal && !isPassing(refusal)) return hearing.refused(refusal);
    failures += 1;
    hearing.lost();
    timer = window.setTimeout(open, waitAfter(failures, Math.random()));
  };
  const wake = () => {
    if (document.visibilityState !== "visible" || Date.now() - heard < NAP_MS) return;
    if (failures === 0) return abort.abort();
    clearTimeout(timer);
    open();
  };
  document.addEventListener("visibilitychange", wake);
  addEventListener("online", wake);
  const close = () => {
    ended = true;
    clearTimeout(timer);
    abort.abort();
    document.removeEventListener("visibilitychange", wake);
    removeEventListener("online", wake);
  };
  open();
  return close;
}

/**
 * Reads one stream to its end; returns the refusal if there was none to read.
 *
 * @param {string} address
 * @param {string} bearer
 * @param {AbortSignal} signal
 * @param {(piece: string) => void} take
 * @param {() => void} watch called with each sign of life
 */
async function readStream(address, bearer, signal, take, watch) {
  const headers = { ...headersOf(bearer), Accept: "text/event-stream" };
  const response = await fetch(address, { headers, signal, cache: "no-store" }).catch(() => null);
  if (!response?.ok || !response.body) return response && replyOf(response);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { value, done } = await reader.read().catch(() => ({ value: "", done: true })); // cut off, or ended by us
    if (done) return null;
    watch();
    take(value ?? "");
  }
}

/**
 * A line through Streamlit: `post` sends one request, `answer` takes its reply.
 *
 * @param {(request: Request & { id: number }) => void} post
 * @returns {Line & { answer: (reply: Reply & { id: number }) => void }}
 */
export function relayedLine(post) {
  /** @type {Map<number, (reply: Reply) => void>} */
  const waiting = new Map();
  let last = Date.now(); // numbers that a reload does not repeat
  let busy = Promise.resolve(/** @type {Reply} */ ({ status: NO_ANSWER, body: null }));
  /** @param {Request} request @returns {Promise<Reply>} */
  const send = (request) =>
    new Promise((resolve) => {
      last += 1;
      const id = last;
      waiting.set(id, resolve);
      setTimeout(() => waiting.delete(id) && resolve({ status: NO_ANSWER, body: null }), ANSWER_MS);
      post({ ...request, id });
    });
  /** @type {Set<() => void>} what looks again as soon as this page has changed something */
  const lookers = new Set();
  /** @param {Request} request */
  const ask = (request) => {
    busy = busy.then(() => send(request)); // one after the other
    if (request.method === "POST") busy.then(() => lookers.forEach((look) => look()));
    return busy;
  };
  return {
    ask,
    listen: (code, bearer, hearing) => listenByAsking(ask, code, bearer, hearing, lookers),
    answer: ({ id, ...reply }) => {
      waiting.get(id)?.(reply);
      waiting.delete(id);
    },
  };
}

/** @param {Line["ask"]} ask @param {string} code @param {string} bearer @param {Hearing} hearing @param {Set<() => void>} lookers */
function listenByAsking(ask, code, bearer, hearing, lookers) {
  let [version, failures, timer, ended] = [0, 0, 0, false];
  const lookAgain = () => {
    if (!timer) return; // it is looking already
    clearTimeout(timer);
    look();
  };
  const look = async () => {
    timer = 0;
    const reply = await ask({ method: "GET", path: `/${code}/state?after=${version}`, bearer });
    if (ended) return;
    if (reply.status === 200 && reply.body) {
      version = reply.body.version;
      hearing.state(reply.body);
    } else if (!isPassing(reply) && reply.status >= 400) return hearing.refused(reply);
    if (reply.body?.ended) return;
    failures = isPassing(reply) ? failures + 1 : 0;
    if (failures) hearing.lost();
    timer = window.setTimeout(look, POLL_MS + (failures ? waitAfter(failures, Math.random()) : 0));
  };
  lookers.add(lookAgain);
  look();
  return () => {
    ended = true;
    lookers.delete(lookAgain);
    clearTimeout(timer);
  };
}
