/** What the chart is made of. Only the type checker reads this file; nothing of it reaches the browser. */

import type { Architecture, Changes, Distribution, Moved, Pair, Root, Units } from "../shared/types.d.ts";
import type { Curves, Spectrum } from "./picture.d.ts";

export type * from "../shared/types.d.ts";
export type * from "./picture.d.ts";

// The scene: what a person edits on the chart, and what the controls beside it set.

export interface Candidate {
  name: string; // one letter
  points: Pair[]; // (input, label), one or more
}

export interface Scene {
  points: Pair[];
  candidates: Candidate[];
  slice_x: number; // x₀ of the kernel's slice
  pin?: Pin | null; // to compare with
}

/** What was on screen, points included; `beside`: it has a chart of its own, on the points of the scene. */
export interface Pin {
  points: Pair[];
  network: Architecture;
  prior: Distribution;
  noise_std: number;
  time: number | null;
  beside: boolean;
}

export interface Setting {
  network: Architecture;
  seed: number;
  root: Root; // that the sample functions are drawn with
  prior: Distribution;
  noise_std: number;
  time: number | null; // null: trained for ever
  units: Units;
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

/** The ends of both axes. */
export interface Extent {
  x: Pair;
  y: Pair;
}

export interface Limits extends Extent {
  points: number;
  candidates: number;
  candidate_inputs: number;
  step: number;
}

export interface Answer extends Scene, Setting {
  seq: number; // of the newest event that it knows
  controls_seq: number; // of the newest change by the controls that it knows
  session: string;
  limits: Limits;
  noise_address: string; // of normals, to be followed by a seed; "" if they came with the page
  curves: PackedCurves | null; // null: no server has solved this scene
  slice_range: Pair;
  groups: Group[];
  spectrum: { values: number[]; vectors: number[][] };
  health: Health;
  remedy: number | null;
  noise_locked: boolean; // no remedy is offered
  words: { mean: string; dashed: string; legends: Record<Distribution, Legend> } & Words;
  presets: Preset[];
  first_scene: boolean;
  steps: Steps;
  past: Partial<Entry>[];
  future: Partial<Entry>[];
  pinned_curves?: { mean?: string; std?: string }; // none if nothing is pinned
  pinning?: { shown: boolean; pin: boolean; swap: boolean }; // what the link allows; nothing without a server that applies it
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
  rank: Record<string, string>;
}

/** The names of what is drawn under a distribution. */
export interface Legend {
  band: string;
  samples: string;
  slice: string;
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

export type RequestType = "undo" | "redo" | "clear" | "preset" | "noise" | "swap" | "open";
export type RequestDetails = { name?: string; noise_std?: number; link?: string; changes?: Changes };
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
  setting: Setting; // that the server knows, or will know when it has heard of all events
  moved: Moved | null; // laid over the setting until the server confirms it
  answer: Answer;
  curves: Curves;
  spectrum: Spectrum;
  history: History;
  cache: Cache;
  unanswered: ChartEvent[];
  outbox: { sent: number }; // of assets/shared/outbox.js
  newest: number; // seq of the newest event
  nudgeTimer: number;
  unsent: boolean; // whether a new session of the server has not heard of the scene on screen
  post: (events: ChartEvent[]) => void;
}

/** What `liveModel` has computed, each value with the key of what it was made from. */
export type Cache = Record<string, { key: string; value: unknown }>;
