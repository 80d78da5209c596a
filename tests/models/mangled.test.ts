/**
 * Mangled messages in every way of asking: no crash, no stopped run, no invented answer, and every refusal has its reason in the record.
 * `BILLP_FUZZ=20000` plays as many a way.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { resolveSettings } from "../../methods/settings.ts";
import { createMemoryLedger, type LedgerEntry } from "../../models/ledger/ledger.ts";
import { createRoleClient } from "../../models/role-client.ts";
import { line } from "../../prompts/answer-fields.ts";
import { startOpenAiStub } from "../stubs/openai-server.ts";
import { deskOn, QUICK, question } from "./desk.ts";
import { body, langChainMessage } from "./mangled.ts";

const WAYS = ["jsonSchema", "functionCalling", "jsonMode", "text"] as const;
const MESSAGES = Number(process.env.BILLP_FUZZ ?? 1000);
const BODIES = Math.max(50, Math.round(MESSAGES / 20));
const SCHEMA = z.object({ reason: line(99, 0).describe("why"), title: line(80).describe("the title") });

/** What must hold of an answer and its record. `raw` is everything that was said. */
function check(answer: { ok: boolean; value?: { title: string } }, entries: readonly LedgerEntry[], raw: string): void {
  entries.forEach((entry, i) => {
    const last = i === entries.length - 1;
    if (last && answer.ok) expect(entry.fault).toBeUndefined();
    else expect(entry.fault?.length).toBeGreaterThan(0);
    for (const tokens of [entry.inputTokens, entry.outputTokens]) expect(tokens >= 0 && Number.isFinite(tokens)).toBe(true);
  });
  if (!answer.ok || answer.value === undefined) return;
  SCHEMA.parse(answer.value);
  const letters = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, "");
  expect(letters(raw)).toContain(letters(answer.value.title)); // said, not made up
}

/** Every text within a value, as it was said and as JSON within JSON would have it. */
function saidIn(value: unknown): string {
  const texts: string[] = [];
  const walk = (v: unknown) => {
    if (typeof v !== "object" || v === null) return void texts.push(String(v));
    for (const [key, inner] of Object.entries(v)) {
      texts.push(key);
      walk(inner);
    }
  };
  walk(value);
  const parts = JSON.stringify(value)?.match(/"text":"(?:[^"\\]|\\.)*"/g) ?? []; // a text may come in parts
  const all = [...texts, ...parts.map((part) => part.slice(8, -1))].join("\n");
  return `${all}\n${all.replace(/\\+u([\da-f]{4})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))}`;
}

describe.each(WAYS)("%s", (answers) => {
  it(`${MESSAGES} messages`, async () => {
    const settings = resolveSettings({ model: "openai:stub-1", answers, repairs: 1 });
    let sent: unknown[] = [];
    let usable = 0;
    const reply = { invoke: async () => sent.shift() };
    const chat = () => ({ ...reply, bindTools: () => reply, _llmType: () => "mangled" }) as never;
    await fc.assert(
      fc.asyncProperty(langChainMessage, langChainMessage, async (...messages) => {
        sent = [...messages];
        const ledger = createMemoryLedger();
        const roleClient = createRoleClient({
          settings,
          operator: { baseUrl: "http://127.0.0.1:9" },
          ledger,
          chat,
          retry: QUICK,
        });
        const answer = await roleClient.ask({ ...question(), schema: SCHEMA });
        if (answer.ok) usable++;
        check(answer, ledger.entries(1), saidIn(messages));
      }),
      { numRuns: MESSAGES / 2, seed: 1 },
    );
    expect(usable).toBeGreaterThan(MESSAGES / 20); // not all was beyond reading
  });

  it(`${BODIES} bodies over HTTP`, async () => {
    let next: unknown;
    const stub = await startOpenAiStub({ mode: () => ({ raw: JSON.stringify(next) }) });
    let round = 0;
    const ledger = createMemoryLedger();
    const roleClient = deskOn(stub.url, { answers, repairs: 0 }, { ledger, onNotice: () => undefined });
    await fc.assert(
      fc.asyncProperty(body, async (sent) => {
        next = sent;
        const answer = await roleClient.ask({ ...question(1, ++round), schema: SCHEMA });
        const entry = ledger.get({ scope: "", episode: 1, round, role: "actor", attempt: 0 });
        check(answer, [entry as LedgerEntry], saidIn(sent));
      }),
      { numRuns: BODIES, seed: 1 },
    );
    expect(roleClient.usage()).toMatchObject({ failed: 0, cutOff: 0 });
    await stub.close();
  });
});
