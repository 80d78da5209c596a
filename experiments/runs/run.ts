/** Experiment: plays the schedule with a method or a policy, keeps everything in a run store, and sums it up. */

import { BillpError } from "../../core/errors.ts";
import { sha256 } from "../../core/hash.ts";
import { checkAddress, type Operator, operatorOf } from "../../core/operator.ts";
import type { ResolvedSettings } from "../../core/settings.ts";
import { noTracer } from "../../core/tracer.ts";
import { memoryLines } from "../../memory/prior.ts";
import { isPolicy } from "../../methods/registry.ts";
import { resolveSettings } from "../../methods/settings.ts";
import { usesServer } from "../../models/providers/server.ts";
import { worldsForOperator } from "../../worlds/format/named.ts";
import type { Episode } from "../evaluation/record.ts";
import { scheduleOf } from "../evaluation/schedule.ts";
import { type RunResult, readFinished } from "./finished.ts";
import { beginRun, type OpenRun, type RunHead, type RunOptions } from "./open-run.ts";
import { playSchedule } from "./play-schedule.ts";
import { runId } from "./store/run-id.ts";
import type { RunStore } from "./store/run-store.ts";
import { createMemoryStore, folderStore } from "./store/store.ts";

export { type RunResult, runId };

/**
 * Runs an experiment to its end, or to the first error; what was finished until then is kept and written in either case.
 * A finished run that is resumed is read back from its files, which stay as they are; its databases may be gone.
 * Settings and world are resolved here, once for all that is played.
 * @throws BillpError for everything a person can cause or mend; the abort reason when `signal` fires.
 */
export async function runExperiment(options: RunOptions): Promise<RunResult> {
  const begun = performance.now();
  const settings = resolveSettings(options.settings);
  const operator = operatorOf(options.runtime?.operator);
  const world = await (options.runtime?.loadWorld ?? worldsForOperator(operator))(settings.world);
  const schedule = scheduleOf(settings, world);
  const prior = options.priorMemories === undefined ? {} : { priorMemories: sha256(memoryLines([options.priorMemories])) };
  const wanted = {
    run: runId(settings, world, operator.baseUrl),
    world: world.id,
    settings,
    ...serverRecord(settings, operator),
    ...prior,
  };
  const store = options.out === null ? createMemoryStore() : folderStore;
  const name = options.out ?? wanted.run;
  const { run } = await store.createRun(name, wanted, { resume: options.out !== null && (options.resume ?? false) });
  const head: RunHead = { run, settings, world, schedule, begun };
  const finished = options.resume ? await resumable(store, name, head) : null;
  if (finished !== null) {
    options.onStart?.(schedule, world);
    return finished;
  }
  try {
    const open = await beginRun(store, name, options, head);
    const meanwhile = await finishedMeanwhile(store, name, head, open);
    if (meanwhile === null) return await playToEnd(open, options);
    options.onStart?.(schedule, world);
    return meanwhile;
  } finally {
    if (store !== folderStore) await store.removeRun(name);
  }
}

/**
 * The address to be recorded of a run whose models are asked at a server of the operator's.
 * @throws BillpError `bad-settings` for an address that cannot be used (and might hold a password).
 */
export function serverRecord(settings: ResolvedSettings, { server }: Operator): { server?: string } {
  if (server === null || !usesServer(settings)) return {};
  checkAddress(server);
  return { server };
}

/** The result of a run that another process finished while this one waited for it; nothing is played twice, whether or not its checkpoints are gone. */
async function finishedMeanwhile(store: RunStore, name: string, head: RunHead, open: OpenRun): Promise<RunResult | null> {
  try {
    const finished = store === folderStore ? await resumable(store, name, head) : null;
    if (finished !== null) open.close();
    return finished;
  } catch (error) {
    open.close();
    throw error;
  }
}

/** The result of the run when it is finished; null when it can go on. @throws BillpError `run-folder` for one that only its fork can go on with. */
async function resumable(store: RunStore, name: string, { settings, schedule, world }: RunHead): Promise<RunResult | null> {
  const reader = await store.openRun(name);
  const learning = isPolicy(settings.method) ? [] : schedule.map((s) => s.episode);
  const finished = await readFinished(reader, world, learning);
  if (finished !== null || reader.identity.parent === undefined) return finished;
  throw new BillpError("run-folder", `The run in ${name} goes on from a fork, and only that run knows what it kept.`, {
    hint: "Go on with it by the same `billp fork … --to run`.",
  });
}

/**
 * Plays what is left of an open run, writes its files and closes it, whatever happens.
 * @throws what a node throws, and the abort reason.
 */
export async function playToEnd(
  run: OpenRun,
  options: Pick<RunOptions, "openTracer" | "onNotice" | "onStart" | "onBusy" | "traceOf" | "workers" | "signal" | "runtime">,
): Promise<RunResult> {
  const tracer = await (options.openTracer ?? noTracer)(run, options.onNotice ?? console.warn);
  options.onStart?.(run.schedule, run.world);
  const onEpisode = (episode: Episode) => {
    run.note(episode);
    tracer.ended(episode);
  };
  let written: RunResult;
  try {
    try {
      await playSchedule(run, isPolicy(run.settings.method), {
        ...options,
        onEpisode,
        configFor: (scheduled) => tracer.configFor(scheduled, options.traceOf?.(scheduled, run.run, run.settings)),
      });
    } finally {
      try {
        written = await run.write();
      } finally {
        run.close();
      }
    }
    return written;
  } finally {
    await tracer.close(); // when the results are safe and the clock has stopped
  }
}
