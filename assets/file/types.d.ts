/** What a page in one file is made of. Only the type checker reads this file; nothing of it reaches the browser. */

import type { Answer, ChartEvent, Entry, Limits, Preset } from "../chart/types.d.ts";
import type { Control, Message, Values } from "../controls/types.d.ts";
import type { makeGuess } from "../guess/guess.js";
import type { Asked } from "../guess/types.d.ts";
import type { Sheet } from "../lesson/types.d.ts";
import type { answerOf, isRevealed, Law, lawOf, scoresOf } from "./law.js";

export type { Answer, Candidate, Entry, Pair, Pin, RequestType, UnitAxis, Units } from "../chart/types.d.ts";
export type { Control, Message, Slider, Value, Values } from "../controls/types.d.ts";

/** What a link means, as explorer/scene has it. */
export interface Rules {
  version: number; // of the links that are written
  defaults: Record<string, Entry>; // by version
  ranges: Record<string, [number, number | null]>; // of the numbers in a link; null: no end
  choices: Record<"activation" | "skip" | "norm" | "prior" | "root", string[]>;
  foreign: string[]; // beginnings of keys that do not concern the scene
  longest: number; // characters of a link
}

/** What Python writes into the file. */
export interface Content {
  format: string;
  link: string; // the query of the scene
  address: string; // of the page that the file comes from, "" if it is not known
  view: "present" | "";
  extras: string; // what else the link back says: locked and hidden controls
  title: string;
  caption: string; // "" where the lead explains the picture
  rules: Rules;
  chart: {
    limits: Limits;
    words: Answer["words"];
    presets: Preset[];
    noise_locked: boolean;
    lock: string[]; // settings, by their keys in a link
    hide: string[];
  };
  controls: Control[];
  words: Sentences;
  lessons: string; // all of them, packed; "" in the file of a scene
  start: string; // lesson and step, as in a link
  texts: Record<string, string>; // of the list of lessons
}

/** A lesson as Python packs it. */
export interface LessonInFile {
  name: string;
  title: string;
  length: string; // minutes and steps, in words
  notes: string[]; // for the teacher, each with a heading between two pairs of asterisks
  sheet: Omit<Sheet, "session" | "seq" | "step" | "answered" | "met">;
  steps: StepInFile[];
}
export interface StepInFile {
  entry: Entry; // the scene with which it begins
  keeps: boolean; // who comes from the step before keeps what is on screen
  met: boolean[]; // for each check: none is fulfilled at the start
  question: { asked: Asked; truth: string[] } | null;
  law?: Law; // once somebody has guessed
}

export interface Position {
  lesson: LessonInFile | null; // null: the list
  step: number; // from 1
}
export interface Walk extends Position {
  shelf: LessonInFile[];
  tried: Map<string, number[][]>; // guesses by step
}

export interface Sentences {
  noise_help: Record<string, string>; // by distribution
  noise: { of: string; in_units: string; units_of_y: string; refusal: string }; // with {unit}, {name}, {low} and {high}
  bias_help: string; // with {x} and {y}
  lead: Record<string, Record<string, string>>; // by distribution, then by what else decides
  kinked: string[]; // activations
  mended: string;
}

/** Where a reader of the file is, and the way there. */
export interface Journal {
  entry: Entry;
  past: Entry[]; // the nearest last
  future: Entry[];
}

/** A component of the app, as Streamlit would call it. */
export type Mount = (component: {
  parentElement: HTMLElement;
  data: Uint8Array;
  setStateValue(name: string, value: { session: string; list: any[] }): void;
}) => unknown;

declare global {
  // The app's chart and controls, each a script of its own.
  var ntkChart: Mount;
  var ntkControls: Mount;
  // Of a file with lessons.
  var ntkSheet: Mount;
  var ntkLaw: {
    lawOf: typeof lawOf;
    answerOf: typeof answerOf;
    scoresOf: typeof scoresOf;
    isRevealed: typeof isRevealed;
    makeGuess: typeof makeGuess;
  };
}
