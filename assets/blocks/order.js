/** Rows of blocks: added, removed, moved, set; and which of them a skip goes round. No browser is needed here. */

/** @import { Block, Row } from "./types.d.ts" */

const SKIP = "skip";

/** The number of blocks that a skip goes round, 0 for other blocks. @param {Block} block */
export function roundOf([sort, values]) {
  return sort === SKIP ? Number(values[0]) : 0;
}

/** A block with another value of one field. @param {Block} block @param {number} field @param {string | number} value @returns {Block} */
export function withValue([sort, values], field, value) {
  return [sort, values.with(field, value)];
}

/** The rows with a new one at `at`; a skip that goes round this position goes round the new block too. @param {Row[]} rows @param {number} at @param {Row} row */
export function inserted(rows, at, row) {
  return widened(rows, (i, round) => i >= at && i - round < at, 1).toSpliced(at, 0, row);
}

/** The rows without that at `at`; a skip that went round it goes round one block less. @param {Row[]} rows @param {number} at */
export function removed(rows, at) {
  return widened(rows, (i, round) => i > at && i - round <= at && round > 1, -1).toSpliced(at, 1);
}

/** @param {Row[]} rows @param {(i: number, round: number) => boolean} isRound @param {number} by @returns {Row[]} */
function widened(rows, isRound, by) {
  return rows.map((row, i) => {
    const round = roundOf(row.block);
    if (!round || !isRound(i, round)) return row;
    return { ...row, block: withValue(row.block, 0, String(round + by)) };
  });
}

/**
 * The rows with that at `from` at `to`; beyond the ends it stays at the end.
 *
 * @template Item
 * @param {Item[]} rows
 * @param {number} from
 * @param {number} to
 */
export function moved(rows, from, to) {
  const end = Math.min(Math.max(to, 0), rows.length - 1);
  return rows.toSpliced(from, 1).toSpliced(end, 0, rows[from]);
}

/**
 * The lanes beside the rows: for each row and each skip that goes round it, whether the skip starts, passes or ends there.
 *
 * @param {Block[]} blocks
 * @returns {("start" | "pass" | "end" | "")[][]}
 */
export function lanesOf(blocks) {
  const skips = blocks.flatMap((block, i) =>
    roundOf(block) ? [{ end: i, start: Math.max(0, i - roundOf(block)) }] : [],
  );
  return blocks.map((_, i) =>
    skips.map(({ start, end }) => (i === end ? "end" : i === start ? "start" : i > start && i < end ? "pass" : "")),
  );
}

/** Where a row that is dragged by `by` pixels lands, from the middles of all rows. @param {number[]} middles @param {number} from @param {number} by */
export function landing(middles, from, by) {
  const at = middles[from] + by;
  return middles.filter((middle, i) => i !== from && middle < at).length;
}

/**
 * The blocks as rows: those that are there already keep their numbers, so that the browser keeps their nodes.
 *
 * @param {Row[]} rows
 * @param {Block[]} blocks
 * @param {() => number} next
 * @returns {Row[]}
 */
export function asRows(rows, blocks, next) {
  const isSame = rows.length === blocks.length && rows.every(({ block }, i) => block[0] === blocks[i][0]);
  return blocks.map((block, i) => ({ id: isSame ? rows[i].id : next(), block }));
}
