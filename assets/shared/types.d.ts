/** Types that several parts share. Only the type checker reads this file; nothing of it reaches the browser. */

import type { certaintyOf, solveAll } from "./certainty.js";
import type { PartNow } from "./board.js";
import type { jointAt } from "./density.js";
import type { Model } from "../chart/picture.d.ts";
import type { Voice } from "./voice.js";

export type Pair = [number, number];
export type Kernel = "nngp" | "ntk";
export type Distribution = Kernel | "ensemble";

/** Values on the grid of inputs. */
export type Curve = Float32Array | Float64Array | number[];

/** One axis of the data: window coordinate = scale · (value − centre). */
export interface UnitAxis {
  scale: number;
  centre: number;
  name: string;
}
export interface Units {
  x: UnitAxis;
  y: UnitAxis;
}

export interface Tick {
  at: number; // window coordinate
  text: string;
}

/** Attributes of a node; null or undefined removes one. */
export type Attributes = Record<string, string | number | boolean | null | undefined>;

/** A fully connected network, as the link names its fields. */
export interface Architecture {
  activation: "relu" | "leaky_relu" | "abs" | "erf" | "gelu" | "sin" | "identity";
  hidden_layers: number;
  weight_std: number;
  bias_std: number;
  skip: "none" | "equal" | "scaled";
  norm: "none" | "layer";
}

/** What the controls tell of while a hand moves them. */
export interface Moved {
  values: Record<string, string | number | null>; // by the names of fields of the scene and its network
  moving: boolean; // whether the hand holds on
  seq?: number | null; // of the change that they have sent to the server since
}

/** Fields of a scene and its setting that become others; those of the network stand together. */
export type Changes = { network?: Partial<Architecture> } & Record<string, unknown>;

/** What a lesson asks of the chart. */
export interface LessonWish {
  preview?: Changes | null; // shown as dashed curves until it is null
  open?: { link: string; changes: Changes };
  mark?: string | null; // lit up
  show?: string; // unfolded beneath the chart
  ask?: true; // the chart is to tell what it draws
}

/** What the chart tells a lesson. */
export interface Told {
  ready?: true; // it has just been made, and has heard of no wish
  drawn?: Model;
  mark?: string | null; // at which the person points
}

/** Both Gram matrices, (n, n) row-major. */
export interface Kernels {
  nngp: Float64Array;
  ntk: Float64Array;
}

/** What the pairs of inputs carry between two layers, one number a pair; see kernels.js. */
export interface Pairs {
  first: Int32Array; // the index of the one input,
  second: Int32Array; // and of the other
  q12: Float64Array;
  det: Float64Array;
  gap: Float64Array;
  spread: Float64Array;
  slope: Float64Array; // E[φ′(u) φ′(v)] of the activation before
  ntk: Float64Array;
}

/** Replaces what pairs carry, and the variance at each input, by what an activation makes of them. */
export type Layer = (pairs: Pairs, variances: Float64Array) => void;

/** Inputs tick / 100, symmetric about 0 and ascending. */
export interface Grid {
  size: number;
  ticks: Int32Array; // (size,)
  positions: Int32Array; // of tick −150 … 150 among the ticks, −1 where it is missing
  even: Int32Array; // the positions of inputs that are evenly spaced
  step: number; // between these, in ticks
  key: string;
}

/** A kernel on a grid, and what was made of it. */
export interface Prior extends Kernels {
  key: string;
  grid: Grid;
  size: number; // of the grid
  made: Map<string, unknown>;
}

/** The covariance (n, n) of the even or the odd half of functions at inputs ≥ 0, or its triangular root. */
export interface Half {
  matrix: Float64Array;
  n: number;
  positions: number[]; // of its inputs on the grid
}

export type Root = "triangular" | "symmetric";
export type Rows = Float32Array[];

/** Two independent sets of normals: five rows of 301 for functions, five rows of 64 for the noise of labels. */
export interface Noise {
  seed: number;
  functions: Rows[];
  labels: Rows[];
}

// Conditioning in the browser.

/** The kernels on the grid, and the eigendecomposition of the one that regresses on the n training inputs. */
export interface Modes {
  grid: Grid;
  size: number; // of the grid
  f: Float64Array; // (size, size): the kernel that functions are drawn from
  r: Float64Array; // (size, size): the kernel that regresses
  index: Int32Array; // (n,): the training inputs on the grid
  n: number;
  values: Float64Array; // (n,), descending
  rows: Float64Array; // (n, n), one eigenvector a row
  ensemble: boolean; // trained networks
  scale: number; // the mean of r at the training inputs
}

/** What inputs, prior and noise fix. */
export interface Factor extends Modes {
  projection: Float64Array; // P = R_*X V, (size, n)
  cross: Float64Array; // F_*X V, (size, n), and
  middle: Float64Array; // Vᵀ F_XX V, (n, n), of trained networks only
  labelNoise: number; // the variance of the noise
  noise: number; // the same, 0 if negligible beside the kernel that regresses
  jitter: number;
  multiple: number; // of the usual jitter
  shifted: Float64Array; // λ′, (n,)
}

/** The posterior apart from its labels. */
export interface Solver extends Factor {
  time: number;
  g: Float64Array; // (n,)
  left: Float64Array; // L = P g, (size, n)
  std: Float64Array; // (size,)
  floor: number; // a variance below it counts as none
}

export type Joint = ReturnType<typeof jointAt>;
export type Solves = ReturnType<typeof solveAll>;
export type Certainty = ReturnType<typeof certaintyOf>;

declare global {
  // Shared by the scripts of a page, each of which is loaded on its own.
  var ntkNoise: Map<number, Noise> | undefined;
  var ntkConnection: Connection | undefined;
  var ntkSession: string | undefined;
  var ntkStream: WebSocket | undefined; // of the page, where a server of ours has sent its document
  var ntkPage: PageTools | undefined;
  var ntkSource:
    { address: Promise<string>; resolve: ((address: string | Promise<string>) => void) | null } | undefined;
  var ntkPlotly: Promise<Plotly> | undefined;
  var Plotly: Plotly | undefined;
  var ntkBoard: Map<Element, PartNow> | undefined;
  var ntkVoice: Voice | undefined;
}

/** What every page offers to the scripts on it. */
export interface PageTools {
  code: string; // the address of the Share panel's code, "" if the server has none
  page: string; // its name at the routes of the server
  share: (() => void) | null; // opens the panel
  open: (file: OpenedFile) => void; // sends a file to Python
}
export interface OpenedFile {
  name: string;
  text: string | null; // null: too large to be read
  page: string;
}

export interface Connection {
  bar: HTMLElement;
  timer: number;
  lost: boolean;
  slow: boolean; // connected, but the server does not answer
  memory: unknown; // what the session has computed
  left: unknown; // the memory of the session that was left last
  ask: ((memory: unknown) => void) | null;
  dialogs: MutationObserver;
  app: Element;
  wishes: Wishes;
  arrive: () => void; // called by what a page draws last
}

/** What a person has asked for and the server has not answered yet. */
export interface Wishes {
  address: string; // of the page on screen
  page: { name: string; label: string; address: string | null } | null; // with its address if chosen by Back
  presses: { label: string; session: string | undefined }[]; // with the session that should have heard of it
  runs: number; // of the script so far
  timer: number;
}

/** What is used of plotly. */
export interface Plotly {
  react(canvas: HTMLElement, data: Trace[], layout: object, config: object): Promise<unknown>;
  purge(canvas: HTMLElement): void;
  toImage(figure: object, options: object): Promise<string>;
  addFrames(canvas: HTMLElement, frames: object[]): void;
  animate(canvas: HTMLElement, names: string[], options: object): Promise<unknown>;
}

/** Numbers as plotly packs them, or as a list. */
export type Packed = { dtype: string; bdata: string; shape?: string };
export type Numbers = Packed | (number | null)[];

export interface Trace {
  name?: string;
  mode?: string;
  xaxis?: string;
  yaxis?: string;
  x?: Numbers;
  y?: Numbers;
  z?: Packed | Numbers[];
}
