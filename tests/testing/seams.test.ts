/** The contracts of retriever, role client, call ledger, checkpointers and reports, over what is shipped; and that a broken one is found. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MemorySaver } from "@langchain/langgraph";
import { afterAll, describe, expect, test } from "vitest";
import { plotCharts } from "../../experiments/studies/report/charts/plot-charts.ts";
import { reportFiles } from "../../experiments/studies/report/write.ts";
import { openCheckpoints } from "../../memory/checkpointers/run-checkpoints.ts";
import { createRetriever } from "../../memory/retriever.ts";
import { resolveSettings } from "../../methods/settings.ts";
import { createMemoryLedger, type Ledger } from "../../models/ledger/ledger.ts";
import { openSqliteLedger } from "../../models/ledger/sqlite-ledger.ts";
import { createRoleClient } from "../../models/role-client.ts";
import { createScript } from "../../models/scripted.ts";
import { callLedgerContract } from "../../testing/call-ledger.ts";
import type { Check } from "../../testing/check.ts";
import { checkpointerContract } from "../../testing/checkpointer.ts";
import { reportContract } from "../../testing/report.ts";
import { retrieverContract } from "../../testing/retriever.ts";
import { type RoleClientParts, roleClientContract } from "../../testing/role-client.ts";
import { sampleStudy } from "../experiments/studies/report/sample.ts";
import { tinyWorld } from "../stubs/tiny-world.ts";

const folder = mkdtempSync(join(tmpdir(), "billp-contracts-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newFile = () => join(folder, `${++files}.sqlite`);

function all(name: string, checks: readonly Check[]): void {
  describe(name, () => {
    for (const check of checks) test(check.name, check.run);
  });
}

const clientOf = ({ replies, ledger, repairs }: RoleClientParts) =>
  createRoleClient({ settings: resolveSettings({ repairs }), ledger, chat: createScript({ actor: [...replies] }).chat });

all("createRetriever", retrieverContract(createRetriever));
all(
  "createMemoryLedger",
  callLedgerContract(async () => createMemoryLedger()),
);
all(
  "openSqliteLedger",
  callLedgerContract(() => openSqliteLedger(newFile())),
);
all("createRoleClient", roleClientContract(clientOf));
all(
  "RunSaver",
  checkpointerContract(async () => (await openCheckpoints(newFile())).saver, tinyWorld()),
);
all(
  "MemorySaver",
  checkpointerContract(async () => new MemorySaver(), tinyWorld()),
);
all(
  "reportFiles",
  reportContract((result) => reportFiles(result, plotCharts), sampleStudy),
);

/** Whether some check of a suite finds something. */
async function finds(checks: readonly Check[]): Promise<boolean> {
  return (await Promise.allSettled(checks.map((c) => c.run()))).some((r) => r.status === "rejected");
}

test("broken ones are found", async () => {
  const blind = retrieverContract((embed) => {
    const right = createRetriever(embed);
    return {
      nearest: (query, entries, textOf, options) => right.nearest(query, entries, textOf, { ...options, visibleUpTo: 1e9 }),
    };
  });
  const forgetful = callLedgerContract(async (): Promise<Ledger> => ({ ...createMemoryLedger(), get: () => undefined }));
  const throwing = roleClientContract((parts) => {
    const right = clientOf(parts);
    return {
      ...right,
      async ask(question) {
        const answer = await right.ask(question);
        if (!answer.ok) throw new Error(answer.reason);
        return answer;
      },
    };
  });
  let now = 0;
  const ticking = reportContract((result) => ({ ...reportFiles(result, plotCharts), "report.md": `${++now}` }), sampleStudy);
  for (const checks of [blind, forgetful, throwing, ticking]) expect(await finds(checks)).toBe(true);
});
