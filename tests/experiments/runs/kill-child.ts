/** One session of a run, to be killed: `kill-child.ts OUT LANES LATENCY LOG`. Logs every model call: `start` at once, `end` after the ledger has it. */

import { createHash } from "node:crypto";
import { appendFileSync, existsSync } from "node:fs";
import type { Role } from "../../../core/settings.ts";
import { runExperiment } from "../../../experiments/runs/run.ts";
import { runFiles } from "../../../experiments/runs/store/files.ts";
import { createScript, type Reply, type Script } from "../../../models/scripted.ts";
import { hashScript } from "./hash-model.ts";

const [out = "", workers = "1", latency = "5", log = ""] = process.argv.slice(2);
const logged = Object.fromEntries(
  Object.entries(hashScript).map(([role, reply]) => [
    role,
    (messages: Parameters<Exclude<Reply, string | Error | Record<string, unknown>>>[0], call: number) => {
      const id = `${role} ${createHash("sha256").update(JSON.stringify(messages)).digest("hex").slice(0, 16)}`;
      appendFileSync(log, `start ${id}\n`);
      // The delay of the answer and the write to the ledger come after this; `end` is logged when both are certainly over.
      setTimeout(() => appendFileSync(log, `end ${id}\n`), Number(latency) + 60);
      return (reply as (m: typeof messages, c: number) => Reply)(messages, call);
    },
  ]),
) as Script;
const { chat } = createScript(logged, { latencyMs: Number(latency), seed: process.pid });
await runExperiment({
  settings: { method: "billp", train: 30, test: 10, seed: 5, limit: 6, lag: 10 },
  out,
  workers: Number(workers),
  resume: existsSync(runFiles(out).settings),
  runtime: { chat: (spec: string, role: Role) => chat(spec, role) },
  onStart: () => process.stdout.write("playing\n"),
});
process.stdout.write("finished\n");
