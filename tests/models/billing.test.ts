/** Spending: whatever the workers, retries, repairs and prices, never more than the budget and the calls in flight. */
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { resolveSettings } from "../../methods/settings.ts";
import { createMemoryLedger } from "../../models/ledger/ledger.ts";
import { createLimiter } from "../../models/rate-limiter.ts";
import { createRoleClient } from "../../models/role-client.ts";
import { createSharedBudget, spentBy } from "../../models/shared-budget.ts";
import { type Bill, BillingModel, type Fate } from "../stubs/billing-model.ts";
import { type Stub, startOpenAiStub } from "../stubs/openai-server.ts";
import { deskOn, QUICK, question } from "./desk.ts";

let stub: Stub | undefined;
afterEach(async () => stub?.close());

const SPEC = "openai:costly";

/** 200 plans of this. */
const plans = fc.record({
  workers: fc.oneof(fc.integer({ min: 1, max: 16 }), fc.constantFrom(64, 256)),
  concurrent: fc.integer({ min: 1, max: 4 }),
  rounds: fc.integer({ min: 1, max: 4 }),
  runs: fc.integer({ min: 1, max: 3 }),
  repairs: fc.integer({ min: 0, max: 3 }),
  input: fc.double({ min: 0.1, max: 500, noNaN: true }),
  output: fc.double({ min: 0.1, max: 2000, noNaN: true }),
  budgetInCalls: fc.double({ min: 0, max: 300, noNaN: true }),
  fates: fc.array(fc.constantFrom<Fate>("answer", "answer", "answer", "answer", "garbled", "garbled", "lost", "refused"), {
    minLength: 1,
    maxLength: 40,
  }),
  tokens: fc.array(fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 9000 })), {
    minLength: 1,
    maxLength: 20,
  }),
  turns: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 10 }),
});

describe("a budget", () => {
  it("is kept by 200 random plans: at most the calls in flight go over it, and with upper estimates one call", async () => {
    let [spending, stopped, most] = [0, 0, 0];
    await fc.assert(
      fc.asyncProperty(plans, async (p) => {
        const bill: Bill = { billed: 0, inFlight: 0, atLast: 0, calls: 0, peak: 0 };
        const cost = (i: number, o: number) => (i * p.input + o * p.output) / 1e6;
        const longest = cost(60 * 4, Math.max(...p.tokens));
        const budgetUsd = p.budgetInCalls * longest;
        const plan = (n: number) => {
          const fate = p.fates[n % p.fates.length] as Fate;
          const outputTokens = p.tokens[n % p.tokens.length] as number;
          // Nobody can know how long an answer was that never came: it is held to be no longer than 1,000 tokens.
          return {
            fate,
            outputTokens: fate === "lost" ? outputTokens % 1000 : outputTokens,
            turns: p.turns[n % p.turns.length] as number,
          };
        };
        const model = new BillingModel({ bill, plan, cost });
        const limiter = createLimiter({ maxConcurrentCalls: p.concurrent });
        const sharedBudget = p.runs > 1 ? createSharedBudget(budgetUsd) : undefined;
        const prices = { [SPEC]: { input: p.input, output: p.output } };
        const ledgers = Array.from({ length: p.runs }, () => createMemoryLedger());
        const play = () =>
          ledgers.flatMap((ledger) => {
            const settings = resolveSettings({ model: SPEC, repairs: p.repairs, answers: "text" });
            const retry = { ...QUICK, tries: 6, baseMs: 0, maxMs: 0 };
            const shared = { settings, ledger, limiter, retry, prices, budgetUsd, sharedBudget, chat: () => model };
            const client = createRoleClient(shared);
            return Array.from({ length: Math.ceil(p.workers / p.runs) }, async (_, w) => {
              for (let round = 1; round <= p.rounds; round++) await client.ask(question(w + 1, round));
            });
          });
        const ends = await Promise.allSettled(play());
        for (const end of ends)
          if (end.status === "rejected")
            expect(end.reason).toMatchObject({ code: expect.stringMatching(/^(budget|model-refused)$/) });
        expect(bill.peak).toBeLessThanOrEqual(p.concurrent);
        expect(bill.billed).toBeLessThanOrEqual(budgetUsd + bill.atLast + 1e-9);
        if (Math.max(...p.tokens) <= 1000) expect(bill.billed).toBeLessThanOrEqual(budgetUsd + longest + 1e-9);
        expect(ledgers.reduce((sum, l) => sum + spentBy(l), 0)).toBeGreaterThanOrEqual(bill.billed - 1e-9);
        if (ends.some((e) => e.status === "rejected" && e.reason.code === "budget")) {
          stopped++;
          const before = bill.billed;
          await Promise.allSettled(play()); // a resume of the same budget spends nothing more
          expect(bill.billed).toBe(before);
        }
        spending += bill.calls;
        most = Math.max(most, bill.billed - budgetUsd);
      }),
      { numRuns: 200, seed: 1 },
    );
    expect(spending).toBeGreaterThan(5000);
    expect(stopped).toBeGreaterThan(50);
    expect(most).toBeGreaterThan(0); // the last call let in may go over: what is left was not enough for it, and nobody could know
  });

  const prices = { "openai:stub-1": { input: 1000, output: 5000 } }; // 100 + 20 tokens: 0.2 USD a call
  it.each([
    [64, 1],
    [256, 1],
    [256, 2],
  ])("of 1.00 USD, %i workers, %i calls at a time, 0.20 USD each: 1.00 is spent", async (workers, maxConcurrentCalls) => {
    stub = await startOpenAiStub({ delayMs: 2 });
    const roleClient = deskOn(stub.url, {}, { prices, budgetUsd: 1, limiter: createLimiter({ maxConcurrentCalls }) });
    const ends = await Promise.allSettled(Array.from({ length: workers }, (_, w) => roleClient.ask(question(w + 1))));
    expect(roleClient.usage().costUsd).toBeCloseTo(1);
    expect(stub.requests).toHaveLength(5);
    expect(ends.filter((e) => e.status === "fulfilled")).toHaveLength(5);
    expect(roleClient.usage().cutOff).toBe(0); // who waited in line was never in flight
  });

  it("is not switched off by a session without a price: of 0.50 USD, at most one call more", async () => {
    stub = await startOpenAiStub();
    const ledger = createMemoryLedger();
    const unpriced = deskOn(stub.url, {}, { ledger, prices: {} });
    await unpriced.ask(question(1, 1));
    const roleClient = deskOn(stub.url, {}, { ledger, prices, budgetUsd: 0.5 });
    for (let round = 2; round <= 135; round++) {
      const asked = roleClient.ask(question(1, round));
      if (round <= 3) await asked;
      else await expect(asked).rejects.toMatchObject({ code: "budget" });
    }
    expect(spentBy(ledger, (_, i, o) => (i * 1000 + o * 5000) / 1e6)).toBeCloseTo(0.6);
    expect(stub.requests).toHaveLength(3);
    expect(() => deskOn(stub?.url ?? "", {}, { ledger, prices: {}, budgetUsd: 0.5 })).toThrow(/there is none for openai:stub-1/);
  });

  it("is one for all who write into one ledger, such as sessions of a server with other settings", async () => {
    stub = await startOpenAiStub({ delayMs: 2 });
    const ledger = createMemoryLedger({ replay: false });
    const clients = [0, 1, 2].map((seed) => deskOn(stub?.url ?? "", { seed }, { ledger, prices, budgetUsd: 1 }));
    await Promise.allSettled(clients.flatMap((c, i) => Array.from({ length: 20 }, (_, w) => c.ask(question(w + 1, i + 1)))));
    expect(clients[0]?.usage().costUsd).toBeCloseTo(1);
    expect(stub.requests).toHaveLength(5);
  });
});
