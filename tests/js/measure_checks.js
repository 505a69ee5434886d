/** Measures checks in the browser's models of payloads: JSON of { payload, checks, noise } objects in, their results out. */
import { readFileSync } from "node:fs";

import { joinAnswers } from "../../assets/chart/answers.js";
import { sceneOf, settingOf } from "../../assets/chart/history.js";
import { liveModel } from "../../assets/chart/live.js";
import { currentModel } from "../../assets/chart/model.js";
import { makeMotion } from "../../assets/chart/motion.js";
import { makeSession } from "../../assets/chart/session.js";
import { isMet, measure } from "../../assets/lesson/check.js";
import { wholePrior } from "../../assets/shared/prior.js";

const WORDED = new Map([
  [Infinity, "∞"],
  [-Infinity, "-∞"],
  [undefined, "not yet"],
]);

/** What is on screen at rest, with the server's numbers. */
function modelAtRest(payload) {
  return currentModel({ session: makeSession(payload), motion: makeMotion(), late: false });
}

/** What is on screen while a hand holds something, with the browser's numbers. */
function modelOfHand(payload) {
  const [scene, setting] = [sceneOf(payload), settingOf(payload)];
  const solved = liveModel({ scene, cache: {}, answer: payload }, setting, 0, null, false);
  return { ...solved, scene, setting, groups: joinAnswers(scene, solved.groups, setting.units) };
}

const cases = JSON.parse(readFileSync(0, "utf8"));
const results = cases.map(({ payload, checks }) => {
  const before = modelAtRest(payload);
  const early = checks.map((check) => measure(check, before) === undefined);
  wholePrior(payload.network);
  return [modelAtRest(payload), modelOfHand(payload)].map((model) =>
    checks.map((check, i) => {
      const value = measure(check, model);
      return { value: WORDED.get(value) ?? value, met: isMet(check, model), early: early[i] };
    }),
  );
});
process.stdout.write(JSON.stringify(results));
