/** Started by kill.test.ts: writes calls until it is killed, and says which are finished. */
import { openSqliteLedger } from "../../models/ledger/sqlite-ledger.ts";

const ledger = await openSqliteLedger(process.argv[2] as string);
for (let round = 1; ; round++) {
  const address = { scope: "", episode: 1, round, role: "actor", attempt: 0 };
  ledger.begin(address, `request ${round}`);
  const messages = `[${"the prompt ".repeat(round % 40)}${round}]`;
  const entry = {
    request: `request ${round}`,
    answer: `answer ${round}`,
    model: "m",
    inputTokens: 1,
    outputTokens: 1,
    costUsd: 0.5,
    estimated: false,
  };
  ledger.finish(address, { ...entry, messages });
  process.stdout.write(`${round}\n`);
  await new Promise((resolve) => setImmediate(resolve));
}
