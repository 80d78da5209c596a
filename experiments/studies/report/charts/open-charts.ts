/** Loader of the charts: Observable Plot and linkedom are optional packages, and a report without them has tables alone. */
import { installCommand, isNotInstalled } from "../../../../core/optional-packages.ts";
import { type Charts, noCharts } from "./charts.ts";

/** The charts, or none with the sentence that says what to install. @throws what the packages throw when they are there but do not load. */
export async function openCharts(
  load: () => Promise<{ plotCharts: Charts }> = () => import("./plot-charts.ts"),
): Promise<Charts> {
  try {
    return (await load()).plotCharts;
  } catch (error) {
    if (!isNotInstalled("drawing", error)) throw error;
    return noCharts(`Drawings are left out: they need packages that are not installed. ${installCommand("drawing")}`);
  }
}
