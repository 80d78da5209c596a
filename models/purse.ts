/** One budget over several runs: what all of them have spent, those that are over included. */
import type { Ledger } from "./ledger.ts";

/** The common purse of runs that are played side by side. */
export interface Purse {
  readonly limitUsd: number;
  /** USD spent so far by all runs that ever joined, earlier sessions included. */
  spentUsd(): number;
  /** Counts a run from now on, with what its ledger holds already. */
  join(ledger: Ledger): void;
  /** Keeps what a run has spent, before its ledger is closed. */
  leave(ledger: Ledger): void;
}

/** Opens a purse; `earlierUsd` is what runs that will not be opened again have spent. */
export function createPurse(limitUsd: number, earlierUsd = 0): Purse {
  const open = new Set<Ledger>();
  let left = earlierUsd;
  return {
    limitUsd,
    spentUsd: () => [...open].reduce((sum, ledger) => sum + spentBy(ledger), left),
    join: (ledger) => void open.add(ledger),
    leave(ledger) {
      if (open.delete(ledger)) left += spentBy(ledger);
    },
  };
}

/** USD that a ledger's calls have cost; calls without a price count nothing. */
export function spentBy(ledger: Ledger): number {
  return Object.values(ledger.usageByRole()).reduce((sum, tally) => sum + (tally.costUsd ?? 0), 0);
}
