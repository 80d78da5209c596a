/** Forks from the page: one at a time, in this process, by the same function as `billp fork`. What they cost is limited by who serves. */
import { randomUUID } from "node:crypto";
import { HTTPException } from "hono/http-exception";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { BillpError, firstOf } from "../../../core/errors.ts";
import { isOfflineSpec, modelOf, type ResolvedSettings, ROLES } from "../../../core/settings.ts";
import type { ForkOptions } from "../../../experiments/forks/fork.ts";
import { parseOverrides, settingsWith } from "../../../experiments/forks/overrides.ts";
import { forkById } from "../../../experiments/forks/records.ts";
import type { ForkRecord } from "../../../experiments/runs/store/fork-record.ts";
import { forkRun } from "../../../integrations/tracing/traced-experiments.ts";
import { idOf } from "./folders.ts";
import { type Runs, rowOf } from "./runs.ts";
import type { ForkCard, ForkJob } from "./shapes.ts";

/** Says with which limits these models may be asked. @throws BillpError when they may not. */
export type MayFork = (settings: ResolvedSettings) => Promise<ForkOptions["runtime"]>;

/** The forks of the page. */
export interface Forks {
  /** Starts one. @throws HTTPException 400 or 409; BillpError for a change that cannot be. */
  start(body: unknown): Promise<ForkJob>;
  /** @throws HTTPException 404. */
  job(id: string): ForkJob;
  /** Every job that is remembered, the latest first: a page that was loaded anew finds its own by them. */
  jobs(): ForkJob[];
  /** Stops what is being played. */
  close(): void;
}

const BodySchema = z.strictObject({
  run: z.string(),
  episode: z.int().min(1),
  round: z.int().min(1),
  overrides: z.array(z.string().max(20_000)).max(50),
  repeat: z.int().min(1).max(20).default(1),
  from: z.string().nullable().default(null),
  to: z.enum(["episode", "run"]).default("episode"),
});

/** Jobs that are remembered after they ended. */
const KEPT = 50;

/** Without a word of who serves, only models in this process are asked. */
export const freeOnly: MayFork = async (settings) => {
  const asked = [...ROLES.map((role) => modelOf(settings, role)), settings.embedding];
  const other = asked.find((spec) => !isOfflineSpec(spec));
  if (other === undefined) return {};
  throw new BillpError("bad-settings", `${other} may cost money, and nothing limits what a fork may spend.`, {
    hint: "Start the page with `billp view --budget USD`, or fork with `billp fork`.",
  });
};

/** Opens the forks of these runs. */
export function openForks(runs: Runs, mayFork: MayFork): Forks {
  const jobs = new LRUCache<string, ForkJob>({ max: KEPT });
  const order: string[] = [];
  const stop = new AbortController();
  const note = (id: string, job: Partial<ForkJob>) => void jobs.set(id, { ...(jobs.get(id) as ForkJob), ...job });
  return {
    async start(body) {
      const parsed = BodySchema.safeParse(body);
      if (!parsed.success)
        throw new HTTPException(400, { message: parsed.error.issues.map((i) => `${i.path.join(".")}: ${i.message}`).join("; ") });
      const { run: id, repeat, ...what } = parsed.data;
      if ([...jobs.values()].some((j) => j.state === "playing"))
        throw new HTTPException(409, { message: "Another fork is being played; wait for its end." });
      const run = await runs.read(id);
      if (run.card.status === "live")
        throw new HTTPException(409, { message: "The run is being played; fork it when it has ended." });
      const runtime = await mayFork(settingsAfter(run.settings, await run.reader.forks(), what));
      const job: ForkJob = {
        job: randomUUID(),
        wish: parsed.data,
        state: "playing",
        done: 0,
        total: repeat,
        forks: [],
        runs: [],
      };
      jobs.set(job.job, job);
      order.push(job.job);
      order.splice(0, order.length - KEPT);
      forkRun({
        ...{ folder: run.folder, repeat, ...what, runtime, signal: stop.signal, onNotice: () => undefined },
        onProgress: ({ done }) => note(job.job, { done }),
        onEpisode: ({ done, total }) => note(job.job, { done, total }),
      }).then(
        ({ forks, runs: made }) =>
          note(job.job, {
            state: "done",
            done: repeat,
            forks: forks.map((f) => f.id),
            runs: made.map((m) => idOf(runs.root, m.folder)),
          }),
        (error) => note(job.job, { state: "failed", ...saying(error) }),
      );
      return job;
    },
    job: (id) => jobs.get(id) ?? missing(`There is no job "${id}".`),
    jobs: () => [...order].reverse().flatMap((id) => jobs.peek(id) ?? []),
    close: () => stop.abort(new BillpError("interrupted", "Interrupted.")),
  };
}

/** The forks of a run as the page lists them. */
export function forkCards(forks: ReadonlyMap<string, ForkRecord>): ForkCard[] {
  return [...forks.values()].map(({ id, parent, episode, round, overrides, repeat, dropped, record }) => {
    return { id, parent, episode, round, overrides, repeat, dropped, row: rowOf(record) };
  });
}

/** A fork's record. @throws HTTPException 404. */
export function forkOf(forks: ReadonlyMap<string, ForkRecord>, id: string): ForkRecord {
  return forks.get(id) ?? missing(`This run has no fork "${id}".`);
}

/** The settings that a fork was played with: the run's, with what was changed up to it. */
export function settingsOf(
  settings: ResolvedSettings,
  known: ReadonlyMap<string, ForkRecord>,
  fork: ForkRecord | null,
): ResolvedSettings {
  if (fork === null) return settings;
  const before = settingsOf(settings, known, fork.parent === null ? null : forkOf(known, fork.parent));
  const after = Object.entries(fork.changed).flatMap(([name, [, value]]) => (name in before ? [[name, value]] : []));
  return { ...before, ...Object.fromEntries(after) };
}

/** The settings that a fork is played with: the run's, changed by the forks it comes from, then by itself. */
function settingsAfter(
  settings: ResolvedSettings,
  known: ReadonlyMap<string, ForkRecord>,
  { overrides, from, to }: Pick<z.output<typeof BodySchema>, "overrides" | "from" | "to">,
): ResolvedSettings {
  const ancestry: (readonly string[])[] = [overrides];
  for (let at = from; at !== null; at = forkById(known, at).parent) ancestry.unshift(forkById(known, at).overrides);
  return ancestry.reduce((now, texts) => settingsWith(now, parseOverrides(texts, to)), settings);
}

function saying(thrown: unknown): Pick<ForkJob, "message" | "hint"> {
  const error = firstOf(thrown);
  if (error instanceof BillpError) return { message: error.message, hint: error.hint };
  return { message: "The fork failed.", hint: "`billp fork` on the command line says more." };
}

function missing(message: string): never {
  throw new HTTPException(404, { message });
}
