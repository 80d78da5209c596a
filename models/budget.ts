/** Spending limit of a run, what it spent before a resume included: holds what each try may cost, and stops when nothing is left. */
import { BillpError } from "../core/errors.ts";
import { isOfflineSpec } from "../core/settings.ts";
import type { Ledger } from "./ledger/ledger.ts";
import { checkPriced, costOf, loadPrices, type Prices } from "./prices.ts";
import { createReservations, type Reservations } from "./reservations.ts";
import { type SharedBudget, spentBy } from "./shared-budget.ts";

/** Budget of a run. */
export interface Budget {
  /** Cost of a call in USD; null without a price. */
  cost(spec: string, inputTokens: number, outputTokens: number): number | null;
  /** Money for one call, whose request has so many bytes. */
  hold(spec: string, bytes: number): Hold;
}

/** Money held for one call: taken by each try, given back when nothing was billed or when the ledger has the answer. */
export interface Hold {
  /**
   * Reserves what the try may cost; for whoever has the try's place in the limiter. Waits while calls in flight may take the rest.
   * @throws BillpError `budget` when nothing is left; the reason of `signal`.
   */
  take(signal?: AbortSignal): Promise<void>;
  /** Gives it back. Again, or without a `take`, it does nothing. */
  give(): void;
  /** Gives it back and counts the estimate as spent: the try ended without an answer, and may have been billed. */
  lose(): void;
}

/** Options of {@link createBudget}. */
export interface BudgetOptions {
  ledger: Ledger;
  budgetUsd?: number;
  /** A budget shared with other runs; then `budgetUsd` does not count. */
  sharedBudget?: SharedBudget;
  prices?: Prices;
  /** Every model the run may call. */
  specs: readonly string[];
}

/** Bytes of a request that make a token at least: no tokenizer makes more of any script. */
const BYTES_PER_TOKEN = 2;
/** Tokens an answer is held to have at most, until a longer one was seen. */
const ANSWER_TOKENS = 1000;

/** Reservations of runs with a budget of their own: whoever writes into one ledger shares them. */
const reservationsOf = new WeakMap<Ledger, Reservations>();

/** Opens the budget. @throws BillpError `bad-settings` when there is a budget and a model without a price, earlier calls included. */
export function createBudget(options: BudgetOptions): Budget {
  const { ledger, sharedBudget } = options;
  const budgetUsd = sharedBudget?.limitUsd ?? options.budgetUsd;
  let prices = options.prices;
  const table = (): Prices => {
    prices ??= loadPrices().models;
    return prices;
  };
  const priceOf = (spec: string, input: number, output: number) =>
    costOf(isOfflineSpec(spec) ? {} : table(), spec, input, output);
  if (budgetUsd !== undefined) {
    if (!(budgetUsd >= 0)) throw new BillpError("bad-settings", `A budget is an amount in USD, not ${budgetUsd}.`);
    const specs = [...options.specs, ...Object.keys(ledger.outlay().unpriced)];
    checkPriced(specs.every(isOfflineSpec) ? {} : table(), specs);
  }
  sharedBudget?.join(ledger, priceOf);
  const reservations = sharedBudget?.reservations ?? reservationsOf.get(ledger) ?? createReservations();
  reservationsOf.set(ledger, reservations);
  const spentUsd = () => sharedBudget?.spentUsd() ?? spentBy(ledger, priceOf);
  const longest = new Map<string, number>();
  return {
    cost(spec, input, output) {
      longest.set(spec, Math.max(output, longest.get(spec) ?? 0));
      return priceOf(spec, input, output);
    },
    hold(spec, bytes) {
      let give: (() => void) | undefined;
      const free = isOfflineSpec(spec);
      const tokens = () => ({
        inputTokens: Math.ceil(bytes / BYTES_PER_TOKEN),
        outputTokens: Math.max(ANSWER_TOKENS, longest.get(spec) ?? 0),
      });
      const estimate = () => priceOf(spec, tokens().inputTokens, tokens().outputTokens);
      return {
        async take(signal) {
          const usd = free || budgetUsd === undefined ? 0 : (estimate() ?? 0);
          if (budgetUsd === undefined || usd === 0) return; // what costs nothing is not in the budget's way
          give = (await reservations.hold(usd, () => budgetUsd - spentUsd(), signal)) ?? refuse(budgetUsd, spentUsd());
        },
        give: () => give?.(),
        lose() {
          if (!free) ledger.lose({ model: spec, ...tokens(), costUsd: estimate() });
          give?.();
        },
      };
    },
  };
}

function refuse(budgetUsd: number, spentUsd: number): never {
  throw new BillpError("budget", `The budget of ${budgetUsd} USD is spent (${spentUsd.toFixed(4)} USD so far).`, {
    hint: "Finished calls are kept: start again with --resume and a larger --budget.",
  });
}
