/** A traced run in a process of its own, which says as JSON what it took; the environment says how, and where uploads go. */
import { writeSync } from "node:fs";
import { createTracing } from "../../../integrations/tracing/tracing.ts";
import { shortRun } from "../../../tests/integrations/tracing/harness.ts";
import { openLibraryUploads } from "./library-uploads.ts";

const { BENCH_UPLOADS, BENCH_EPISODES, BENCH_LATENCY } = process.env;
const openTracer = createTracing(BENCH_UPLOADS === "library" ? { openUploads: openLibraryUploads } : {});

let said = 0;
for (const level of ["log", "info", "warn", "error"] as const) console[level] = () => void said++;

const notices: string[] = [];
let last = 0;
const cpu = process.cpuUsage();
const { summary, episodes } = await shortRun(
  {
    openTracer,
    settings: { method: "billp", train: Number(BENCH_EPISODES) - 2, test: 2, seed: 3, limit: 5, plans: true },
    onNotice: (line) => notices.push(line),
    onProgress: () => {
      last = performance.now();
    },
  },
  Number(BENCH_LATENCY),
);
const exitMs = performance.now() - last;
const { user, system } = process.cpuUsage(cpu);
const rounds = episodes.reduce((sum, e) => sum + e.rounds.length, 0);
const report = { exitMs, rounds, notices, wallMs: summary.wallMs, cpuMs: (user + system) / 1000 };
process.stdout.write(`${JSON.stringify(report)}\n`);
process.on("exit", () => writeSync(1, `${said}\n`));
