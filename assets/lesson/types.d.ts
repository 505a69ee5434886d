/** What a lesson is made of. Only the type checker reads this file; nothing of it reaches the browser. */

import type { Nodes } from "./sheet.js";
import type { Changes } from "../shared/types.d.ts";

export type { Changes, LessonWish, Told } from "../shared/types.d.ts";
export type { Model, Row } from "../chart/types.d.ts";

/** Words of a paragraph: [text, look, target of a link]. */
export type Piece = [string, "" | "strong" | "em" | "code", string];
export type Block = ["p" | "li", Piece[]];

export interface Check {
  text: string;
  quantity: string;
  at: number[];
  of: string[];
  below: number | null;
  above: number | null;
  equals: number | string | null;
}

export interface Step {
  title: string;
  prose: Block[];
  after: Block[]; // shown once the answer is
  checks: Check[];
  asks: boolean; // whether the step has a question
  show: string; // unfolded beneath the chart
  page: string; // another page that the step opens, "" for none
  address: string; // of that page, where a press needs no server
  link: string; // of the step's scene
}

/** What Python sends: a lesson, and where the person is. */
export interface Sheet {
  session: string;
  seq: number;
  title: string;
  minutes: number;
  step: number; // from 1
  steps: Step[];
  answered: boolean; // whether the answer to the step's question is shown
  met: boolean[]; // for each check of the step
  links: Record<string, Changes>; // by the targets in the words
  next: string; // the title of the next lesson, "" after the last
  texts: Record<string, string>;
}

export interface SheetEvent {
  seq: number;
  type: "step" | "go" | "again" | "page" | "list" | "next";
  step?: number;
  lesson?: string; // to which Back leads
}

/** The nodes of a sheet, and what it knows. */
export interface View extends Nodes {
  sheet: Sheet;
  drawn: string; // the key of the step that is drawn
  met: Set<number>; // the checks that are ticked off
  unanswered: SheetEvent[];
  newest: number; // seq of the newest event
  post: (events: SheetEvent[]) => void;
  stops: (() => void)[];
}
