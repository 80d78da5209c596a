/** Drawings of a report: which there are, and the empty set of them. Each is inline SVG, or null where there is nothing to draw. */
import type { CriticStudy } from "../../analysis/result.ts";
import type { Html } from "../parts/html.ts";
import type { Shown, View } from "../parts/view.ts";

/** What draws the charts of a report's page. */
export interface Charts {
  /** What the page says where its charts are left out; null when it has them. */
  readonly missing: string | null;
  /** Differences to the baseline in a measure. */
  forest(view: View, measure: Shown): Html | null;
  forestKey(view: View): Html | null;
  learningCurves(view: View, measure: Shown): Html | null;
  costAgainstReturn(view: View, measure: Shown): Html | null;
  /** Shares of the reasons for which episodes ended. */
  quits(view: View): Html | null;
  quitsKey(view: View): Html | null;
  /** Shares of recommendations by popularity of the item. */
  popularity(view: View): Html | null;
  /** Mean V and G of an arm by round. */
  criticByRound(arm: string, critic: CriticStudy): Html | null;
}

const nothing = () => null;

/** A report without drawings; every number of theirs is in its tables. */
export const noCharts = (missing: string): Charts => ({
  missing,
  forest: nothing,
  forestKey: nothing,
  learningCurves: nothing,
  costAgainstReturn: nothing,
  quits: nothing,
  quitsKey: nothing,
  popularity: nothing,
  criticByRound: nothing,
});
