/** Contract suite of {@link RoleClient}: what a model says is read, repaired or refused, recorded once, and never throws. */
import assert from "node:assert/strict";
import { z } from "zod";
import { createMemoryLedger, type Ledger } from "../models/ledger/ledger.ts";
import type { Question, RoleClient } from "../models/role-client.ts";
import type { Check } from "./check.ts";

/** A client is made over these: the model's replies in order, a ledger, and how often an answer may be repaired. */
export interface RoleClientParts {
  readonly replies: readonly string[];
  readonly ledger: Ledger;
  readonly repairs: number;
}

const FORM = z.object({ title: z.string().min(1), reason: z.string() });
const GOOD = '{"reason": "quiet", "title": "Alien (1979)"}';
const HOSTILE = [
  "",
  "no JSON at all",
  '{"title": 7}',
  "[]",
  "null",
  '{"__proto__": {"title": "x"}}',
  "\u0000\ud800",
  "x".repeat(50_000),
];

function question(round = 1): Question<z.infer<typeof FORM>> {
  return {
    role: "actor",
    schema: FORM,
    where: { episode: 1, round },
    messages: [{ role: "user", content: "Recommend a film." }],
  };
}

/** The checks. `make` gives a client whose Actor's model gives the replies in order, and fails the test when it has no more. */
export function roleClientContract(make: (parts: RoleClientParts) => RoleClient): Check[] {
  const client = (replies: readonly string[], repairs = 0, ledger = createMemoryLedger()) => make({ replies, ledger, repairs });
  return [
    {
      name: "a fitting answer is given, with the number of calls",
      async run() {
        const answer = await client([GOOD]).ask(question());
        assert.deepEqual(answer, { ok: true, value: { reason: "quiet", title: "Alien (1979)" }, calls: 1 });
      },
    },
    {
      name: "a misfit is asked for again as often as it may be, and then refused with a reason",
      async run() {
        const mended = await client(["nonsense", GOOD], 1).ask(question());
        assert.deepEqual([mended.ok, mended.calls], [true, 2]);
        const refused = await client(["nonsense", "nonsense"], 1).ask(question());
        assert.equal(refused.calls, 2);
        assert.ok(!refused.ok && refused.reason.length > 0);
      },
    },
    {
      name: "nothing a model says throws",
      async run() {
        for (const text of HOSTILE)
          assert.equal((await client([text]).ask(question())).ok, false, JSON.stringify(text.slice(0, 20)));
      },
    },
    {
      name: "a finished call is never asked for again: another client on the same ledger gives its answer",
      async run() {
        const ledger = createMemoryLedger();
        const first = await client([GOOD], 0, ledger).ask(question());
        assert.deepEqual(await client([], 0, ledger).ask(question()), first);
      },
    },
    {
      name: "every call is in the ledger and in the usage",
      async run() {
        const ledger = createMemoryLedger();
        const one = client(["nonsense", GOOD, GOOD], 1, ledger);
        await one.ask(question());
        await one.ask(question(2));
        assert.equal(ledger.counts().finished, 3);
        assert.equal(one.usage().calls, 3);
      },
    },
    {
      name: "embeddings are unit vectors, one a text, the same for the same text",
      async run() {
        const [a, b, again] = await client([]).embed(["a quiet film", "", "a quiet film"]);
        for (const vector of [a, b]) assert.ok(Math.abs(Math.hypot(...(vector ?? [])) - 1) < 1e-4);
        assert.deepEqual(again, a);
      },
    },
  ];
}
