/** One experiment: plays the schedule with a method or a policy, keeps everything in the run folder, and sums it up. */
import { MemorySaver } from "@langchain/langgraph";
import { BillpError } from "../../core/errors.ts";
import type { ResolvedSettings } from "../../core/settings.ts";
import { noTracer, type Tracer } from "../../core/tracer.ts";
import { buildGraph } from "../../graphs/billp.ts";
import { isPolicy } from "../../methods/registry.ts";
import { resolveSettings } from "../../methods/settings.ts";
import { sha256 } from "../../models/ledger/ledger.ts";
import { createRuntime } from "../../nodes/runtime.ts";
import { loadWorld } from "../../worlds/load.ts";
import type { World } from "../../worlds/world.ts";
import type { Episode } from "../evaluation/record.ts";
import { scheduleOf } from "../evaluation/schedule.ts";
import { type RunResult, readFinished } from "./finished.ts";
import { openSession, type RunOptions, type Session } from "./open-run.ts";
import { playPolicies } from "./policy-run.ts";
import { memoryLines } from "./projection.ts";
import { claimFolder, readIdentity } from "./run-folder.ts";
import { playWorkers } from "./workers.ts";

export type { RunResult };

/** Id of a run, from what decides it: method, world, seed, and a hash of all settings. */
export function runId(settings: ResolvedSettings, world: World): string {
  const hash = sha256(JSON.stringify([world.id, settings])).slice(0, 8);
  return `${settings.method}-${world.id.replace("@", "-v")}-s${settings.seed}-${hash}`;
}

/**
 * Runs an experiment to its end, or to the first error; what was finished until then is kept and written in either case.
 * A finished run that is resumed is read back from its files, which stay as they are; its databases may be gone.
 * @throws BillpError for everything a person can cause or mend; the abort reason when `signal` fires.
 */
export async function runExperiment(options: RunOptions): Promise<RunResult> {
  const begun = performance.now();
  const settings = resolveSettings(options.settings);
  const world = await (options.runtime?.loadWorld ?? loadWorld)(settings.world);
  const plan = scheduleOf(settings, world);
  const run = runId(settings, world);
  const given = options.priorMemories === undefined ? {} : { given: sha256(memoryLines([options.priorMemories])) };
  const identity = { run, world: world.id, settings: { ...settings, ...given } };
  if (options.out !== null) await claimFolder(options.out, identity, options.resume ?? false);
  if (options.resume && options.out !== null) {
    const learning = isPolicy(settings.method) ? [] : plan.map((s) => s.episode);
    const finished = await readFinished(
      options.out,
      plan.length,
      options.priorMemories === undefined ? learning : [0, ...learning],
    );
    if (finished !== null) {
      options.onStart?.(plan, world);
      return finished;
    }
    if ((await readIdentity(options.out)).parent !== undefined)
      throw new BillpError("run-folder", `The run in ${options.out} goes on from a fork, and only that run knows what it kept.`, {
        hint: "Go on with it by the same `billp fork … --to run`.",
      });
  }
  const session = await openSession(options, { run, settings, world, schedule: plan, begun });
  const tracer = await (options.openTracer ?? noTracer)(session, options.onNotice ?? console.warn);
  options.onStart?.(plan, world);
  const note = (episode: Episode) => {
    session.note(episode);
    tracer.ended(episode);
  };
  try {
    try {
      if (isPolicy(settings.method)) await playPolicies(settings, world, plan, note, options.signal);
      else await playGraph(options, session, tracer, note);
    } finally {
      try {
        await session.write();
      } finally {
        session.close();
      }
    }
    return { summary: session.summary(), episodes: session.sorted(), memories: session.memoriesByEpisode() };
  } finally {
    await tracer.close(); // when the results are safe and the clock has stopped
  }
}

/** Plays what is left of a session's schedule with the graph. */
export async function playGraph(
  options: RunOptions,
  session: Session,
  tracer: Tracer,
  onEpisode: (episode: Episode) => void,
): Promise<void> {
  const contextOf = createRuntime({ ...options.runtime, ledger: session.ledger });
  const graph = buildGraph(contextOf, session.checkpoints?.saver ?? new MemorySaver());
  await playWorkers({
    graph,
    settings: options.settings,
    run: session.run,
    workers: options.workers ?? 1,
    earlier: earlierWorkers(session),
    schedule: session.schedule,
    finished: new Set(session.episodes.keys()),
    memoriesByEpisode: session.memories,
    onEpisode,
    onBusy: options.onBusy,
    configOf: (scheduled) => tracer.configFor(scheduled, options.traceOf?.(scheduled, session.run, session.settings)),
    signal: options.signal,
  });
}

/** Numbers of lanes that an earlier session left in the checkpoints. */
function earlierWorkers({ checkpoints, run }: Session): number[] {
  const prefix = `${run}/lane-`;
  return (checkpoints?.threads() ?? []).filter((t) => t.startsWith(prefix)).map((t) => Number(t.slice(prefix.length)));
}
