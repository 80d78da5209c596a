/** Money: what a run may spend, what many runs spend together, and what the totals say of it. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type Budget, createBudget, type Hold } from "../../models/budget.ts";
import { createMemoryLedger, type Ledger, type LedgerEntry } from "../../models/ledger/ledger.ts";
import { addTally, emptyTally, sumTallies, type Tally } from "../../models/ledger/usage.ts";
import { checkPriced, costOf, type Prices } from "../../models/prices.ts";
import { createSharedBudget, spentBy } from "../../models/shared-budget.ts";

const MODEL = "openai:a";
const prices: Prices = { [MODEL]: { input: 3, output: 7 }, "openai:free": { input: 0, output: 0 } };

/** A ledger whose calls have cost this much; null: a call without a price. */
function spent(...usd: (number | null)[]): Ledger {
  const ledger = createMemoryLedger();
  for (const one of usd) spend(ledger, one);
  return ledger;
}

/** One more call, of this cost. */
function spend(ledger: Ledger, costUsd: number | null, more: Partial<LedgerEntry> = {}): void {
  const round = ledger.counts().finished + 1;
  const entry = { request: "r", answer: "", model: MODEL, inputTokens: 1, outputTokens: 1, costUsd, estimated: false, ...more };
  ledger.finish({ scope: "", episode: 1, round, role: "actor", attempt: 0 }, entry);
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

  const admit = async (budget: Budget) => {
    const hold = budget.hold(MODEL, 100);
    await hold.take();
    hold.give();
  };

  it("lets a call through while something is left, and none when it is spent to the cent", async () => {
    await admit(open(spent(0.25), 0.5));
    await expect(admit(open(spent(0.25, 0.25), 0.5))).rejects.toThrow("The budget of 0.5 USD is spent (0.5000 USD so far)");
    await expect(admit(open(spent(), 0))).rejects.toThrow("is spent");
    await admit(open(spent(9), undefined));
    expect(() => open(spent(), -1)).toThrow("amount in USD");
  });

  it("of a study holds for all its runs, in place of their own", async () => {
    const sharedBudget = createSharedBudget(1);
    const [one, two] = [spent(0.25), spent(0.5)];
    const budgets = [one, two].map((ledger) => createBudget({ ledger, sharedBudget, budgetUsd: 99, prices, specs: [MODEL] }));
    for (const budget of budgets) await admit(budget);
    sharedBudget.join(spent(0.25));
    for (const budget of budgets) await expect(admit(budget)).rejects.toThrow("The budget of 1 USD is spent");
  });

  it("holds what a call may cost until it is settled: another one waits for the rest, and then sees what is left", async () => {
    const ledger = spent();
    const budget = open(ledger, 0.01); // 100 bytes in and an answer are held to cost 0.00715
    const [one, two, three] = [1, 2, 3].map(() => budget.hold(MODEL, 100)) as [Hold, Hold, Hold];
    await one.take();
    await two.take(); // 0.00285 are left
    let third = "waits";
    const taken = three.take().then(
      () => (third = "taken"),
      () => (third = "refused"),
    );
    await nextTurn();
    expect(third).toBe("waits");
    spend(ledger, 0.01);
    one.give();
    await taken;
    expect(third).toBe("refused");
  });

  it("counts a try that may have been billed, and calls that a kill cut off, over a resume as well", () => {
    const ledger = spent(0.5, 0.25);
    const budget = open(ledger, 1);
    budget.hold(MODEL, 1000).lose();
    const lost = (500 * 3 + 1000 * 7) / 1e6;
    expect(ledger.outlay()).toMatchObject({ usd: 0.75 + lost, lost: { tries: 1, usd: lost } });
    ledger.begin({ scope: "", episode: 9, round: 1, role: "actor", attempt: 0 }, "r");
    ledger.fail({ scope: "", episode: 9, round: 1, role: "actor", attempt: 0 }, true);
    expect(spentBy(ledger)).toBeCloseTo((0.75 + lost) * 1.5, 12);
  });

  it("is not switched off by a call without a price: it counts at the price there is now, or the run is refused", async () => {
    const ledger = spent(0.2, null);
    spend(ledger, null, { inputTokens: 100_000, outputTokens: 0 }); // 0.3 USD
    expect(ledger.usageByRole().actor?.costUsd).toBeNull();
    await expect(admit(open(ledger, 0.5))).rejects.toThrow("The budget of 0.5 USD is spent (0.5000 USD so far)");
    const sharedBudget = createSharedBudget(0.5);
    await expect(admit(createBudget({ ledger, sharedBudget, prices, specs: [MODEL] }))).rejects.toThrow("is spent");
    sharedBudget.leave(ledger);
    expect(sharedBudget.spentUsd()).toBeCloseTo(0.50001, 9);
    const other = spent();
    spend(other, null, { model: "openai:unheard-of" });
    expect(() => open(other, 0.5)).toThrow(/there is none for openai:unheard-of/);
    expect(() => spentBy(other)).toThrow(/made without a price/);
  });

  it("asks nothing of models in this process, and nothing of those that are free", async () => {
    const budget = createBudget({ ledger: spent(), budgetUsd: 0, prices, specs: ["offline", "openai:free"] });
    for (const spec of ["offline", "openai:free"]) await budget.hold(spec, 1e6).take();
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
