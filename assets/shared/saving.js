/** Hands texts and pictures to the person: as a file, or on the clipboard. */

import { htmlNode } from "./dom.js";

/** Saves `file` under `name`. @param {Blob} file @param {string} name */
export function saveFile(file, name) {
  const link = htmlNode("a", { href: URL.createObjectURL(file), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}

/** Whether `text` is on the clipboard now; browsers may not allow it. @param {string} text */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
