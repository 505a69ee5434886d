/** The numbers of a figure as a table and as a file: for those who cannot see it, and for those who calculate on. */

import { baseAddress, cleanAddress, exportAddress } from "../share/addresses.js";
import { htmlNode } from "../shared/dom.js";
import { decodeBytes, worded, written } from "../shared/format.js";
import { saveFile } from "../shared/saving.js";
import WORDS from "./words.json" with { type: "json" };

/** @import { Numbers, Packed, Trace } from "../shared/types.d.ts" */
/** @import { Live } from "./follow.js" */
/** @typedef {ReturnType<typeof makeNumbers>} NumbersView */
/** @typedef {{ head: string[], rows: Cell[][], isOwn?: boolean[] }} Table `isOwn`: in the person's units */
/** @typedef {string | number | null | undefined} Cell */
/** @typedef {{ count: number, second: Numbers, centre?: number }} Circle see circle.js */
/** @typedef {{ finding?: string, columns?: Record<string, string>, circle?: Circle, live?: Live }} Meta what we add: titles of the columns, frames, what follows */
/** @typedef {{ height: number, meta?: Meta, [name: string]: unknown }} Layout plotly's own */
/** @typedef {{ data: Trace[], layout: Layout }} Figure */

const MOST_ROWS = 200; // of a table; the file has all
const SHORT = 5; // digits in the table
const AT_REST = WORDS.at_rest;

/** A closed disclosure under the figure; it makes its tables when it is opened. @param {Element} parent */
export function makeNumbers(parent) {
  const box = htmlNode("details", { class: "numbers" }, parent);
  const summary = htmlNode("summary", { text: WORDS.numbers }, box);
  const body = htmlNode("div", {}, box);
  /** @type {{ figure: Figure | null, finding: string }} */
  const shown = { figure: null, finding: "" };
  const numbers = { box, summary, body, shown };
  box.addEventListener("toggle", () => fillNumbers(numbers));
  return numbers;
}

/**
 * Another figure: an open disclosure shows its numbers at once.
 *
 * @param {NumbersView} numbers
 * @param {Figure} figure
 * @param {string} finding
 */
export function setNumbers(numbers, figure, finding) {
  Object.assign(numbers.shown, { figure, finding });
  fillNumbers(numbers);
}

/** @param {NumbersView} numbers */
function fillNumbers({ box, body, shown: { figure, finding } }) {
  body.replaceChildren();
  if (!box.open || !figure) return;
  const tables = tablesOf(figure);
  htmlNode("p", { text: finding }, body);
  if (figure.layout.meta?.circle) htmlNode("p", { text: AT_REST }, body);
  const button = htmlNode("button", { type: "button", text: WORDS.csv }, body);
  button.addEventListener("click", async () => {
    const notes = await commentsOf(location.href);
    saveFile(new Blob([`# ${finding}\n${notes}${csvOf(tables)}`], { type: "text/csv" }), "numbers.csv");
  });
  for (const table of tables) drawTable(table, body);
}

/** Settings and units of the page as comment lines; its address alone while the server is away. @param {string} href */
async function commentsOf(href) {
  const from = exportAddress(
    "comments.txt",
    globalThis.ntkPage?.page ?? "",
    cleanAddress(href),
    baseAddress(document.baseURI),
  );
  const answer = await fetch(from).catch(() => null);
  return answer?.ok ? answer.text() : `# link = ${href}\n`;
}

/**
 * [{ head, rows }]: one table for each pair of axes, a row for each number of each named trace.
 *
 * @param {Figure} figure
 */
export function tablesOf({ data, layout }) {
  /** @type {Map<string, Table>} */
  const tables = new Map();
  for (const trace of data) {
    if (!trace.name || trace.mode === "text") continue;
    const [x, y] = [trace.xaxis ?? "x", trace.yaxis ?? "y"];
    const key = `${x} ${y} ${trace.z ? "z" : ""}`;
    const head = [WORDS.series, titleOf(layout, x), titleOf(layout, y), ...(trace.z ? [WORDS.value] : [])];
    const columns = layout.meta?.columns;
    const own = columns && { isOwn: [false, Boolean(columns[x]), Boolean(columns[y])] };
    const table = tables.get(key) ?? { head, rows: [], ...own };
    table.rows.push(...cellsOf(trace));
    tables.set(key, table);
  }
  return [...tables.values()].filter(({ rows }) => rows.length);
}

/** @param {Layout} layout @param {string} axis @returns {string} */
function titleOf(layout, axis) {
  const column = layout.meta?.columns?.[axis];
  if (column) return column;
  const { title } = /** @type {{ title?: { text?: string } }} */ (layout[`${axis[0]}axis${axis.slice(1)}`] ?? {});
  const text = title?.text ?? "";
  return withoutMarkup(text) || axis[0];
}

/** @param {string} text */
function withoutMarkup(text) {
  return text.replaceAll("<br>", " ").replace(/<[^>]*>/g, "");
}

/** @param {Trace} trace @returns {Cell[][]} */
function cellsOf(trace) {
  if (!trace.z) {
    const [x, y] = [listOf(trace.x), listOf(trace.y)];
    return x
      .map((at, i) => [trace.name, typeof at === "string" ? withoutMarkup(at) : at, y[i]])
      .filter((row) => isNumber(row[2]));
  }
  const z = matrixOf(trace.z);
  const [x, y] = [trace.x ? listOf(trace.x) : null, trace.y ? listOf(trace.y) : null];
  const cells = z.map((row, i) => row.map((value, j) => [trace.name, x?.[j] ?? j + 1, y?.[i] ?? i + 1, value]));
  return cells.flat().filter((row) => isNumber(row[3]));
}

/** @param {Cell} value */
function isNumber(value) {
  return value !== null && value !== undefined && !Number.isNaN(value);
}

/** What travels packed, as numbers. @param {Numbers | undefined} values */
export function listOf(values) {
  if (Array.isArray(values)) return values;
  if (!values) return [];
  const { buffer } = decodeBytes(values.bdata);
  return Array.from(values.dtype === "f4" ? new Float32Array(buffer) : new Float64Array(buffer));
}

/** @param {Packed | Numbers[]} values */
function matrixOf(values) {
  if (Array.isArray(values)) return values.map(listOf);
  const [rows, columns] = (values.shape ?? "").split(",").map(Number);
  const flat = listOf(values);
  return Array.from({ length: rows }, (_, i) => flat.slice(i * columns, (i + 1) * columns));
}

/** Comma-separated lines, a blank one between two tables. @param {Table[]} tables */
export function csvOf(tables) {
  /** @param {Cell} value */
  const cell = (value) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
  return tables
    .map(({ head, rows }) => [head, ...rows].map((row) => `${row.map(cell).join(",")}\n`).join(""))
    .join("\n");
}

/** @param {Table} table @param {Element} body */
function drawTable({ head, isOwn = [], rows }, body) {
  const label = worded(WORDS.region, { columns: head.slice(1).join(", ") });
  const frame = htmlNode("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": label }, body);
  const table = htmlNode("table", {}, frame);
  const top = htmlNode("tr", {}, htmlNode("thead", {}, table));
  for (const text of head) htmlNode("th", { scope: "col", text }, top);
  const lines = htmlNode("tbody", {}, table);
  const digits = head.map((_, i) => SHORT + (isOwn[i] ? hiddenDigits(rows.map((row) => Number(row[i]))) : 0)).slice(1);
  for (const [name, ...values] of rows.slice(0, MOST_ROWS)) {
    const line = htmlNode("tr", {}, lines);
    htmlNode("th", { scope: "row", text: name }, line);
    values.forEach((value, i) => htmlNode("td", { text: shortText(value, digits[i]) }, line));
  }
  const more = worded(WORDS.more, { count: MOST_ROWS, rows: rows.length });
  if (rows.length > MOST_ROWS) htmlNode("p", { text: more }, body);
}

/** How many digits all of these share: 2 for 1990 to 2010. @param {number[]} values */
function hiddenDigits(values) {
  // Not Math.min(...values): a map has more numbers than a function takes arguments.
  const [low, high] = [
    values.reduce((a, b) => Math.min(a, b), Infinity),
    values.reduce((a, b) => Math.max(a, b), -Infinity),
  ];
  return high > low ? Math.min(10, Math.max(0, Math.round(Math.log10(Math.max(-low, high) / (high - low))))) : 0;
}

/** @param {Cell} value @param {number} digits */
function shortText(value, digits) {
  return typeof value === "number" ? written(String(Number(value.toPrecision(digits)))) : value;
}
