/** Spending limit of a run, what it spent before a resume included: counts what calls cost and stops further ones. */
import { BillpError } from "../core/errors.ts";
import { isOfflineSpec } from "../core/settings.ts";
import type { Ledger } from "./ledger/ledger.ts";
import { checkPriced, costOf, loadPrices, type Prices } from "./prices.ts";
import { type SharedBudget, spentBy } from "./shared-budget.ts";

/** Budget of a run. */
export interface Budget {
  /** @throws BillpError `budget` when nothing is left. */
  check(): void;
  /** Cost of a call in USD; null without a price. */
  cost(spec: string, inputTokens: number, outputTokens: number): number | null;
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

/** Opens the budget. @throws BillpError `bad-settings` when there is a budget and a model without a price. */
export function createBudget(options: BudgetOptions): Budget {
  const { ledger, sharedBudget } = options;
  const budgetUsd = sharedBudget?.limitUsd ?? options.budgetUsd;
  sharedBudget?.join(ledger);
  let prices = options.prices;
  const table = (): Prices => {
    prices ??= loadPrices().models;
    return prices;
  };
  if (budgetUsd !== undefined) {
    if (!(budgetUsd >= 0)) throw new BillpError("bad-settings", `A budget is an amount in USD, not ${budgetUsd}.`);
    checkPriced(options.specs.some((s) => !isOfflineSpec(s)) ? table() : {}, options.specs);
  }
  return {
    check() {
      if (budgetUsd === undefined) return;
      const spent = sharedBudget?.spentUsd() ?? spentBy(ledger);
      if (spent < budgetUsd || (spent === 0 && options.specs.every(isOfflineSpec))) return;
      throw new BillpError("budget", `The budget of ${budgetUsd} USD is spent (${spent.toFixed(4)} USD so far).`, {
        hint: "Finished calls are kept: start again with --resume and a larger --budget.",
      });
    },
    cost: (spec, input, output) => costOf(isOfflineSpec(spec) ? {} : table(), spec, input, output),
  };
}
