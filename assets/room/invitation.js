/** How a class joins: the printed address, the code in large letters, and the QR code on white. */

import { worded } from "../shared/format.js";
import { htmlNode } from "../shared/dom.js";
import { spelled } from "./codes.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Sources } from "./types.d.ts" */

/**
 * The nodes in `parent`; the QR code is null if the server does not know its own address.
 *
 * @param {Element} parent
 * @param {string} code
 * @param {Sources} sources
 */
export function addInvitation(parent, code, { printed, qr }) {
  const address = htmlNode("p", { class: "address", text: worded(WORDS.invitation.at, { address: printed }) }, parent);
  const letters = htmlNode(
    "p",
    { class: "code", role: "img", "aria-label": worded(WORDS.invitation.code, { code: spelled(code) }), text: code },
    parent,
  );
  if (!qr) return { address, letters, square: null };
  const square = htmlNode("div", { class: "qr", role: "img", "aria-label": WORDS.invitation.qr }, parent);
  const picture = new DOMParser().parseFromString(qr, "image/svg+xml").documentElement;
  picture.setAttribute("aria-hidden", "true");
  square.append(document.importNode(picture, true));
  return { address, letters, square };
}
