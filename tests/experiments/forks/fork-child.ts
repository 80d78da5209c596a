/** One attempt at a fork, to be killed: `fork-child.ts FOLDER EPISODE LATENCY`. Says `forking` when its first call is made. */
import { forkRun } from "../../../experiments/forks/fork.ts";
import { createScript, type Reply, type Script } from "../../../models/scripted.ts";
import { hashScript } from "../runs/hash-model.ts";
import { patientWorld } from "./played.ts";

const [folder = "", episode = "1", latency = "5"] = process.argv.slice(2);
let said = false;
const told = Object.fromEntries(
  Object.entries(hashScript).map(([role, reply]) => [
    role,
    (...args: Parameters<Extract<Reply, (...args: never[]) => Reply>>) => {
      if (!said) process.stdout.write("forking\n");
      said = true;
      return (reply as (...given: typeof args) => Reply)(...args);
    },
  ]),
) as Script;
const { chat, calls } = createScript(told, { latencyMs: Number(latency), seed: process.pid });
const report = await forkRun({
  folder,
  episode: Number(episode),
  round: 2,
  overrides: ["plan=Another plan."],
  repeat: 2,
  to: "run",
  workers: 2,
  runtime: { chat, loadWorld: async () => patientWorld() },
});
process.stdout.write(`${JSON.stringify({ calls: calls.length, forks: report.forks, runs: report.runs.map((r) => r.folder) })}\n`);
