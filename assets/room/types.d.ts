/** What the server of rooms sends, and what the views are made of. Only the type checker reads this file. */

import type { Answered, Asked, Question, Score } from "../guess/types.d.ts";

export type { Answered, Asked, Question, Score };

/** What is guessed, as numbers alone. */
export type Guess = number[];

/** What a browser has been given for one room. */
export interface Keys {
  token?: string; // of a student
  secret?: string; // of a lecturer
}

export type Round = 1 | 2;
export type Rounds<Value> = Record<Round, Value>;
export type Phase = "open" | "frozen" | "revealed";
export type Role = "student" | "projector" | "lecturer";

export type Action = "next" | "previous" | "open" | "freeze" | "reveal" | "second" | "clear" | "snapshot" | "end";
export type View = "door" | "student" | "projector" | "lecturer";

/** A guess as the prior judges it; null where the data fix a label, or jitter decides. */
export interface Scored {
  value: number | null;
  rank: number | null; // the share of the prior's own draws that score less
}

/** What a random draw of the prior scores. */
export interface Draw {
  unit: "nats" | "pairs" | "right";
  mean: number | null;
  spread: number | null;
  best: number | null;
  truth?: number[]; // the best guess
}

/** Words as JSON: a paragraph or an item of a list, in pieces of text with their look. */
export type Block = ["p" | "li", [string, "" | "strong" | "code"][]];

/** The teacher's notes of the lesson, and of the present step what comes after the answer, and its hint. */
export interface Notes {
  title: string;
  minutes: number;
  aim: string;
  mistakes: string;
  discussion: string;
  after: Block[];
  hint: string;
}

/** The guesses of a step and a round as they once were. */
export interface Snapshot {
  title: string;
  step: number;
  round: Round;
  question: Question | null;
  asked: Asked;
  all: Guess[];
}

/** The snapshot that the lecturer looks at, counted from 1; or compares with the present guesses. */
export interface Picked {
  number: number;
  compares: boolean;
}

/** What everybody, or a student, or a lecturer is told of a room. */
export interface RoomState {
  version: number;
  code: string;
  role: Role;
  phase: Phase;
  round: Round;
  step: number;
  steps: number;
  lesson: string;
  title: string;
  ended: boolean;
  scene: string;
  opens: { title: string; address: string }; // the page that shows the scene, "" for the playground
  question: Question | null;
  words: Block[];
  tries: string[]; // in the scene
  after: Block[]; // words that wait for the reveal
  asked: Asked; // without a question what the picture of the scene needs
  answered: Answered | null; // without a question the scene's curves
  mine?: Rounds<Guess | null>; // of a student; what follows is the projector's and the lecturer's
  participants?: number;
  guesses?: number; // in this round
  all?: Rounds<Guess[]>;
  scores?: any; // of a student Rounds<Score | null>; else Rounds<Scored[]>, null before the reveal
  draw?: Draw | null;
  notes?: Notes | null; // of a lecturer
  snapshots?: Snapshot[]; // of a lecturer
  names?: [string, string]; // of the two rounds, if they are shown under others
}

/** A request to the server of rooms, and its reply; status 0: there was none. */
export interface Request {
  method: "GET" | "POST";
  path: string;
  bearer: string;
  body?: object;
}
export interface Reply {
  status: number;
  body: any;
}
export interface Hearing {
  state: (state: RoomState) => void;
  lost: () => void;
  refused: (reply: Reply) => void;
}
export interface Line {
  ask: (request: Request) => Promise<Reply>;
  listen: (code: string, bearer: string, hearing: Hearing) => () => void;
}

/** What can be asked in a room that is opened here. */
export interface Offer {
  about: string;
  questions: { label: string; text: string; body: object }[];
}
/** What Python sends. */
export interface Data {
  routes: string; // their address, "" if there are none
  code: string;
  qr: string; // SVG
  offer: Offer | null;
  reply: (Reply & { id: number }) | null;
}
export interface Sources {
  base: string; // the address of the app, without a slash at its end
  join: string; // the address of the room for students
  printed: string; // the address of the page, to be typed
  qr: string;
}
export interface Shown {
  show: (state: RoomState) => void;
  end: () => void;
}
export interface Page {
  root: HTMLElement;
  data: Data;
  relay: Line & { answer: (reply: Reply & { id: number }) => void };
  line: Line;
  code: string;
  view: View | null;
  shown: Shown | null;
  stop: (() => void) | null;
  tell: (name: string, value: unknown) => void;
}
