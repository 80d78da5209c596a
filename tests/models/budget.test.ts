/** Money: what a run may spend, what many runs spend together, and what the totals say of it. */
import { describe, expect, it } from "vitest";
import { createBudget } from "../../models/budget.ts";
import { createMemoryLedger, type Ledger } from "../../models/ledger/ledger.ts";
import { addTally, emptyTally, sumTallies, type Tally } from "../../models/ledger/usage.ts";
import { checkPriced, costOf, type Prices } from "../../models/prices.ts";
import { createSharedBudget } from "../../models/shared-budget.ts";

const MODEL = "openai:a";
const prices: Prices = { [MODEL]: { input: 3, output: 7 }, "openai:free": { input: 0, output: 0 } };

/** A ledger whose calls have cost this much; null: a call without a price. */
function spent(...usd: (number | null)[]): Ledger {
  const ledger = createMemoryLedger();
  usd.forEach((costUsd, i) => {
    const address = { scope: "", episode: 1, round: i + 1, role: "actor", attempt: 0 };
    ledger.finish(address, {
      request: "r",
      answer: "",
      model: MODEL,
      inputTokens: 1,
      outputTokens: 1,
      costUsd,
      estimated: false,
    });
  });
  return ledger;
}

describe("a price", () => {
  it("is USD a million tokens, input and output apart; nothing where the model is in this process, null where it is unknown", () => {
    expect(costOf(prices, MODEL, 2e6, 1e6)).toBe(13);
    expect(costOf(prices, MODEL, 1e6, 0)).toBe(3);
    expect(costOf(prices, "offline", 1e6, 1e6)).toBe(0);
    expect(costOf(prices, "openai:b", 1, 1)).toBeNull();
    expect(costOf(prices, "constructor", 1, 1)).toBeNull();
  });

  it("is demanded of every model under a budget; one of 0 is a price", () => {
    expect(() => checkPriced(prices, [MODEL, "openai:free", "offline"])).not.toThrow();
    expect(() => checkPriced(prices, [MODEL, "openai:b"])).toThrow("there is none for openai:b");
  });
});

describe("a budget", () => {
  const open = (ledger: Ledger, budgetUsd: number | undefined) => createBudget({ ledger, budgetUsd, prices, specs: [MODEL] });

  it("lets a call through while something is left, and none when it is spent to the cent", () => {
    expect(() => open(spent(0.25), 0.5).check()).not.toThrow();
    expect(() => open(spent(0.25, 0.25), 0.5).check()).toThrow("The budget of 0.5 USD is spent (0.5000 USD so far)");
    expect(() => open(spent(), 0).check()).toThrow("is spent");
    expect(() => open(spent(9), undefined).check()).not.toThrow();
    expect(() => open(spent(), -1)).toThrow("amount in USD");
  });

  it("of a study holds for all its runs, in place of their own", () => {
    const sharedBudget = createSharedBudget(1);
    const [one, two] = [spent(0.25), spent(0.5)];
    const budgets = [one, two].map((ledger) => createBudget({ ledger, sharedBudget, budgetUsd: 99, prices, specs: [MODEL] }));
    for (const budget of budgets) expect(() => budget.check()).not.toThrow();
    sharedBudget.join(spent(0.25));
    for (const budget of budgets) expect(() => budget.check()).toThrow("The budget of 1 USD is spent");
  });
});

describe("a shared budget", () => {
  it("keeps what every run has spent that is over", () => {
    const sharedBudget = createSharedBudget(10, 0.125);
    const ledgers = [spent(1), spent(2), spent(4)];
    for (const ledger of ledgers) sharedBudget.join(ledger);
    for (const ledger of ledgers.slice(0, 2)) sharedBudget.leave(ledger);
    expect(sharedBudget.spentUsd()).toBe(7.125);
    sharedBudget.leave(ledgers[0] as Ledger); // it left before
    expect(sharedBudget.spentUsd()).toBe(7.125);
  });

  it("counts what a run spent earlier once, before it joins and after", () => {
    const sharedBudget = createSharedBudget(10);
    sharedBudget.expect("a", 2);
    sharedBudget.expect("b", 1);
    sharedBudget.of("a").join(spent(2, 0.5));
    expect(sharedBudget.spentUsd()).toBe(3.5);
  });
});

describe("totals", () => {
  const tally = (more: Partial<Tally>): Tally => ({ ...emptyTally(), calls: 1, costUsd: 0.5, ...more });

  it("have no cost as soon as one call has no price", () => {
    expect(sumTallies([tally({}), tally({ costUsd: 0.25 })]).costUsd).toBe(0.75);
    expect(sumTallies([tally({}), tally({ costUsd: null }), tally({})]).costUsd).toBeNull();
    expect(spent(1, null, 2).usageByRole().actor).toMatchObject({ calls: 3, costUsd: null });
  });

  it("count estimates and cached answers, of all that are added", () => {
    const total = tally({ cached: 1, estimatedCalls: 1 });
    addTally(total, tally({ cached: 2, estimatedCalls: 3 }));
    expect(total).toMatchObject({ calls: 2, cached: 3, estimatedCalls: 4 });
    expect(sumTallies([tally({})])).not.toHaveProperty("cached");
  });
});
