/** What the editor of blocks is given. Only the type checker reads this file; nothing of it reaches the browser. */

import type { Control } from "../controls/types.d.ts";

/** A setting of a block: one of a few words, or a number. */
export interface Field {
  name: string;
  label: string;
  spoken: string; // its name in full
  options: { value: string; text: string }[] | null;
  low: number;
  high: number;
  step: number;
  value: string | number; // of a new block
}

export interface Sort {
  label: string;
  fields: Field[];
}

/** A sort of block and the values of its fields. */
export type Block = [string, (string | number)[]];

export interface Preset {
  text: string;
  blocks: Block[];
}

/** As explorer/studies/images/sections/blocks.py sends it; the blocks are the JSON text of the only control. */
export interface Editor {
  session: string;
  seq: number;
  scene: boolean;
  controls: Control[];
  sorts: Record<string, Sort>;
  presets: Preset[];
  fault: { at: number; reason: string } | null;
  most: number;
}

/** A block with a number of its own, which it keeps while it is moved. */
export interface Row {
  id: number;
  block: Block;
}
