/** Budget shared by several runs: what all of them have spent, those that are over included, and what their calls in flight hold. */
import { BillpError } from "../core/errors.ts";
import { sum } from "../core/math.ts";
import type { Ledger } from "./ledger/ledger.ts";
import { costOf, loadPrices } from "./prices.ts";
import { createReservations, type Reservations } from "./reservations.ts";

/** Cost in USD of so many tokens of `provider:model`; null without a price. */
export type PriceOf = (spec: string, inputTokens: number, outputTokens: number) => number | null;

/** Budget common to runs that are played side by side. */
export interface SharedBudget {
  readonly limitUsd: number;
  /** What calls in flight of all runs may cost. */
  readonly reservations: Reservations;
  /** USD spent so far by all runs that ever joined, what they spent before a resume included. */
  spentUsd(): number;
  /** Counts what a run has spent before it is resumed, until it joins by the budget that `of` gives. */
  expect(run: string, usd: number): void;
  /** The same budget for one run. */
  of(run: string): SharedBudget;
  /** Counts a run from now on, with what its ledger holds already; calls without a price by `priceOf`. */
  join(ledger: Ledger, priceOf?: PriceOf): void;
  /** Keeps what a run has spent, before its ledger is closed. */
  leave(ledger: Ledger): void;
}

/** Opens a budget; `earlierUsd` is what runs that will not be opened again have spent. */
export function createSharedBudget(limitUsd: number, earlierUsd = 0): SharedBudget {
  const open = new Map<Ledger, PriceOf | undefined>();
  const expected = new Map<string, number>();
  let left = earlierUsd;
  const sharedBudget: SharedBudget = {
    limitUsd,
    reservations: createReservations(),
    spentUsd: () => sum([left, ...expected.values(), ...[...open].map(([ledger, priceOf]) => spentBy(ledger, priceOf))]),
    expect: (run, usd) => void expected.set(run, usd),
    of: (run) => ({
      ...sharedBudget,
      join(ledger, priceOf) {
        expected.delete(run);
        sharedBudget.join(ledger, priceOf);
      },
    }),
    join: (ledger, priceOf) => void open.set(ledger, priceOf),
    leave(ledger) {
      const priceOf = open.get(ledger);
      if (open.delete(ledger)) left += spentBy(ledger, priceOf);
    },
  };
  return sharedBudget;
}

const shipped: PriceOf = (spec, input, output) => costOf(loadPrices().models, spec, input, output);

/**
 * USD that a ledger's calls have cost. An unknown cost is not 0: calls that had no price when they were made count at the price of today,
 * and calls that a kill cut off, which may have been billed, as the mean of the finished ones.
 * @throws BillpError `bad-settings` when a model of the ledger has no price.
 */
export function spentBy(ledger: Ledger, priceOf: PriceOf = shipped): number {
  const { usd, unpriced, calls, cutOff } = ledger.outlay();
  const known = sum([
    usd,
    ...Object.entries(unpriced).map(([spec, t]) => priced(spec, priceOf(spec, t.inputTokens, t.outputTokens))),
  ]);
  return known + (calls > 0 ? (cutOff * known) / calls : 0);
}

function priced(spec: string, usd: number | null): number {
  if (usd !== null) return usd;
  throw new BillpError("bad-settings", `Calls of ${spec} were made without a price, so what is spent is not known.`, {
    hint: `Give one: --price ${spec}=INPUT,OUTPUT (USD per million tokens; 0,0 for a server of your own).`,
  });
}
