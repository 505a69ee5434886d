/** The Share panel: link, QR code, embedding, pictures, numbers and code of what is on screen, and a file to open. */

import { worded } from "../shared/format.js";
import { sendFile } from "../page/drop.js";
import { htmlNode, setText } from "../shared/dom.js";
import { copyText, saveFile } from "../shared/saving.js";
import { baseAddress, cleanAddress, embedCode, exportAddress } from "./addresses.js";
import { drawPicture } from "./picture.js";
import { findPictures } from "./sheet.js";
import WORDS from "./words.json" with { type: "json" };

/** @typedef {{ name: string, label: string }} Listed a file that can be downloaded */
/** @typedef {{ sentence: string, scene: string, qr: string, why_not: string, digits: [string, string][], files: Listed[] }} Content */
/** @typedef {{ dialog: HTMLDialogElement, body: HTMLElement, status: HTMLElement, address: string }} Panel */

const STATUS_MS = 4000;
const WAIT = WORDS.wait;
const PAGE = "scene.html";
const CODE = ["script.py", "notebook.ipynb", "references.bib"]; // the other files are numbers

/** Opens the panel for the address that the browser shows now, and again for a newer one. @param {string} styles of the panel */
export default function openPanel(styles) {
  document.querySelector("dialog.ntk-share")?.remove();
  const dialog = htmlNode(
    "dialog",
    { class: "ntk-share", "aria-label": WORDS.title },
    document.querySelector(".stApp") ?? document.body,
  );
  htmlNode("style", { text: styles }, dialog);
  const head = htmlNode("header", {}, dialog);
  htmlNode("h2", { text: WORDS.title }, head);
  const close = htmlNode("button", { type: "button", class: "close", "aria-label": WORDS.close, text: "×" }, head);
  const body = htmlNode("div", { class: "body" }, dialog);
  const status = htmlNode("p", { class: "status", role: "status" }, dialog);
  const panel = { dialog, body, status, address: cleanAddress(location.href) };
  close.addEventListener("click", () => dialog.close());
  const renew = () => {
    if (cleanAddress(location.href) === panel.address) return;
    removeEventListener("ntk-link", renew);
    openPanel(styles);
  };
  addEventListener("ntk-link", renew);
  dialog.addEventListener("close", () => {
    removeEventListener("ntk-link", renew);
    dialog.remove();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  addLink(panel);
  const room = htmlNode("div", { class: "room" }, body);
  const code = htmlNode("div", { class: "frame" }, room);
  const right = htmlNode("div", { class: "right" }, room);
  addEmbedding(panel, right);
  addPicture(panel, right);
  dialog.showModal();
  fill(panel, code);
}

/** @param {Panel} panel @param {string} text */
function tell({ status }, text) {
  setText(status, text);
  if (text !== WAIT) setTimeout(() => status.textContent === text && setText(status, ""), STATUS_MS);
}

/** @param {Panel} panel */
function addLink(panel) {
  const sentence = htmlNode("p", { class: "sentence", text: WAIT }, panel.body);
  const row = htmlNode("div", { class: "row" }, panel.body);
  const label = WORDS.link;
  const field = htmlNode("input", { readonly: "", "aria-label": label, value: panel.address }, row);
  addCopy(panel, row, WORDS.copy_link, () => panel.address, field);
  return sentence;
}

/**
 * A button that copies what `text` gives; where the clipboard is closed, selects it in `field`.
 *
 * @param {Panel} panel
 * @param {Element} parent
 * @param {string} label
 * @param {() => string | Promise<string>} text
 * @param {HTMLInputElement | HTMLTextAreaElement} [field]
 */
function addCopy(panel, parent, label, text, field) {
  addButton(panel, parent, label, async () => {
    const copied = await text();
    if (await copyText(copied)) return tell(panel, WORDS.copied);
    const shown = field ?? htmlNode("textarea", { readonly: "", "aria-label": label, rows: 8 }, panel.body);
    shown.value = copied;
    shown.focus();
    shown.select();
    tell(panel, WORDS.selected);
  });
}

/** A button; what goes wrong is told. @param {Panel} panel @param {Element} parent @param {string} label @param {() => unknown} press */
function addButton(panel, parent, label, press) {
  const button = htmlNode("button", { type: "button", text: label }, parent);
  button.addEventListener("click", async () => {
    try {
      await press();
    } catch (error) {
      tell(panel, error instanceof Error ? error.message : String(error));
    }
  });
  return button;
}

/** A titled group of buttons. @param {Element} parent @param {string} title */
function addGroup(parent, title) {
  const group = htmlNode("section", {}, parent);
  htmlNode("h3", { text: title }, group);
  return htmlNode("div", { class: "buttons" }, group);
}

/** @param {Panel} panel @param {Element} parent */
function addPicture(panel, parent) {
  const box = addGroup(parent, WORDS.picture);
  const title = () => panel.body.querySelector(".sentence")?.textContent ?? "";
  const { pictures, hint } = findPictures();
  const type = "image/svg+xml";
  for (const { name, label, draw } of pictures) {
    addButton(panel, box, `${label}SVG`, () => saveFile(new Blob([draw(title())], { type }), `ntk-${name}.svg`));
    const drawn = async () => saveFile(await drawPicture(draw(title()), 2), `ntk-${name}.png`);
    addButton(panel, box, `${label}PNG (2×)`, drawn);
  }
  if (hint) htmlNode("p", { class: "quiet", text: hint }, box);
}

/** What only the server can tell. @param {Panel} panel @param {Element} room of the code */
async function fill(panel, room) {
  /** @type {Content} */
  let content;
  try {
    content = JSON.parse(await ask(panel, "panel.json"));
  } catch (error) {
    setText(
      panel.body.querySelector(".sentence") ?? panel.status,
      String(error instanceof Error ? error.message : error),
    );
    return;
  }
  setText(panel.body.querySelector(".sentence") ?? panel.status, content.sentence);
  addCode(room, content);
  const numbers = addGroup(panel.body, WORDS.numbers);
  const code = addGroup(panel.body, WORDS.code);
  addCopy(panel, code, WORDS.copy_python, () => ask(panel, "script.py"));
  for (const { name, label } of content.files.filter((file) => file.name !== PAGE)) {
    const box = CODE.includes(name) ? code : numbers;
    addButton(panel, box, label, async () => {
      tell(panel, WAIT);
      saveFile(new Blob([await ask(panel, name)]), `ntk-${name}`);
      tell(panel, worded(WORDS.downloaded, { name }));
    });
  }
  addDigits(numbers, content.digits);
  content.files.filter(({ name }) => name === PAGE).forEach(({ label }) => addPage(panel, label));
  addRoom(panel, content);
  addOpen(panel);
}

/** A class guesses about this scene. @param {Panel} panel @param {Content} content */
function addRoom(panel, { scene }) {
  const box = addGroup(panel.body, WORDS.teach);
  const words = WORDS.teach_how;
  const href = `${baseAddress(document.baseURI)}/room?${scene}`;
  htmlNode("a", { class: "open", href, target: "_self", text: WORDS.room }, box);
  htmlNode("p", { class: "quiet", text: words }, box);
}

/** The scene as a page of its own, with a title and a caption that the person may give. @param {Panel} panel @param {string} label */
function addPage(panel, label) {
  const box = addGroup(panel.body, label);
  const words = WORDS.file;
  htmlNode("p", { class: "quiet", text: words }, box);
  const title = htmlNode(
    "input",
    { placeholder: WORDS.file_title, "aria-label": WORDS.file_title, maxlength: 120 },
    box,
  );
  const caption = htmlNode("input", { placeholder: WORDS.caption, "aria-label": WORDS.caption, maxlength: 600 }, box);
  addButton(panel, box, WORDS.download, async () => {
    tell(panel, WAIT);
    const text = await ask(panel, PAGE, { title: title.value, caption: caption.value });
    saveFile(new Blob([text], { type: "text/html" }), `ntk-${PAGE}`);
    tell(panel, worded(WORDS.downloaded, { name: PAGE }));
  });
}

/** A text of the server about this page. @param {Panel} panel @param {string} name @param {Record<string, string>} [more] */
async function ask({ address }, name, more = {}) {
  const from = exportAddress(name, globalThis.ntkPage?.page ?? "", address, baseAddress(document.baseURI));
  const added = Object.entries(more).map(([key, value]) => `&${key}=${encodeURIComponent(value)}`);
  const answer = await fetch(`${from}${added.join("")}`).catch(() => null);
  if (!answer) throw new Error(WORDS.no_answer);
  if (!answer.ok) throw new Error(await answer.text());
  return answer.text();
}

/** The QR code; a press makes it as large as the screen. @param {Element} room @param {Content} content */
function addCode(room, { qr, why_not: whyNot }) {
  if (!qr) {
    htmlNode("p", { class: "quiet", text: whyNot }, room);
    return;
  }
  const label = WORDS.qr;
  const button = htmlNode("button", { type: "button", class: "code", "aria-label": label, title: label }, room);
  const picture = new DOMParser().parseFromString(qr, "image/svg+xml").documentElement;
  picture.setAttribute("aria-hidden", "true");
  button.append(document.importNode(picture, true));
  button.addEventListener("click", () => button.classList.toggle("large"));
}

/** @param {Panel} panel @param {Element} parent */
function addEmbedding(panel, parent) {
  const box = htmlNode("section", {}, parent);
  const label = WORDS.embed;
  htmlNode("h3", { text: label }, box);
  const code = embedCode(panel.address);
  const field = htmlNode("textarea", { readonly: "", rows: 4, "aria-label": label, text: code }, box);
  addCopy(panel, htmlNode("div", { class: "buttons" }, box), WORDS.copy, () => code, field);
}

/** @param {Element} box @param {Content["digits"]} digits */
function addDigits(box, digits) {
  const details = htmlNode("details", {}, box.parentElement);
  htmlNode("summary", { text: WORDS.digits }, details);
  const table = htmlNode("table", {}, details);
  for (const [name, value] of digits) {
    const row = htmlNode("tr", {}, table);
    htmlNode("th", { scope: "row", text: name }, row);
    htmlNode("td", { text: value.replace("-", "−") }, row);
  }
  const words = WORDS.digits_note;
  htmlNode("p", { class: "quiet", text: words }, details);
}

/** @param {Panel} panel */
function addOpen(panel) {
  const box = addGroup(panel.body, WORDS.open);
  const hint = WORDS.open_how;
  const label = htmlNode("label", { class: "open", text: WORDS.choose }, box);
  const input = htmlNode("input", { type: "file", accept: ".json,.csv,.py,.ipynb,.html,.txt,.tsv" }, label);
  htmlNode("p", { class: "quiet", text: hint }, box);
  input.addEventListener("change", async () => {
    const file = input.files?.[0];
    if (!file) return;
    panel.dialog.close();
    await sendFile(file);
  });
}
