/** Hands plotly's script, which has come packed as the data, to the figures of the page. */

import { bring } from "./source.js";

export default function ({ data }) {
  bring(data);
}
