/** What `billp compare` does: lays the study out, plays it with progress and Ctrl-C watched, writes the report, and says what it says. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { operatorOf } from "../../core/operator.ts";
import { checkAttainable } from "../../experiments/studies/analysis/attainable.ts";
import type { ComparedStudy } from "../../experiments/studies/compare.ts";
import { type StudySchedule, scheduleStudy } from "../../experiments/studies/spec/run-specs.ts";
import { compareStudy } from "../../integrations/tracing/traced-experiments.ts";
import { loadPrices, parsePrice } from "../../models/prices.ts";
import { createLimiter } from "../../models/rate-limiter.ts";
import type { ResponseCache } from "../../models/response-cache.ts";
import { commandOf, typed } from "./again.ts";
import { openCacheFor } from "./cache.ts";
import { type CompareFlags, compareFields } from "./compare-flags.ts";
import { EXIT } from "./failure.ts";
import { type Interrupts, watchInterrupts } from "./interrupt.ts";
import { checkModels, warnOf } from "./models.ts";
import { StudyFlagsSchema, studyFields, studyOf, studySettingsFields, worldsOfStudy } from "./study.ts";
import { openStudyProgress } from "./study-progress.ts";
import { studyText } from "./study-result.ts";
import { note, print, printJson, usd } from "./text.ts";

/** What is compared, as it was typed. */
export interface Asked {
  readonly study: Record<string, unknown>;
  readonly settings: Record<string, unknown>;
  /** How it is carried out; decides nothing of the result, and belongs to the command that goes on with it. */
  readonly operation?: Record<string, unknown>;
}

/** Compares, prints, and gives the exit code. */
export async function compare(name: string | null, asked: Asked, flags: CompareFlags): Promise<number> {
  const study = studyOf(name, asked.settings, StudyFlagsSchema.parse(asked.study));
  const operator = operatorOf({ baseUrl: flags.baseUrl });
  const schedule = await scheduleStudy(study, worldsOfStudy(asked.study, operator), operator);
  checkAttainable(schedule);
  const parts = [
    [asked.study, studyFields()],
    [asked.settings, studySettingsFields()],
  ] as const;
  const address = compareFields().filter((f) => f.flag === "base-url");
  const command = commandOf(name, [...parts, [{ baseUrl: flags.baseUrl }, address]]);
  for (const { settings } of schedule.armsInWorlds) await checkModels(settings, flags);
  for (const line of new Set(schedule.armsInWorlds.flatMap(({ settings }) => warnOf(settings, flags)))) note(`note: ${line}`);
  const out = flags.out ?? join("runs", "studies", study.name);
  const cache = await openCacheFor(
    schedule.armsInWorlds.map((p) => p.settings),
    flags,
  );
  const interrupts = watchInterrupts(() => note("Stopping; what is finished is being written. Once more to stop at once."));
  try {
    const compared = await play(schedule, { out, command, flags, cache, interrupts });
    await (flags.json ? printJson(compared.result) : print(studyText(compared.result, out)));
    if (compared.paidUsd !== 0) note(`Paid for its runs so far: ${usd(compared.paidUsd)}. The report says list prices.`);
    return ended(compared, typed(commandOf(name, [...parts, [asked.operation ?? {}, compareFields()]])));
  } finally {
    interrupts.stop();
    cache?.close();
  }
}

interface Carried {
  readonly out: string;
  readonly command: string;
  readonly flags: CompareFlags;
  readonly cache: ResponseCache | null;
  readonly interrupts: Interrupts;
}

async function play(schedule: StudySchedule, { out, command, flags, cache, interrupts }: Carried): Promise<ComparedStudy> {
  const { runs, workers, parallelRuns, keepCheckpoints, budget, price, maxConcurrentCalls, perMinute, baseUrl } = flags;
  const progress = await openStudyProgress(schedule, runs);
  const prices = price.length === 0 ? undefined : { ...loadPrices().models, ...Object.fromEntries(price.map(parsePrice)) };
  const limiter = createLimiter({ maxConcurrentCalls: maxConcurrentCalls ?? undefined, perMinute: perMinute ?? undefined });
  try {
    return await compareStudy(schedule, {
      ...{ out, command, runs, workers, keepCheckpoints },
      parallelRuns: parallelRuns ?? availableParallelism(),
      budgetUsd: budget ?? undefined,
      runtime: { limiter, prices, cache, operator: operatorOf({ baseUrl }) },
      signal: interrupts.signal,
      onProgress: (runSpec, p) => {
        if (!interrupts.signal.aborted) progress.note(runSpec, p);
      },
    });
  } finally {
    progress.stop();
  }
}

/** Says what is missing, how to go on, and gives the exit code. */
function ended({ failed, stopped }: ComparedStudy, again: string): number {
  if (failed.size > 0) {
    const reasons = [...new Set(failed.values())];
    note(`billp: ${failed.size} runs failed: ${reasons.join("; ")}\n  The same command tries them again: ${again}`);
  }
  if (stopped !== null) {
    note(
      `billp: ${stopped.message}\n  Go on with the same command${stopped.code === "budget" ? " and a larger --budget" : ""}: ${again}`,
    );
    return stopped.code === "budget" ? EXIT.budget : EXIT.interrupted;
  }
  return failed.size > 0 ? EXIT.error : EXIT.ok;
}
