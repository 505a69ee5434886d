/** Scores guesses in the browser's way: JSON of { entry, words, asked, truth, guesses } objects in, scores and answers out. */
import { readFileSync } from "node:fs";

import { answerOf, lawOf, scoresOf } from "../../assets/file/law.js";

const cases = JSON.parse(readFileSync(0, "utf8"));
const results = cases.map(({ entry, words, asked, truth, guesses }) => {
  const law = lawOf(entry, words);
  return { scores: scoresOf(law, asked, truth, guesses), answer: answerOf(law, asked, truth) };
});
process.stdout.write(JSON.stringify(results));
