/** Contract suite of the call ledger ({@link Ledger}): no finished call is lost or replaced, and totals are what was finished. */
import assert from "node:assert/strict";
import type { Address, Ledger, LedgerEntry } from "../models/ledger/ledger.ts";
import type { Check } from "./check.ts";

const at = (more: Partial<Address> = {}): Address => ({ scope: "", episode: 1, round: 1, role: "actor", attempt: 0, ...more });
const entry = (answer: string, more: Partial<LedgerEntry> = {}): LedgerEntry => ({
  ...{ request: `request of ${answer}`, answer, model: "openai:some-model", inputTokens: 10, outputTokens: 3, costUsd: 0.5 },
  estimated: false,
  ...more,
});
const put = (ledger: Ledger, address: Address, e: LedgerEntry): void => {
  ledger.begin(address, e.request);
  ledger.finish(address, e);
};

/** The checks. `open` gives an empty ledger that gives finished calls back. */
export function callLedgerContract(open: () => Promise<Ledger>): Check[] {
  const check = (name: string, body: (ledger: Ledger) => void): Check => ({
    name,
    async run() {
      const ledger = await open();
      try {
        body(ledger);
      } finally {
        ledger.close();
      }
    },
  });
  return [
    check("gives back what was finished, by every part of the address, and nothing else", (ledger) => {
      const places = [{}, { episode: 2 }, { round: 2 }, { role: "critic" }, { attempt: 1 }, { scope: "fork-1" }].map(at);
      places.forEach((place, i) => void put(ledger, place, entry(`answer ${i} – 映画 🎬`)));
      places.forEach((place, i) => void assert.equal(ledger.get(place)?.answer, `answer ${i} – 映画 🎬`));
      assert.equal(ledger.get(at({ episode: 9 })), undefined);
    }),
    check("the first answer of an address stays", (ledger) => {
      put(ledger, at(), entry("first"));
      put(ledger, at(), entry("second"));
      assert.equal(ledger.get(at())?.answer, "first");
      assert.equal(ledger.usageByRole().actor?.calls, 1);
    }),
    check("counts what ended how: finished, failed, cut off", (ledger) => {
      put(ledger, at(), entry("a"));
      ledger.begin(at({ round: 2 }), "r");
      ledger.fail(at({ round: 2 }));
      ledger.begin(at({ round: 3 }), "r");
      ledger.fail(at({ round: 3 }), true);
      assert.deepEqual(ledger.counts(), { finished: 1, failed: 1, cutOff: 1 });
    }),
    check("totals by role; one unpriced call makes the cost unknown, not less", (ledger) => {
      put(ledger, at(), entry("a"));
      put(ledger, at({ round: 2 }), entry("b", { inputTokens: 7, estimated: true }));
      const { actor } = ledger.usageByRole();
      assert.deepEqual([actor?.calls, actor?.inputTokens, actor?.costUsd, actor?.estimatedCalls], [2, 17, 1, 1]);
      put(ledger, at({ round: 3 }), entry("c", { costUsd: null }));
      assert.equal(ledger.usageByRole().actor?.costUsd, null);
    }),
    check("keeps why an answer ended and why it was not used, counts it, and says nothing of the others", (ledger) => {
      put(ledger, at(), entry("a", { ended: "length", fault: "it was cut off" }));
      put(ledger, at({ round: 2 }), entry("b", { ended: "length" }));
      put(ledger, at({ round: 3 }), entry("c"));
      put(ledger, at({ role: "critic" }), entry("d"));
      const { ended, fault } = ledger.get(at()) ?? {};
      assert.deepEqual([ended, fault], ["length", "it was cut off"]);
      assert.equal(ledger.get(at({ round: 2 }))?.ended, "length");
      for (const round of [2, 3]) assert.equal("fault" in (ledger.get(at({ round })) ?? { fault: 1 }), false);
      assert.equal("ended" in (ledger.get(at({ round: 3 })) ?? { ended: 1 }), false);
      const { actor, critic } = ledger.usageByRole();
      assert.deepEqual([actor?.calls, actor?.unusable, critic && "unusable" in critic], [3, 1, false]);
    }),
    check("what calls have cost: priced ones in USD, the others in tokens; losses and cut-off calls beside them", (ledger) => {
      const model = "openai:some-model";
      put(ledger, at(), entry("a"));
      put(ledger, at({ round: 2 }), entry("b", { costUsd: null }));
      put(ledger, at({ round: 3 }), entry("c", { costUsd: 0, cached: true }));
      ledger.begin(at({ round: 4 }), "r");
      ledger.fail(at({ round: 4 }), true);
      ledger.lose({ model, inputTokens: 100, outputTokens: 50, costUsd: 0.25 });
      ledger.lose({ model, inputTokens: 1, outputTokens: 1, costUsd: null }, "f1");
      ledger.vectors.put(model, [], { calls: 1, inputTokens: 5, outputTokens: 0, costUsd: 0.125, estimatedCalls: 0 });
      const unpriced = { [model]: { inputTokens: 10, outputTokens: 3 } };
      assert.deepEqual(ledger.outlay(), { usd: 0.875, unpriced, calls: 3, lost: { tries: 1, usd: 0.25 }, cutOff: 1 });
      assert.deepEqual(ledger.outlay("f1").unpriced, { [model]: { inputTokens: 1, outputTokens: 1 } });
    }),
    check("a fork's calls are its own", (ledger) => {
      put(ledger, at(), entry("run"));
      put(ledger, at({ scope: "f1" }), entry("fork"));
      assert.equal(ledger.usageByRole("f1").actor?.calls, 1);
      assert.deepEqual(
        [
          ledger.entries(1).length,
          ledger
            .entries(1, "f1")
            .map((e) => e.answer)
            .join(),
        ],
        [1, "fork"],
      );
    }),
    check("an episode's calls come by round, role and attempt, whoever ended first", (ledger) => {
      const order = [{ role: "planner" }, { role: "critic" }, { attempt: 0 }, { attempt: 1 }, { round: 2 }].map(at);
      for (const place of order.toReversed()) put(ledger, place, entry(JSON.stringify(place)));
      assert.deepEqual(
        ledger.entries(1).map((e) => e.answer),
        order.map((place) => JSON.stringify(place)),
      );
    }),
    check("vectors come back exactly, and what they took is counted once under `embedding`", (ledger) => {
      const vector = Float32Array.from([0.1, -2, 3e-9]);
      const usage = { calls: 1, inputTokens: 5, outputTokens: 0, costUsd: 0.25, estimatedCalls: 0 };
      ledger.vectors.put("openai:embed", [{ hash: "h", vector }], usage);
      assert.deepEqual([...(ledger.vectors.get("openai:embed", "h") ?? [])], [...vector]);
      assert.equal(ledger.vectors.get("openai:other", "h"), undefined);
      assert.deepEqual([ledger.usageByRole().embedding?.calls, ledger.usageByRole().embedding?.costUsd], [1, 0.25]);
    }),
  ];
}
