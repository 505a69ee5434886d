/** Messages that a server pushes, taken from the pieces in which they arrive; and how long to wait after a failure. */

const FIRST_WAIT = 500; // milliseconds
const LONGEST_WAIT = 10_000;

/**
 * A function that takes the next piece of an event stream and gives each whole message to `hear`, with the name of its
 * event, "" for most. A line that begins with a colon only keeps the connection open.
 *
 * @param {(message: string, event: string) => void} hear
 */
export function messageReader(hear) {
  let rest = "";
  /** @param {string} piece */
  return (piece) => {
    const blocks = (rest + piece).replace(/\r\n?/g, "\n").split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const data = fieldOf(block, "data:");
      if (data.length > 0) hear(data.join("\n"), fieldOf(block, "event:").join());
    }
  };
}

/** The values of one field of a message. @param {string} block @param {string} name */
function fieldOf(block, name) {
  const lines = block.split("\n").filter((line) => line.startsWith(name));
  return lines.map((line) => line.slice(name.length).replace(/^ /, ""));
}

/**
 * Milliseconds until the next try after so many failures in a row: twice as long each time, and not the same for all who
 * have lost the server at the same moment.
 *
 * @param {number} failures
 * @param {number} chance from 0 to 1
 */
export function waitAfter(failures, chance) {
  return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failures - 1)) * (0.5 + chance / 2);
}
