/** Charts drawn by Observable Plot. Importing this module needs the optional packages: {@link openCharts} imports it. */
import type { Charts } from "./charts.ts";
import { costAgainstReturn } from "./cost.ts";
import { criticByRound, learningCurves } from "./curves.ts";
import { forest, forestKey } from "./forest.ts";
import { popularity } from "./popularity.ts";
import { quits, quitsKey } from "./quits.ts";

/** All charts. */
export const plotCharts: Charts = {
  missing: null,
  ...{ forest, forestKey, learningCurves, costAgainstReturn, quits, quitsKey, popularity, criticByRound },
};
