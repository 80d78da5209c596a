/** List price of a run: what its tokens cost at a price table, whoever paid for them. */
import { isOfflineSpec, type ResolvedSettings, specOfRole } from "../../core/settings.ts";
import { listCost, loadPrices, type Prices } from "../../models/prices.ts";
import type { Usage } from "../evaluation/summary.ts";

/** USD of a run's tokens; null where a model has no price. `prices`: default data/prices.json. */
export function listUsdOf({ byRole }: Pick<Usage, "byRole">, settings: ResolvedSettings, prices?: Prices): number | null {
  const specOf = (role: string) => specOfRole(settings, role);
  const table = Object.keys(byRole).every((role) => isOfflineSpec(specOf(role))) ? {} : (prices ?? loadPrices().models);
  return listCost(byRole, specOf, table);
}
