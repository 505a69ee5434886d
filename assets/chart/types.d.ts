/** What the chart is made of. Only the type checker reads this file; nothing of it reaches the browser. */

import type { Curve, Distribution, Pair, Units } from "../shared/types.d.ts";
import type { makeParts } from "./chart.js";
import type { makeFrame } from "./geometry.js";
import type { makeMotion } from "./motion.js";

export type * from "../shared/types.d.ts";

// The scene: what a person edits on the chart, and what the controls beside it set.

export interface Candidate {
  name: string; // one letter
  points: Pair[]; // (input, label), one or more
}

export interface Scene {
  points: Pair[];
  candidates: Candidate[];
  slice_x: number; // x₀ of the kernel's slice
}

export interface Setting {
  prior_key: number;
  prior: Distribution;
  noise_std: number;
  time: number | null; // null: trained for ever
  units: Units;
  facts: Facts;
}

export type Entry = Scene & Setting;

/** What the browser must know of the network to find the same words as Python. */
export interface Facts {
  rank: number | null;
  rank_words: string;
  odd: boolean;
  unbiased: boolean;
  rounding: number;
}

// The payload: the answer that the server sends after each event.

export interface Limits {
  x: Pair;
  y: Pair;
  points: number;
  candidates: number;
  candidate_inputs: number;
  step: number;
}

export interface Answer extends Scene, Setting {
  seq: number; // of the newest event that it knows
  session: string;
  assignments: number;
  limits: Limits;
  prior_address: string;
  curves: PackedCurves;
  slice_range: Pair;
  groups: Group[];
  spectrum: { values: number[]; vectors: number[][] };
  health: Health;
  remedy: number | null;
  words: { mean: string; dashed: string; band: string; samples: string; slice: string } & Words;
  presets: Preset[];
  first_scene: boolean;
  steps: Steps;
  past: Partial<Entry>[];
  future: Partial<Entry>[];
}

/** base64 of little-endian float32 on the grid. */
export interface PackedCurves {
  mean: string;
  std: string;
  slice: string;
  samples: string[];
  doubt: string | null;
}

export interface Words {
  health: Record<string, string>;
  notes: Record<string, string>;
}

export type Preset = { name: string; points: Pair[]; candidates: Candidate[] } & Partial<Setting>;

export interface Group {
  x: number[];
  rows: Row[];
  note: string;
  ranked: boolean;
  free: number; // directions that the data leave open
}

/** One candidate's answer; null stands for what is infinite or not determined. */
export interface Row {
  name: string;
  y?: number[];
  log_p: number | null;
  log10_odds: number | null;
  step: number | null;
  verdict: string;
}

export interface Health {
  level: string;
  summary: string;
  messages: string[];
  jitter_decides: boolean;
}

export interface Steps {
  undo: number;
  redo: number;
}

// The session: the conversation with the server.

export type RequestType = "undo" | "redo" | "clear" | "preset" | "noise";
export type RequestDetails = { name?: string; noise_std?: number };
export type ChartEvent = { seq: number; type: string } & Partial<Scene> & RequestDetails;

export interface History {
  past: Entry[];
  future: Entry[];
  steps: Steps;
  blind: boolean; // whether the server alone knows the nearest entries
}

export interface Session {
  scene: Scene; // on screen
  adopted: Scene; // of the last answer adopted
  sentScene: Scene;
  setting: Setting;
  answer: Answer;
  curves: Curves;
  spectrum: Spectrum;
  history: History;
  cache: Cache;
  unanswered: ChartEvent[];
  newest: number; // seq of the newest event
  nudgeTimer: number;
  unsent: boolean; // whether a new session of the server has not heard of the scene on screen
  post: (events: ChartEvent[]) => void;
}

/** What `liveModel` has computed, each value with the key of what it was made from. */
export type Cache = Record<string, { key: string; value: unknown }>;

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
  noiseStd: number;
  timeText: string;
  stale: boolean; // whether the picture waits for the prior of a new architecture
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
  frame: Frame | null; // null until there is room to draw in
  size: Pair | null;
  handles: Handle[];
  dragKey: string | null;
  dragOff: boolean; // whether a drop here removes the handle
  hoverKey: string | null;
  focusKey: string | null;
  grabbed: { key: string; before: Scene } | null; // by Enter
  lastInput: string | null; // "keys", or the type of the pointer that was pressed last
  edits: number;
  solved: Solved | null; // the last one drawn
  drawn: { curves: Curves; frame: Frame; groups: Question[] } | null;
  settling: (() => void)[];
}

export interface Actions {
  show(): void;
  /** One finished edit: a drop, a new point, a removal, a press on a button. */
  commit(scene: Scene): void;
  /** One nudge of many: Python hears of them once the keys rest. */
  nudgeTo(scene: Scene): void;
  /** Undo, redo, clear, a preset or an offered noise. */
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
