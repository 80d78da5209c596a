/** What `billp run` does: settles settings and folder, plays with progress and Ctrl-C watched, and prints the result. */

import { join } from "node:path";
import { BillpError } from "../../core/errors.ts";
import { type Operator, operatorOf, sealedOperator } from "../../core/operator.ts";
import type { ResolvedSettings, SettingsInput } from "../../core/settings.ts";
import { readText } from "../../experiments/evaluation/record.ts";
import type { Summary } from "../../experiments/evaluation/summary.ts";
import type { RunOptions } from "../../experiments/runs/open-run.ts";
import { runId } from "../../experiments/runs/run.ts";
import { checkServerGiven } from "../../experiments/runs/store/identity.ts";
import { folderStore } from "../../experiments/runs/store/store.ts";
import { runExperiment } from "../../integrations/tracing/traced-experiments.ts";
import { parseMemories } from "../../memory/prior.ts";
import { resolveSettings } from "../../methods/settings.ts";
import { loadPrices, parsePrice } from "../../models/prices.ts";
import { createLimiter } from "../../models/rate-limiter.ts";
import type { ResponseCache } from "../../models/response-cache.ts";
import { worldsForOperator, worldsOfRecords } from "../../worlds/format/named.ts";
import type { World } from "../../worlds/world.ts";
import { commandWith, type Given, typed } from "./again.ts";
import { openCacheFor } from "./cache.ts";
import { EXIT } from "./failure.ts";
import { watchInterrupts } from "./interrupt.ts";
import { checkModels, warnOf } from "./models.ts";
import type { Operation } from "./operation.ts";
import { openProgress } from "./progress.ts";
import { offlineNote, resultText } from "./result.ts";
import { operationFields, settingsFields } from "./run-fields.ts";
import { note, print, printJson } from "./text.ts";

/** Runs, prints, and gives the exit code. @param typedOperation what of the operation was typed, for the command that goes on with it. */
export async function run(
  given: SettingsInput,
  operation: Operation,
  typedOperation: Record<string, unknown> = {},
): Promise<number> {
  const settings = await settle(given, operation);
  const asked = operatorOf({ baseUrl: operation.baseUrl });
  const byName = operation.resume && given.world === undefined ? worldsOfRecords : worldsForOperator;
  const world = await byName(asked)(settings.world);
  const out = operation.out ?? join("runs", runId(settings, world, asked.baseUrl));
  const stored = operation.resume ? await folderStore.openRun(out) : null;
  const over = stored !== null && (await stored.finished()) !== null;
  // Of a finished run nothing is asked again: its address is a record, and nobody has to give it.
  const operator = over && asked.server === null ? sealedOperator(stored.identity.server ?? null) : asked;
  if (stored !== null && !over) checkServerGiven(stored.identity, settings, operator, out);
  if (!over) await checkModels(settings, operation);
  for (const warning of warnOf(settings, operation)) note(`note: ${warning}`);
  const cache = over ? null : await openCacheFor(settings, operation);
  const again = resumeLine(operation, [
    [{ ...typedOperation, resume: true, out }, operationFields()],
    [given, settingsFields()],
  ]);
  const summary = await play({ settings, world, operator, out, again }, operation, cache).finally(() => cache?.close());
  if (summary === null) return EXIT.interrupted;
  await (operation.json ? printJson(summary) : print(resultText(summary, out, offlineNote(settings))));
  return EXIT.ok;
}

/** The settings: as given, or of the folder to resume, over which given ones are laid (and then compared). */
async function settle(given: SettingsInput, { resume, out, checkpoints }: Operation): Promise<ResolvedSettings> {
  if (!resume) return resolveSettings(given);
  if (out === null) throw usage("--resume needs the folder of the run", "Name it with --out, for example --out runs/my-run.");
  if (checkpoints === "memory") throw usage("--resume needs --checkpoints sqlite", "A run kept in memory cannot be resumed.");
  const stored = (await folderStore.openRun(out)).identity.settings;
  return resolveSettings({ ...stored, ...given, models: { ...stored.models, ...given.models } });
}

/** Plays; null when it was interrupted. */
async function play(
  {
    settings,
    world,
    operator,
    out,
    again,
  }: { settings: ResolvedSettings; world: World; operator: Operator; out: string; again: string },
  operation: Operation,
  cache: ResponseCache | null,
): Promise<Summary | null> {
  const progress = openProgress(settings.method);
  const interrupts = watchInterrupts(() => {
    progress.stop();
    note("Stopping; what is finished is being written. Once more to stop at once.");
  });
  let done = 0;
  try {
    const { runtime, ...options } = await optionsOf(operation);
    const { summary } = await runExperiment({
      ...options,
      runtime: { ...runtime, operator, cache, loadWorld: async () => world },
      settings,
      out,
      signal: interrupts.signal,
      onStart: (schedule) => progress.start(schedule.length),
      onProgress: (p) => {
        done = p.done;
        if (!interrupts.signal.aborted) progress.note(p);
      },
    });
    return summary;
  } catch (error) {
    if (!interrupts.signal.aborted) {
      if (done > 0) note(`${done} episodes are finished, see ${out}\n${again}`);
      throw error;
    }
    note(`Interrupted: ${done} episodes are finished, see ${out}\n${again}`);
    return null;
  } finally {
    if (!interrupts.signal.aborted) progress.stop();
    interrupts.stop();
  }
}

/** How to go on, in full: what is not among the settings of the folder (budget, prices, memories, limits) has to be said again. */
function resumeLine({ checkpoints }: Operation, parts: readonly Given[]): string {
  if (checkpoints === "memory") return "Nothing else was kept (--checkpoints memory), so it cannot be resumed.";
  return `Go on with: ${typed(commandWith("run", [], parts))}`;
}

async function optionsOf(operation: Operation): Promise<Partial<RunOptions>> {
  const { workers, resume, checkpoints, budget, memories } = operation;
  const priorMemories = memories === null ? undefined : parseMemories(await readText(memories), memories);
  return {
    workers,
    resume,
    checkpoints,
    priorMemories,
    runtime: { ...limitsOf(operation), budgetUsd: budget ?? undefined },
  };
}

/** Limiter, prices and server by the flags. */
export function limitsOf({
  price,
  maxConcurrentCalls,
  perMinute,
  baseUrl,
}: Pick<Operation, "price" | "maxConcurrentCalls" | "perMinute" | "baseUrl">) {
  const prices = price.length === 0 ? undefined : { ...loadPrices().models, ...Object.fromEntries(price.map(parsePrice)) };
  return {
    limiter: createLimiter({ maxConcurrentCalls: maxConcurrentCalls ?? undefined, perMinute: perMinute ?? undefined }),
    prices,
    operator: operatorOf({ baseUrl }),
  };
}

function usage(message: string, hint: string): BillpError {
  return new BillpError("bad-settings", `${message}.`, { hint });
}
