/** What Python says of each control. Only the type checker reads this file; nothing of it reaches the browser. */

import type { UnitAxis } from "../shared/types.d.ts";

/** null stands for infinity. */
export type Value = number | string | null;
export type Values = Record<string, Value>;

export interface Option {
  value: Value;
  text: string;
  spoken?: string; // what a screen reader says instead of the text
}

interface Basics {
  name: string;
  label: string;
  help: string; // stressed words stand between two pairs of asterisks
  locked: string; // why it cannot be moved, "" if it can
  when: Values; // shown only while the other controls have these values
  hide_label: boolean;
}

export interface Slider extends Basics {
  type: "slider";
  value: number | null;
  low: number;
  high: number | null;
  step: number;
  decimals: number; // of a value on a step
  stops: Option[] | null; // instead of equal steps
  axis: UnitAxis | null; // the units in which the value is shown
  length: boolean; // a length on that axis, not a position
  whole: boolean;
  refusal: string; // with {typed} for what was typed
}

export interface Choice extends Basics {
  type: "select" | "segments";
  value: Value;
  options: Option[];
}

/** Each press adds 1 to the value, which starts again at 0 when it reaches `end`. */
export interface Counter extends Basics {
  type: "counter";
  value: number;
  end: number;
}

export interface Preset {
  text: string;
  value: string;
}

/** A truth table: character i of its value is the output at corner i. */
export interface Truth extends Basics {
  type: "truth";
  value: string;
  sizes: { inputs: number; presets: Preset[] }[];
  outputs: string; // of a function, whose corners are shown (1) or hidden (0) by the value; "" for a truth table
}

export type Control = Slider | Choice | Counter | Truth;

export interface Sent {
  session: string;
  seq: number; // of the newest message that it knows
  scene: boolean; // whether the names are those of the scene and its network
  controls: Control[];
}

export interface Message {
  seq: number;
  values: Values;
}

export interface Exchange {
  session: string;
  newest: number; // seq of the newest message
  values: Values; // of Python
  moved: Values; // what the person has set and Python has not answered
  unanswered: Message[];
  outbox: { sent: number }; // of assets/shared/outbox.js
  post: (messages: Message[]) => void;
  announce: (values: Values, seq: number | null) => void;
}

/** What a control can do. */
export interface Hand {
  move: (name: string, value: Value) => void; // the value while it moves
  moveByKey: (name: string, value: Value) => void; // it rests unless another key follows
  set: (name: string, value: Value) => void; // it rests at once
  hold: (name: string) => void;
  leave: (name: string) => void; // it is at rest; another one may be held already
  drop: () => void; // whatever was held or moved is at rest
}

/** How one control is shown. */
export interface View {
  node: HTMLElement;
  draw: (control: Control, value: Value) => void;
}
