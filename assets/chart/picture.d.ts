/** The picture of a scene and all that acts on it. Only the type checker reads this file. */

import type { Changes, Curve, Pair, Prior } from "../shared/types.d.ts";
import type { makeParts } from "./chart.js";
import type { makeFrame } from "./geometry.js";
import type { makeMotion } from "./motion.js";
import type { Telling } from "./telling.js";
import type { Cache, Candidate, Group, Health, Pin, RequestDetails, RequestType } from "./types.d.ts";
import type { Row, Scene, Session, Setting } from "./types.d.ts";

// The model: all that is drawn.

export interface Curves {
  mean: Curve;
  std: Curve;
  slice: Curve;
  samples: Curve[];
  doubt: Curve | null; // how far mean and std can be off, if that shows
}

export interface Spectrum {
  values: number[];
  vectors: number[][];
  x: number[];
}

/** What follows from a scene and the prior: computed by the server, or here. */
export interface Solved {
  curves: Curves;
  spectrum: Spectrum;
  groups: Group[];
  sliceRange: Pair;
  health: Health;
  remedy: number | null;
  prior: Prior | null; // null until the browser has computed that of the network
}

/** A question as it is listed: today's candidates, each with the last numbers computed for it. */
export interface Question {
  key: string;
  x: number[];
  names: string[];
  rows: QuestionRow[];
  note: string;
  ranked: boolean;
}

export interface QuestionRow extends Partial<Row> {
  name: string;
  y: number[];
  rank: number; // Infinity: not computed yet
}

export interface Model extends Omit<Solved, "groups"> {
  scene: Scene;
  groups: Question[];
  setting: Setting;
  note: string; // over a corner of the plot
}

/** What is pinned: either a ghost in the scene's chart, or the curves of a second chart. */
export interface Pinned {
  pin: Pin;
  setting: Setting;
  ghost: Pick<Curves, "mean" | "std"> | null;
  second: Curves | null;
}

// The chart: its state, what can be done to it, and the nodes that show it.

export type Frame = ReturnType<typeof makeFrame>;
export type Motion = ReturnType<typeof makeMotion>;
export type Parts = ReturnType<typeof makeParts>;

interface Located {
  key: string;
  x: number;
  y: number;
  px: number;
  py: number;
}
export type PointHandle = Located & { kind: "point"; index: number };
export type CandidateHandle = Located & { kind: "candidate"; index: number; name: string; names: string[] };
export type ProbeHandle = Located & { kind: "probe"; index: number; names: string[] };
export type SliceHandle = Located & { kind: "slice" };
export type Handle = PointHandle | CandidateHandle | ProbeHandle | SliceHandle;

/** Which part of a scene moves. */
export type Grip =
  | { kind: "slice" }
  | { kind: "point"; index: number }
  | { kind: "candidate"; index: number; name: string; names: string[] }
  | { kind: "probe"; index: number; names: string[] };

export interface State {
  session: Session;
  motion: Motion;
  telling: Telling;
  frame: Frame | null; // null until there is room to draw in
  size: Pair | null;
  room: number; // pixels from the left end of the plot, or of both, to the right
  preview: Changes | null; // that a lesson shows as dashed curves
  pinnedCache: Cache; // what has been computed of what is pinned
  handles: Handle[];
  dragKey: string | null;
  dragOff: boolean; // whether a drop here removes the handle
  hoverKey: string | null;
  focusKey: string | null;
  grabbed: { key: string; before: Scene } | null; // by Space or Enter
  lastInput: string | null; // "keys", or the type of the pointer that was pressed last
  edits: number;
  drawn: { curves: Curves; frame: Frame; groups: Question[] } | null;
  settling: (() => void)[];
  lateTimer: number; // until the server counts as late; 0 if nothing waits for it
  late: boolean; // whether what is on screen has waited for the server for long
  refining: number; // the timer of a network that is computed at all inputs once the hand rests
}

export interface Actions {
  show(): void;
  /** One finished edit: a drop, a new point, a removal, a press on a button. */
  commit(scene: Scene): void;
  /** One nudge of many: Python hears of them once the keys rest. */
  nudgeTo(scene: Scene): void;
  /** Undo, redo, clear, a preset, an offered noise, or a swap with what is pinned. */
  request(type: RequestType, details?: RequestDetails): void;
  /** A move of the finger: nothing is sent before the drop. */
  showDrag(scene: Scene, key: string, off: boolean): void;
  abandonDrag(scene: Scene): void;
  /** Nothing is held any more: an answer that came in the meantime may now show its scene. */
  release(): void;
  play(what: "samples" | "time"): void;
  /** To those who listen to the page. */
  say(text: string): void;
  /** To all, in place of the hint. */
  warn(text: string): void;
  hover(handle: Handle | null): void;
  focusChanged(key: string | null): void;
  noteInput(input: string): void;
  focusHandle(key: string): void;
  escape(): void;
  whenSettled(): Promise<void>;
  isHeld(): boolean;
  nodeOf(key: string | null): SVGElement | null;
  answerOf(name: string): QuestionRow | undefined;
}

export interface Chart {
  root: HTMLElement;
  state: State;
  actions: Actions;
  parts: Parts;
  dispose(): void;
}

/** What Streamlit hands to a component. */
export interface Component {
  parentElement: HTMLElement;
  data: Uint8Array;
  setStateValue(name: string, value: unknown): void;
}
