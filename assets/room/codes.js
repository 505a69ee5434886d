/** Codes of rooms: five letters without those that look like others, however a person types them. */

import { worded } from "../shared/format.js";
import WORDS from "./words.json" with { type: "json" };

const CODE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"; // explorer.rooms.codes has the same
export const CODE_LENGTH = 5;

/** What a person typed, as a code is written: capitals, without blanks and signs. @param {string} typed */
export function writtenCode(typed) {
  return typed
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, "")
    .slice(0, CODE_LENGTH);
}

/** Why `code` can be that of no room, in a sentence; "" if it may be. @param {string} code */
export function codeFault(code) {
  const wrong = [...code].filter((letter) => !CODE_LETTERS.includes(letter));
  if (wrong.length > 0) return worded(WORDS.codes.never, { letter: [...new Set(wrong)].join(WORDS.codes.or) });
  const missing = CODE_LENGTH - code.length;
  return missing > 0 ? worded(WORDS.codes.more, { count: CODE_LENGTH, more: missing }) : "";
}

/** A code for those who cannot see it: one letter after the other. @param {string} code */
export function spelled(code) {
  return [...code].join(" ");
}
