/** The run that one is compared with when none was chosen. */
import type { RunCard } from "../../server/shapes.ts";

/** Another run than `a`: the one it goes on from, else the latest of the same world, else the latest; null where there is no other. */
export function otherRun(runs: readonly RunCard[], a: string): RunCard | null {
  const mine = runs.find((r) => r.id === a);
  const others = runs.filter((r) => r.id !== a && r.status !== "damaged");
  const rank = (r: RunCard) => (r.id === mine?.parent?.id ? 2 : 0) + (r.world === mine?.world ? 1 : 0);
  return others.toSorted((x, y) => rank(y) - rank(x) || y.changed - x.changed || x.id.localeCompare(y.id))[0] ?? null;
}
