/** Episode view: everything that is needed to draw an episode. */
import { basename } from "node:path";
import { HTTPException } from "hono/http-exception";
import type { ForkRecord } from "../../../experiments/runs/store/fork-record.ts";
import { visibleUpTo } from "../../../memory/visibility.ts";
import { byPlace, type LedgerCall } from "../../../models/ledger/ledger.ts";
import type { LoadedWorld } from "../../../worlds/format/load.ts";
import { rulesFor } from "../../../worlds/rules.ts";
import { forkCards, forkOf } from "./forks.ts";
import { headOf, type Ledgers, textOf } from "./ledgers.ts";
import { entriesIn, entriesOf } from "./memories.ts";
import type { RunRead } from "./run-read.ts";
import type { CallText, EpisodePage, MemoryEntry, Title } from "./shapes.ts";
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
  const { calls, noCalls } = await callsOf(run, n, { fork, forks }, ledgers);
  const entries = await entriesOf(run);
  const shown = new Set(calls.flatMap((c) => c.recalled ?? []));
  const cards = forkCards(forks);
  return {
    episode,
    fork: cards.find((c) => c.id === forkId) ?? null,
    forks: cards.filter((c) => c.episode === n),
    visibleUpTo: visibleUpTo(run.settings, n, episode.split),
    world: world === null ? null : worldPart(world, run, episode),
    calls: calls.map(headOf),
    noCalls,
    recalled: [...shown].sort().flatMap((key): MemoryEntry | never[] => entries.get(key) ?? []),
    wrote: fork === null ? [...entries.values()].filter((e) => e.episode === n) : entriesIn(fork.memories),
    others: {
      previous: run.episodes[at - 1]?.episode ?? null,
      next: run.episodes[at + 1]?.episode ?? null,
      sameUser: run.episodes.filter((e) => e.user === episode.user && e.episode !== n).map((e) => e.episode),
    },
  };
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
  return { calls, noCalls: calls.length > 0 ? null : "No model was asked in this episode." };
}

const placeOf = ({ round, role, attempt }: LedgerCall) => `${round}/${role}/${attempt}`;

/** Whether the call of a fork's parent came before the fork left. */
function isBefore({ round, role }: LedgerCall, fork: ForkRecord): boolean {
  if (round !== fork.round) return round < fork.round;
  return fork.overrides.some((s) => s.startsWith("plan=")) && (role === "planner" || role === "critic");
}

function worldPart(world: LoadedWorld, run: RunRead, episode: RunRead["episodes"][number]): EpisodePage["world"] {
  const rules = rulesFor(world.rules, run.settings, episode.split);
  const history = (world.users[episode.user]?.history ?? []).slice(-run.settings.historyLength);
  return {
    rules,
    rewardMax: world.rewardMax,
    history: history.map((item): Title => {
      const { title = "", categories = [] } = world.items[item] ?? {};
      return { item, title, categories };
    }),
    categories: episode.rounds.map((r) => (r.item === null ? [] : (world.items[r.item]?.categories ?? []))),
    why: whyOf(world, rules, episode, run.settings.seed),
  };
}

function missing(n: number): never {
  throw new HTTPException(404, { message: `This run has no episode ${n} (yet).` });
}
