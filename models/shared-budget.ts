/** Budget shared by several runs: what all of them have spent, those that are over included. */
import { sum, sumBy } from "../core/math.ts";
import type { Ledger } from "./ledger/ledger.ts";

/** Budget common to runs that are played side by side. */
export interface SharedBudget {
  readonly limitUsd: number;
  /** USD spent so far by all runs that ever joined, what they spent before a resume included. */
  spentUsd(): number;
  /** Counts what a run has spent before it is resumed, until it joins by the budget that `of` gives. */
  expect(run: string, usd: number): void;
  /** The same budget for one run. */
  of(run: string): SharedBudget;
  /** Counts a run from now on, with what its ledger holds already. */
  join(ledger: Ledger): void;
  /** Keeps what a run has spent, before its ledger is closed. */
  leave(ledger: Ledger): void;
}

/** Opens a budget; `earlierUsd` is what runs that will not be opened again have spent. */
export function createSharedBudget(limitUsd: number, earlierUsd = 0): SharedBudget {
  const open = new Set<Ledger>();
  const expected = new Map<string, number>();
  let left = earlierUsd;
  const sharedBudget: SharedBudget = {
    limitUsd,
    spentUsd: () => sum([left, ...expected.values(), ...[...open].map(spentBy)]),
    expect: (run, usd) => void expected.set(run, usd),
    of: (run) => ({
      ...sharedBudget,
      join(ledger) {
        expected.delete(run);
        sharedBudget.join(ledger);
      },
    }),
    join: (ledger) => void open.add(ledger),
    leave(ledger) {
      if (open.delete(ledger)) left += spentBy(ledger);
    },
  };
  return sharedBudget;
}

/** USD that a ledger's calls have cost; calls without a price count nothing. */
export function spentBy(ledger: Ledger): number {
  return sumBy(Object.values(ledger.usageByRole()), (tally) => tally.costUsd ?? 0);
}
