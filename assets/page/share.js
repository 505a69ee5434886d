/** The Share button at the top of every page. The panel's code comes when the button is pressed for the first time. */

import WORDS from "./words.json" with { type: "json" };

const ICON =
  "M11.5 1.5a2.3 2.3 0 1 1-1.6 3.9L6.6 7.3a2.3 2.3 0 0 1 0 1.4l3.3 1.9a2.3 2.3 0 1 1-.6 1.1L6 9.8a2.3 2.3 0 1 1 0-3.6l3.3-1.9a2.3 2.3 0 0 1 2.2-2.8z";
const LOST = WORDS.share.lost;

/** Makes the button, unless the server has no panel or another page frames this one. @param {Element} app */
export function makeShare(app) {
  const { ntkPage } = globalThis;
  if (!ntkPage?.code) return;
  ntkPage.share = openPanel;
  if (new URLSearchParams(location.search).has("embed")) return;
  const button = document.createElement("button");
  button.className = "ntk-share-button ntk-top-button";
  button.type = "button";
  button.setAttribute("aria-label", WORDS.share.label);
  button.title = WORDS.share.title;
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.setAttribute("viewBox", "0 0 16 16");
  picture.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICON);
  picture.append(path);
  button.append(picture);
  button.addEventListener("click", openPanel);
  app.append(button);
}

async function openPanel() {
  const address = new URL(globalThis.ntkPage?.code ?? "", document.baseURI).href;
  try {
    const code = await import(address).catch(() => import(`${address}?again`)); // browsers remember a failed import
    code.default(code.STYLES);
  } catch {
    alert(LOST);
  }
}
