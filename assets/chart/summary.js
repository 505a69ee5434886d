/** The picture in words. */

import { unitText } from "../shared/units.js";

/** @import { Session } from "./types.d.ts" */

/** The picture in a sentence, for those who cannot see it. @param {Session} session */
export function summary({ scene, answer }) {
  const count = scene.points.length;
  const best = answer.groups
    .filter((group) => group.rows.length > 1 && group.ranked)
    .map(
      ({ x, rows }) =>
        `at x ${x.map((each) => unitText(answer.units.x, each)).join(", ")}, ${rows[0].name} is the most plausible`,
    );
  const points = `${count} training point${count === 1 ? "" : "s"}`;
  return [points, ...best, `numerical health is ${answer.health.level}`].join("; ");
}
