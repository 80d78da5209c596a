/** Experiment runner over a dataset's examples, through the SDK's `evaluate`: comparable there with every other. */
import { Client } from "langsmith";
import { evaluate } from "langsmith/evaluation";
import { getCurrentRunTree } from "langsmith/traceable";
import { firstOf } from "../../core/errors.ts";
import { operatorOf } from "../../core/operator.ts";
import { diversityOf } from "../../experiments/evaluation/catalogue-metrics.ts";
import type { Episode } from "../../experiments/evaluation/record.ts";
import { playEpisode } from "../../experiments/runs/play-episode.ts";
import { buildGraph } from "../../graphs/billp.ts";
import type { Memories } from "../../memory/entries.ts";
import { asPriorMemories } from "../../memory/prior.ts";
import { isPolicy } from "../../methods/registry.ts";
import { createMemoryLedger } from "../../models/ledger/ledger.ts";
import { sumTallies, type Tally } from "../../models/ledger/usage.ts";
import { createRuntime, type RuntimeOptions } from "../../nodes/runtime.ts";
import { type LoadNamed, worldsForCallers } from "../../worlds/format/named.ts";
import type { World } from "../../worlds/world.ts";
import { type Above, EpisodeTracer } from "../tracing/episode-tracer.ts";
import { openLangSmithUploads } from "../tracing/langsmith-uploads.ts";
import { UploadQueue } from "../tracing/upload-queue.ts";
import type { Delivery, Uploads } from "../tracing/uploads.ts";
import { openLangSmith } from "./client.ts";
import type { Prepared } from "./dataset.ts";
import { EVALUATORS, type PlayedOutcome } from "./evaluators.ts";
import { outcomeOf, type RecordedOutcome } from "./example.ts";
import { quietly } from "./quiet.ts";

/** How long the end may wait for what is left to be uploaded; here the upload is the purpose. */
const PATIENCE_MS = 60_000;

/** Lines of the SDK that say what we say ourselves, its stack traces, and what it says of evaluators that are not traced. */
const KNOWN = /^(Starting evaluation|View results|Error running target|Can not call 'on_end')|^\s+at |^\s*$/;

/** What a replay needs. */
export interface ReplayOptions {
  readonly prepared: readonly Prepared[];
  /** Worlds of the examples, see `worldsOfDataset`. Default: those that callers may name. */
  readonly loadWorld?: LoadNamed;
  /** Beginning of the experiment's name. */
  readonly name: string;
  readonly memories: Memories | undefined;
  readonly workers: number;
  readonly runtime: Omit<RuntimeOptions, "ledger" | "loadWorld">;
  readonly signal: AbortSignal | undefined;
  readonly onPlayed: (done: number) => void;
}

/** One example, as it was recorded and as it was played now. */
export interface ReplayRow {
  readonly example: string;
  readonly user: number;
  readonly recorded: RecordedOutcome | null;
  readonly played: PlayedOutcome | null;
}

/** An experiment. */
export interface Replayed {
  readonly experiment: string;
  readonly url: string | null;
  readonly rows: readonly ReplayRow[];
  readonly usage: Tally;
  readonly delivery: Delivery;
  /** What stopped it before its end: a spent budget, a refused model, an interrupt. */
  readonly failure: unknown;
  /** What the SDK said besides, without keys. */
  readonly remarks: readonly string[];
}

/** Plays. Never throws for what a model or an upload does; see `failure` and `delivery`. @throws BillpError `langsmith` when the experiment cannot be made. */
export async function replay(options: ReplayOptions): Promise<Replayed> {
  const { prepared, name, workers } = options;
  const loadNamed = options.loadWorld ?? worldsForCallers(operatorOf(options.runtime.operator));
  const queue = new UploadQueue(Client.getDefaultClientConfig().apiUrl);
  const { client, ask } = openLangSmith({ fetchImplementation: routed(queue) });
  const uploads = openLangSmithUploads(queue);
  const ledger = createMemoryLedger({ replay: false });
  const table = createTable(options, uploads, createRuntime({ ...options.runtime, loadWorld: loadNamed, ledger }), loadNamed);
  const run = () =>
    evaluate(table.play, {
      client,
      data: prepared.map((p) => p.example),
      evaluators: EVALUATORS,
      experimentPrefix: name,
      metadata: factsOf(prepared),
      maxConcurrency: workers,
      disableEvaluatorTracing: true,
    });
  const { result, said } = await ask("make the experiment", () => quietly(run)).catch(async (error) => {
    await closeWithin(uploads, 0);
    throw error;
  });
  const delivery = await closeWithin(uploads, PATIENCE_MS);
  return {
    experiment: result.experimentName,
    url: said.flatMap((line) => /^View results at (\S+)/.exec(line)?.[1] ?? []).at(0) ?? null,
    rows: prepared.map(({ example, start, recorded }) => {
      const played = table.played.get(example.inputs) ?? null;
      return { example: example.id, user: start.user, recorded, played };
    }),
    usage: sumTallies(Object.values(ledger.usageByRole())),
    delivery,
    failure: table.failure(),
    remarks: [...new Set(said)].filter((line) => !KNOWN.test(line)),
  };
}

/** Waits for what is left to be uploaded, so long at most. */
async function closeWithin(uploads: Uploads, ms: number): Promise<Delivery> {
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), ms);
  return uploads.close(end.signal).finally(() => clearTimeout(timer));
}

/** Runs and scores go through the upload queue, which waits, counts and never fails; whatever is asked goes to the server at once. */
function routed(queue: UploadQueue): typeof fetch {
  return (input, init) => {
    const path = String(input).slice(queue.apiUrl.length);
    return /^\/(info|runs|feedback)\b/.test(path) ? queue.fetch(input, init) : fetch(input, init);
  };
}

/** What the experiment is, for its page in LangSmith. */
function factsOf(prepared: readonly Prepared[]): Record<string, unknown> {
  const [first] = prepared;
  const { method, model, seed, fidelity } = (first as Prepared).settings;
  const of = [...new Set(prepared.map((p) => p.example.metadata?.run))];
  return { method, model, seed, fidelity, world: first?.start.world, recorded: of.join(", ") };
}

/** The target of `evaluate`, and what it left: outcomes by the inputs they were played from. */
function createTable(options: ReplayOptions, uploads: Uploads, contextOf: ReturnType<typeof createRuntime>, load: LoadNamed) {
  const { prepared, signal, memories } = options;
  const byInputs = new Map(prepared.map((p) => [p.example.inputs, p]));
  const graph = buildGraph(contextOf);
  const priorMemories = new Map(memories === undefined ? [] : [[0, asPriorMemories(memories)]]);
  const played = new Map<object, PlayedOutcome>();
  let failed: { error: unknown } | null = null;

  async function playStart({ settings, start }: Prepared, world: World): Promise<Episode> {
    if (isPolicy(settings.method))
      return (await playEpisode({ settings, world, graph: null }, { ...start, visibleUpTo: 0 }, priorMemories)).record;
    const callbacks = [new EpisodeTracer(uploads, getCurrentRunTree() as unknown as Above)];
    const config = { callbacks, signal };
    return (await playEpisode({ settings, graph }, { ...start, visibleUpTo: 0 }, priorMemories, { config })).record;
  }

  /** Plays one example. After a failure that would meet every other too, none is played. */
  async function episode(inputs: object): Promise<PlayedOutcome> {
    if (failed !== null) throw new Error("not played: the replay was stopped before");
    const one = byInputs.get(inputs as Prepared["example"]["inputs"]) as Prepared;
    try {
      signal?.throwIfAborted();
      const world = await load(one.settings.world);
      const record = await playStart(one, world);
      const rounds = record.rounds.map(({ plan, title, reward, accepted }) => ({ plan, title, reward, accepted }));
      const outcome = { ...outcomeOf(record), diversity: diversityOf(record, world), rounds };
      played.set(inputs, outcome);
      options.onPlayed(played.size);
      return outcome;
    } catch (error) {
      failed ??= { error: firstOf(error) };
      throw error;
    }
  }
  return { play: episode, played, failure: () => failed?.error ?? null };
}
