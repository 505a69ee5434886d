/** Questions, guesses and what is shown of them. Only the type checker reads this file; nothing of it reaches the browser. */

import type { Candidate } from "../chart/types.d.ts";
import type { Distribution, Pair, Units } from "../shared/types.d.ts";

export type { Curves, Frame } from "../chart/types.d.ts";
export type { Attributes, Pair, Solver, Units } from "../shared/types.d.ts";

export type Guessed = "curve" | "label" | "order" | "choice" | "odds";

/** explorer.lessons.question.Question, without its truth. */
export interface Question {
  text: string;
  answer: Guessed;
  inputs: number[];
  options: string[];
  hint: string;
}

/** What explorer.lessons.asked.asked sends: nothing of it tells the answer. */
export interface Asked {
  question: Question;
  about_labels: boolean;
  points: Pair[];
  candidates: Candidate[];
  units: Units;
  limits: { x: Pair; y: Pair };
  prior: Distribution;
  hand_noise: number;
  noise_std: number; // of labels
}

/** What explorer.lessons.asked.answered sends once the guess is committed. */
export interface Answered {
  curves: { mean: string; std: string; samples: string[] }; // base64 of float32
  jitter_decides: boolean;
  tight: number[];
  label: { mean: number; std: number } | null;
  shares: number[] | null;
  truth: number[]; // the best guess
}

/** explorer.lessons.score.Score. */
export interface Score {
  unit: "nats" | "pairs" | "right";
  value: number | null;
  mean: number | null;
  spread: number | null;
  rank: number | null;
  best: number | null;
  truth: number[];
  step: number;
  note: string;
  miss?: { at: number; expected: number; spread: number; cost: number } | null; // of a curve: what costs most
}

/** A guess in the making; null where nothing is drawn, placed or chosen yet. */
export type Draft = (number | null)[];

/** All that the component is shown. */
export interface Shown {
  asked: Asked;
  answered: Answered | null;
  guess: number[] | null; // the last one that was committed, of another visit, too
  locked: boolean; // nothing can be changed any more
  score: Score | null;
  first?: Score | null; // of the try before the hint
  hinted?: boolean; // the first try is over, and the hint is shown
}

export interface Listeners {
  onGuess?: (guess: number[]) => void; // at every release with which a guess is complete
  onCommit?: (guess: number[]) => void; // with it there is a button that commits
}
