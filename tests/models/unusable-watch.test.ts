/** What is said when most answers cannot be used: early, at the end, and not without need. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { resolveSettings } from "../../methods/settings.ts";
import { createMemoryLedger } from "../../models/ledger/ledger.ts";
import { createRoleClient } from "../../models/role-client.ts";
import { createScript, type Reply } from "../../models/scripted.ts";
import { createWatch, unusableCaution } from "../../models/unusable-watch.ts";
import { QUICK, question } from "./desk.ts";

afterEach(() => vi.restoreAllMocks());

const length = { ended: "length" as const, fault: "cut" };
const odd = { ended: undefined, fault: "no object" };
function told(plan: readonly (typeof length | typeof odd | undefined)[]): string[] {
  const lines: string[] = [];
  const watch = createWatch((line) => lines.push(`${plan.length} ${line}`));
  for (const failed of plan) watch("openai:m", failed);
  return lines;
}
const times = <T>(n: number, what: T): T[] => Array.from({ length: n }, () => what);

describe("early", () => {
  it("after eight answers of which none can be used, with the reasons", () => {
    expect(told([...times(6, length), odd, odd])[0]).toContain(
      "8 of the first 8 answers of openai:m cannot be used: 6 cut off at the token limit, 2 not of the form that was asked for.",
    );
    expect(told(times(7, length))).toEqual([]);
    expect(told(times(90, length))).toHaveLength(1);
  });
  it("after twenty of which most cannot, and not for half", () => {
    expect(told([undefined, ...times(19, odd)])[0]).toContain("19 of the first 20");
    expect(told([...times(10, undefined), ...times(10, odd), ...times(80, odd)])).toEqual([]);
  });
});

it("at the end, from a third on; embeddings are no answers", () => {
  expect(unusableCaution({ actor: { calls: 3, unusable: 1 } })).toBeNull();
  expect(unusableCaution({ actor: { calls: 4, unusable: 2 }, critic: { calls: 1 }, embedding: { calls: 900 } })).toContain(
    "2 of 5 answers (40 %) could not be used",
  );
  expect(unusableCaution({})).toBeNull();
});

it("a run's role client says it once, on stderr or to whoever listens, and counts what could not be used", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const play = async (reply: Reply, onNotice?: (line: string) => void) => {
    const { chat } = createScript({ actor: () => reply });
    const settings = resolveSettings({ model: "openai:m" });
    const roleClient = createRoleClient({
      settings,
      operator: { baseUrl: "http://127.0.0.1:9" },
      chat,
      ledger: createMemoryLedger(),
      retry: QUICK,
      ...(onNotice ? { onNotice } : {}),
    });
    for (let round = 1; round <= 9; round++) await roleClient.ask(question(1, round));
    return roleClient.usage();
  };
  const lines: string[] = [];
  expect(await play("no", (line) => lines.push(line))).toMatchObject({ calls: 27, unusable: 27 });
  expect(lines).toHaveLength(1);
  await play("no");
  expect(warn.mock.calls).toEqual([[expect.stringContaining("note: 8 of the first 8 answers of openai:m")]]);
  expect(await play({ title: "Heat" })).not.toHaveProperty("unusable");
  expect(warn).toHaveBeenCalledTimes(1);
});
