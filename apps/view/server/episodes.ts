/** Episode view: everything that is needed to draw an episode. */
import { basename } from "node:path";
import { HTTPException } from "hono/http-exception";
import type { ResolvedSettings } from "../../../core/settings.ts";
import type { Episode } from "../../../experiments/evaluation/record.ts";
import type { ForkRecord } from "../../../experiments/runs/store/fork-record.ts";
import { verdict } from "../../../memory/advantage.ts";
import { rolesOf } from "../../../methods/derived.ts";
import { isPolicy } from "../../../methods/registry.ts";
import { byPlace, type LedgerCall } from "../../../models/ledger/ledger.ts";
import type { LoadedWorld } from "../../../worlds/format/load.ts";
import { rulesFor } from "../../../worlds/rules.ts";
import { endingOf } from "./ending.ts";
import { forkCards, forkOf, settingsOf } from "./forks.ts";
import { headOf, type Ledgers, textOf } from "./ledgers.ts";
import { entriesIn, entriesOf } from "./memories.ts";
import type { RunRead } from "./run-read.ts";
import { rewardMaxOf } from "./runs.ts";
import type { CallText, EpisodePage, MemoryEntry, Title } from "./shapes.ts";
import { sightOf, whyNoneShown, whyNoneWritten } from "./sight.ts";
import { whyOf } from "./why.ts";

/** An episode of a run or of one of its forks. @throws HTTPException 404 when there is none. */
export async function episodePage(
  run: RunRead,
  world: LoadedWorld | null,
  n: number,
  forkId: string | null,
  ledgers: Ledgers,
): Promise<EpisodePage> {
  const at = run.episodes.findIndex((e) => e.episode === n);
  const forks = await run.reader.forks();
  const fork = forkId === null ? null : forkOf(forks, forkId);
  const episode = fork?.record ?? run.episodes[at] ?? missing(n);
  const settings = settingsOf(run.settings, forks, fork);
  const { calls, noCalls } = await callsOf(run, n, { fork, forks }, ledgers);
  const entries = await entriesOf(run);
  const shown = new Set(calls.flatMap((c) => c.recalled ?? []));
  const cards = forkCards(forks);
  const prior = run.reader.identity.priorMemories !== undefined;
  const sight = sightOf(settings, n, episode.split, prior);
  const part = world === null ? null : worldPart(world, settings, episode);
  const whyNone = (role: string) => whyNoneShown(role, sight, settings, prior);
  return {
    episode,
    fork: cards.find((c) => c.id === forkId) ?? null,
    forks: cards.filter((c) => c.episode === n),
    sight,
    ending: endingOf(episode, part?.rules ?? null, part?.why ?? null),
    roles: rolesOf(settings.method),
    verdicts: episode.rounds.map((r) => verdictOf(r.advantage)),
    rewardMax: rewardMaxOf(run, world),
    world: part,
    calls: calls.map((c) => ({ ...headOf(c), noneShown: c.recalled?.length === 0 ? whyNone(c.role) : null })),
    noCalls,
    recalled: [...shown].sort().flatMap((key): MemoryEntry | never[] => entries.get(key) ?? []),
    wrote: fork === null ? [...entries.values()].filter((e) => e.episode === n) : entriesIn(fork.memories),
    noneWritten: whyNoneWritten(settings, episode.split, fork !== null || run.reader.has("memory")),
    others: {
      previous: run.episodes[at - 1]?.episode ?? null,
      next: run.episodes[at + 1]?.episode ?? null,
      sameUser: run.episodes.filter((e) => e.user === episode.user && e.episode !== n).map((e) => e.episode),
    },
  };
}

/** What an advantage says of the item, as M_A keeps it. */
function verdictOf(advantage: number | null): EpisodePage["verdicts"][number] {
  const found = verdict(advantage);
  return found === null ? null : found === 1 ? "encouraging" : "discouraging";
}

/** The exact prompts and answers of a round's calls. */
export async function callTexts(
  run: RunRead,
  n: number,
  round: number,
  forkId: string | null,
  ledgers: Ledgers,
): Promise<CallText[]> {
  const forks = await run.reader.forks();
  const { calls } = await callsOf(run, n, { fork: forkId === null ? null : forkOf(forks, forkId), forks }, ledgers);
  return calls.filter((c) => c.round === round).map(textOf);
}

/** Calls of an episode. A fork has made those from its round on; the earlier ones are of what it was forked from. */
async function callsOf(
  run: RunRead,
  n: number,
  { fork, forks }: { fork: ForkRecord | null; forks: ReadonlyMap<string, ForkRecord> },
  ledgers: Ledgers,
): Promise<{ calls: LedgerCall[]; noCalls: string | null }> {
  if (isPolicy(run.settings.method)) return { calls: [], noCalls: `No model was asked: ${run.settings.method} is a policy.` };
  if (!run.reader.has("calls"))
    return { calls: [], noCalls: `This run keeps no calls: ${basename(run.reader.where("calls"))} is not there.` };
  const ledger = await ledgers.of(run.reader);
  const line = (scope: ForkRecord | null): LedgerCall[] => {
    if (scope === null) return ledger.entries(n);
    const own = ledger.entries(n, scope.id);
    const has = new Set(own.map(placeOf));
    // A fork with a new plan leaves after the superstep of Planner and Critic, whose calls are then its parent's.
    const before = line(scope.parent === null ? null : forkOf(forks, scope.parent));
    return [...before.filter((c) => c.round <= scope.round && !has.has(placeOf(c)) && isBefore(c, scope)), ...own].sort(byPlace);
  };
  const calls = line(fork);
  return { calls, noCalls: calls.length > 0 ? null : "The ledger of this run has no calls of this episode." };
}

const placeOf = ({ round, role, attempt }: LedgerCall) => `${round}/${role}/${attempt}`;

/** Whether the call of a fork's parent came before the fork left. */
function isBefore({ round, role }: LedgerCall, fork: ForkRecord): boolean {
  if (round !== fork.round) return round < fork.round;
  return fork.overrides.some((s) => s.startsWith("plan=")) && (role === "planner" || role === "critic");
}

type WorldPart = NonNullable<EpisodePage["world"]>;

function worldPart(world: LoadedWorld, settings: ResolvedSettings, episode: Episode): WorldPart {
  const rules = rulesFor(world.rules, settings, episode.split);
  const history = (world.users[episode.user]?.history ?? []).slice(-settings.historyLength);
  return {
    rules,
    history: history.map((item): Title => {
      const { title = "", categories = [] } = world.items[item] ?? {};
      return { item, title, categories };
    }),
    categories: episode.rounds.map((r) => (r.item === null ? [] : (world.items[r.item]?.categories ?? []))),
    why: whyOf(world, rules, episode),
  };
}

function missing(n: number): never {
  throw new HTTPException(404, { message: `This run has no episode ${n} (yet).` });
}
