/** What the solid is given. Only the type checker reads this file; nothing of it reaches the browser. */

/** A place in space: (w₁, w₂, b) in the solid, and right, up, towards the reader on the screen. */
export type Place = [number, number, number];

export interface Gate {
  label: string; // short, on the faces
  note: string; // a sentence, below the picture
  strength: number; // 0 … 1, how much of the colour its faces have
}

/** The gates of a perceptron on a body around the origin, as explorer/studies/simplicity/sections/perceptron.py sends them. */
export interface Body {
  gates: Record<string, Gate>; // by their tables
  faces: { gate: string; corners: Place[] }[]; // each in its order around
  curved: boolean; // the sides are arcs around the origin, and not straight
  axes: string[]; // the names of the three axes
  description: string;
}

/** A face as it is on the screen. */
export interface View {
  gate: string;
  outline: [number, number][]; // empty where the face looks away
  middle: [number, number];
  area: number;
}
