/** Pilot: the first episodes of a run, played in memory with the offline model in place of every model, and what they would have cost. */
import type { SimpleChatModel } from "@langchain/core/language_models/chat_models";
import { sumBy } from "../../../core/math.ts";
import { type Operator, type OperatorOptions, operatorOf } from "../../../core/operator.ts";
import { isOfflineSpec, type ResolvedSettings, type Role, type SettingsInput } from "../../../core/settings.ts";
import { buildGraph } from "../../../graphs/billp.ts";
import type { Memories } from "../../../memory/entries.ts";
import { asPriorMemories } from "../../../memory/prior.ts";
import { isPolicy } from "../../../methods/registry.ts";
import { resolveSettings } from "../../../methods/settings.ts";
import { createOfflineEmbedder, type Embedder } from "../../../models/embeddings.ts";
import { BlindChat } from "../../../models/offline/blind.ts";
import { OfflineChat } from "../../../models/offline/chat.ts";
import { knowledgeOf } from "../../../models/offline/knowledge.ts";
import { createRuntime } from "../../../nodes/runtime.ts";
import { worldsForOperator } from "../../../worlds/format/named.ts";
import type { World } from "../../../worlds/world.ts";
import type { Episode } from "../../evaluation/record.ts";
import { type Scheduled, scheduleOf } from "../../evaluation/schedule.ts";
import { playEpisode } from "../../runs/play-episode.ts";
import { createLineCounter, type PilotCall, PilotChat } from "./pilot-chat.ts";

/** Calls to a remote embedding model, and their tokens. */
export interface Embedded {
  readonly calls: number;
  readonly tokens: number;
}

/** One episode of a pilot. */
export interface PilotEpisode {
  readonly episode: Episode;
  readonly calls: readonly PilotCall[];
  readonly embedded: Embedded;
}

export interface Pilot {
  readonly settings: ResolvedSettings;
  readonly world: World;
  /** Episodes that the run itself has. */
  readonly run: { readonly train: number; readonly test: number };
  /** Its first training episodes, then its first test episodes. */
  readonly train: readonly PilotEpisode[];
  readonly test: readonly PilotEpisode[];
  /** The catalogue, embedded once a run. */
  readonly catalogue: Embedded;
  /** What its training wrote, by episode. */
  readonly memories: ReadonlyMap<number, Memories>;
  /** Time it took, without the counting of tokens. */
  readonly ms: number;
}

export interface PilotOptions {
  /** Episodes at most. Default: 200. */
  readonly episodes?: number;
  /** What the run starts from. */
  readonly priorMemories?: Memories;
  /** Whose server is meant: the way of asking, and so the tokens, depend on it. Nothing is sent. Default: of the environment. */
  readonly operator?: Operator | OperatorOptions;
  readonly loadWorld?: (id: string) => Promise<World>;
  readonly signal?: AbortSignal;
  /** Who answers in the place of models outside this process. Default: the offline model. */
  readonly answers?: (role: Role, offline: OfflineChat) => SimpleChatModel;
}

/** Episodes of a pilot by default. */
export const PILOT_EPISODES = 200;

/** Fewest episodes of a split in a pilot. */
const FEWEST = 10;

/**
 * How many training and test episodes a pilot plays: all, if they fit, otherwise in proportion. Measured: a longer training at the cost of
 * the test is worse, for how long users stay varies far more than what memories add to a prompt (docs/models.md).
 */
export function pilotShare(run: Pilot["run"], episodes: number): Pilot["run"] {
  const all = run.train + run.test;
  if (all <= episodes) return run;
  const least = (n: number) => Math.min(n, FEWEST);
  const train = Math.max(least(run.train), Math.round((episodes * run.train) / all));
  return {
    train: Math.min(train, episodes - least(run.test)),
    test: Math.min(run.test, Math.max(least(run.test), episodes - train)),
  };
}

/** Plays a pilot. Sends nothing. @throws BillpError what settings, schedule and worlds throw. */
export async function playPilot(input: SettingsInput, options: PilotOptions = {}): Promise<Pilot> {
  const settings = resolveSettings(input);
  const world = await (options.loadWorld ?? worldsForOperator(operatorOf(options.operator)))(settings.world);
  const all = scheduleOf(settings, world);
  const train = all.filter((s) => s.split === "train").length;
  const run = { train, test: all.length - train };
  const share = pilotShare(run, Math.max(2 * FEWEST, options.episodes ?? PILOT_EPISODES));
  const shortened = { ...settings, ...share };
  const pilot = openPilot(shortened, world, options);
  const played: PilotEpisode[] = [];
  if (!isPolicy(settings.method)) for (const scheduled of scheduleOf(shortened, world)) played.push(await pilot.play(scheduled));
  const of = (split: Scheduled["split"]) => played.filter(({ episode }) => episode.split === split);
  return { settings, world, run, train: of("train"), test: of("test"), ...pilot.end() };
}

function openPilot(settings: ResolvedSettings, world: World, options: PilotOptions) {
  const knowledge = knowledgeOf(world.items, world.popularity);
  const count = createLineCounter();
  const calls: PilotCall[] = [];
  const embedder = countingEmbedder(settings.embedding, world.items.length, count);
  const memoriesByEpisode = new Map<number, Memories>(
    options.priorMemories === undefined ? [] : [[0, asPriorMemories(options.priorMemories)]],
  );
  let ms = 0;
  const answersOf = (spec: string, role: Role): SimpleChatModel => {
    if (spec === "offline:blind") return new BlindChat(role);
    const offline = new OfflineChat(knowledge, role);
    return isOfflineSpec(spec) ? offline : (options.answers?.(role, offline) ?? offline);
  };
  const contextOf = createRuntime({
    chat: (spec, role) =>
      new PilotChat({
        role,
        answers: answersOf(spec, role),
        count: isOfflineSpec(spec) ? null : count,
        onCall(call, countingMs) {
          calls.push(call);
          ms -= countingMs;
        },
      }),
    embedder,
    prices: {},
    operator: options.operator,
    loadWorld: async () => world,
  });
  const graph = buildGraph(contextOf);
  return {
    async play(scheduled: Scheduled): Promise<PilotEpisode> {
      options.signal?.throwIfAborted();
      const begun = performance.now();
      const { record, memories } = await playEpisode({ settings, graph }, scheduled, memoriesByEpisode);
      memoriesByEpisode.set(scheduled.episode, memories);
      ms += performance.now() - begun;
      return { episode: record, calls: calls.splice(0), embedded: embedder.take() };
    },
    end: () => ({ catalogue: embedder.catalogue(), memories: memoriesByEpisode, ms }),
  };
}

/** The offline embedder under another's name, which counts what that one would be asked: each distinct text once. */
function countingEmbedder(spec: string, items: number, count: (text: string) => number) {
  const offline = createOfflineEmbedder();
  const known = new Set<string>();
  const none = { calls: 0, tokens: 0 };
  let catalogue: Embedded = none;
  let taken = { ...none };
  return {
    spec,
    embed(texts) {
      const missing = isOfflineSpec(spec) ? [] : [...new Set(texts)].filter((t) => !known.has(t));
      for (const text of missing) known.add(text);
      const asked = {
        calls: Math.ceil(missing.length / 128),
        tokens: sumBy(missing, (t) => count(t.trim() || "(empty)")),
      };
      if (texts.length === items) catalogue = asked;
      else taken = { calls: taken.calls + asked.calls, tokens: taken.tokens + asked.tokens };
      return offline.embed(texts);
    },
    catalogue: () => catalogue,
    take: () => {
      const now = taken;
      taken = { ...none };
      return now;
    },
  } satisfies Embedder & { catalogue(): Embedded; take(): Embedded };
}
