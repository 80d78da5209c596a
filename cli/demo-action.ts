/** What `billp demo` does: six runs into runs/demo/<method>, each written anew, and one table. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { runExperiment } from "../experiments/run.ts";
import { runFiles } from "../experiments/run-folder.ts";
import type { Summary } from "../experiments/summary.ts";
import type { Method, Policy } from "../settings.ts";
import { EXIT } from "./failure.ts";
import { watchInterrupts } from "./interrupt.ts";
import type { Operation } from "./operation.ts";
import { openProgress } from "./progress.ts";
import { endsOf, OFFLINE } from "./result.ts";
import { table } from "./table.ts";
import { figure, interval, note, percent, print, self, short } from "./text.ts";

const METHODS: readonly (Method | Policy)[] = ["random", "act-only", "react", "reflexion", "billp", "oracle"];
const FOLDER = join("runs", "demo");
/** Few enough for well under a minute on two cores. */
const SETTINGS = { world: "films", model: "offline", seed: 1, train: 20, test: 30 } as const;

/** Plays, prints, and gives the exit code. */
export async function demo(operation: Pick<Operation, "lanes" | "checkpoints">): Promise<number> {
  const interrupts = watchInterrupts(() => note("Stopping. Once more to stop at once."));
  const summaries: Summary[] = [];
  note(`Six methods on the world "${SETTINGS.world}", played without a key or a network; this takes less than a minute.`);
  try {
    for (const method of METHODS) summaries.push(await play(method, operation, interrupts.signal));
  } catch (error) {
    if (!interrupts.signal.aborted) throw error;
    note("Interrupted. Start again whenever you like: the demo writes its own folders anew.");
    return EXIT.interrupted;
  } finally {
    interrupts.stop();
  }
  await print(text(summaries));
  return EXIT.ok;
}

async function play(
  method: Method | Policy,
  operation: Pick<Operation, "lanes" | "checkpoints">,
  signal: AbortSignal,
): Promise<Summary> {
  const out = join(FOLDER, method);
  await clear(out);
  const progress = openProgress(method.padEnd(9));
  try {
    const { summary } = await runExperiment({
      settings: { ...SETTINGS, method },
      ...operation,
      out,
      signal,
      onStart: (plan) => progress.start(plan.length),
      onProgress: progress.note,
    });
    return summary;
  } finally {
    progress.stop();
  }
}

/** Removes the files of an earlier demo by their names; anything else in the folder stays, and stops the demo. */
async function clear(folder: string): Promise<void> {
  const files = Object.values(runFiles(folder)).flatMap((file) => [file, `${file}-wal`, `${file}-shm`, `${file}.tmp`]);
  for (const file of files) await rm(file, { force: true });
}

function text(summaries: readonly Summary[]): string {
  const rows = summaries.map((s) => [
    s.method,
    figure(s.test.len),
    interval(s.test.ci95.len),
    figure(s.test.rEach),
    figure(s.test.rTraj),
    interval(s.test.ci95.rTraj),
    endsOf(s.test.quits),
    percent(s.test.coverage),
    short(s.usage.calls),
  ]);
  const head = ["method", "Len", "95 %", "R_each", "R_traj", "95 %", "ends", "coverage", "calls"];
  const { train, test, seed } = SETTINGS;
  return `
World ${summaries[0]?.world}, ${test} test users after ${train} training episodes, seed ${seed}; [ ]: 95 % interval, bootstrap over users.

${table(head, rows)}

Len: accepted recommendations before the user leaves; R_each: mean rating of these; R_traj: their sum.
${OFFLINE}
random and oracle ask no model; the oracle knows every rating and is a ceiling, not a competitor.

Files: ${FOLDER}/<method>: summary.json, episodes.jsonl, memory.jsonl, … (each demo writes them anew)
Next:
  ${self()} run --method billp --train 100 --test 100   one run of your own
  ${self()} run --help                                  every setting
  ${self()} world build --help                          your own rating logs as a world`;
}
