/** How a class joins: the printed address, the code in large letters, and the QR code on white. */

import { htmlNode } from "../shared/dom.js";
import { spelled } from "./codes.js";

/** @import { Sources } from "./types.d.ts" */

/**
 * The nodes in `parent`; the QR code is null if the server does not know its own address.
 *
 * @param {Element} parent
 * @param {string} code
 * @param {Sources} sources
 */
export function addInvitation(parent, code, { printed, qr }) {
  const address = htmlNode("p", { class: "address", text: `Join at ${printed}` }, parent);
  const letters = htmlNode(
    "p",
    { class: "code", role: "img", "aria-label": `Code ${spelled(code)}`, text: code },
    parent,
  );
  if (!qr) return { address, letters, square: null };
  const square = htmlNode("div", { class: "qr", role: "img", "aria-label": "QR code of the room’s address" }, parent);
  const picture = new DOMParser().parseFromString(qr, "image/svg+xml").documentElement;
  picture.setAttribute("aria-hidden", "true");
  square.append(document.importNode(picture, true));
  return { address, letters, square };
}
