/** What `billp demo` does: a small study of six methods, played anew each time into runs/demo, one table and a report. */
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { folderStore } from "../../experiments/runs/store/store.ts";
import { type StudySchedule, scheduleStudy } from "../../experiments/studies/spec/run-specs.ts";
import { parseStudy } from "../../experiments/studies/spec/spec.ts";
import { compareStudy } from "../../integrations/tracing/traced-experiments.ts";
import { loadWorld } from "../../worlds/format/load.ts";
import { EXIT } from "./failure.ts";
import { watchInterrupts } from "./interrupt.ts";
import { unseen } from "./models.ts";
import type { Operation } from "./operation.ts";
import { openStudyProgress } from "./study-progress.ts";
import { studyText } from "./study-result.ts";
import { note, print, self } from "./text.ts";

const FOLDER = join("runs", "demo");
/** Where it is played: only what is whole takes the place of an earlier demo. */
const FRESH = join("runs", "demo.new");
/** Few enough for well under a minute on two cores. */
const STUDY = {
  name: "demo",
  title: "Demo",
  question: "How do planning, reflection and the Critic's memories compare with acting at once, on users not met before?",
  seeds: 4,
  settings: { train: 10, test: 20 },
  baseline: "billp",
  arms: ["random", "act-only", "react", "reflexion", "billp", "oracle"],
} as const;

/** Plays, prints, and gives the exit code. */
export async function demo({ workers, checkpoints }: Pick<Operation, "workers" | "checkpoints">): Promise<number> {
  const plan = await scheduleStudy(parseStudy(STUDY, STUDY.name), loadWorld);
  await rm(FRESH, { recursive: true, force: true });
  note("Six methods on the world films, four seeds, played without a key or a network; this takes less than a minute.");
  for (const line of new Set(plan.armsInWorlds.flatMap(({ settings }) => unseen(settings) ?? []))) note(`note: ${line}`);
  const interrupts = watchInterrupts(() => note("Stopping. Once more to stop at once."));
  const progress = await openStudyProgress(plan, FRESH);
  try {
    const { result, stopped, failed } = await compareStudy(plan, {
      ...{ out: FRESH, runs: FRESH, command: "billp demo", workers, checkpoints, keepCheckpoints: false },
      parallelRuns: availableParallelism(),
      signal: interrupts.signal,
      onProgress: (runSpec, p) => {
        if (!interrupts.signal.aborted) progress.note(runSpec, p);
      },
    });
    progress.stop();
    const kept = !result.complete && existsSync(join(FOLDER, "study.json"));
    if (!kept) await takeOver(plan);
    if (kept) note(`The demo before this one stays as it was: ${FOLDER}`);
    if (stopped !== null) {
      note("Interrupted. Start again whenever you like: the demo plays anew each time.");
      return EXIT.interrupted;
    }
    await print(`\n${studyText(result, FOLDER)}\n${next()}`);
    for (const reason of new Set(failed.values())) note(`billp: ${reason}`);
    return failed.size > 0 ? EXIT.error : EXIT.ok;
  } finally {
    interrupts.stop();
    await rm(FRESH, { recursive: true, force: true });
  }
}

/** Puts what was played in the place of an earlier demo, file by file: what else lies there stays. */
async function takeOver({ runSpecs }: StudySchedule): Promise<void> {
  for (const { id } of runSpecs) await folderStore.removeRun(join(FOLDER, id));
  await moveInto(FRESH, FOLDER);
}

async function moveInto(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    await (entry.isDirectory() ? moveInto(source, target) : rename(source, target));
  }
}

const next = () => `Next:
  ${self()} run --method billp --train 100 --test 100   one run of your own
  ${self()} compare --help                              studies: methods, worlds, seeds, settings
  ${self()} world build --help                          your own rating logs as a world`;
