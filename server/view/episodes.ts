/** One episode with everything that is needed to draw it. */
import { existsSync } from "node:fs";
import { runFiles } from "../../experiments/run-folder.ts";
import { sees } from "../../memory/sees.ts";
import type { LedgerCall } from "../../models/ledger.ts";
import { rulesOf } from "../../nodes/kit.ts";
import type { LoadedWorld } from "../../worlds/load.ts";
import { HttpError } from "../body.ts";
import { headOf, type Ledgers, textOf } from "./ledgers.ts";
import { entriesOf } from "./memories.ts";
import type { RunRead } from "./run-read.ts";
import type { CallText, EpisodePage, MemoryEntry, Title } from "./shapes.ts";
import { whyOf } from "./why.ts";

/** @throws HttpError 404 when the run has no such episode. */
export async function episodePage(run: RunRead, world: LoadedWorld | null, n: number, ledgers: Ledgers): Promise<EpisodePage> {
  const at = run.episodes.findIndex((e) => e.episode === n);
  const episode = run.episodes[at] ?? missing(n);
  const { calls, noCalls } = await callsOf(run, n, ledgers);
  const entries = await entriesOf(run);
  const shown = new Set(calls.flatMap((c) => c.recalled ?? []));
  const found = [...shown].sort().flatMap((key): MemoryEntry | never[] => entries.get(key) ?? []);
  return {
    episode,
    sees: sees(run.settings, n, episode.split),
    world: world === null ? null : worldPart(world, run, episode),
    calls: calls.map(headOf),
    noCalls,
    recalled: found,
    wrote: [...entries.values()].filter((e) => e.episode === n),
    others: {
      previous: run.episodes[at - 1]?.episode ?? null,
      next: run.episodes[at + 1]?.episode ?? null,
      sameUser: run.episodes.filter((e) => e.user === episode.user && e.episode !== n).map((e) => e.episode),
    },
  };
}

/** The exact prompts and answers of a round's calls. */
export async function callTexts(run: RunRead, n: number, round: number, ledgers: Ledgers): Promise<CallText[]> {
  const ledger = await ledgers.of(run.folder);
  return ledger
    .entries(n)
    .filter((c) => c.round === round)
    .map(textOf);
}

async function callsOf(run: RunRead, n: number, ledgers: Ledgers): Promise<{ calls: LedgerCall[]; noCalls: string | null }> {
  if (!existsSync(runFiles(run.folder).calls))
    return { calls: [], noCalls: "This run keeps no calls: calls.sqlite is not there." };
  const calls = (await ledgers.of(run.folder)).entries(n);
  return { calls, noCalls: calls.length > 0 ? null : "No model was asked in this episode." };
}

function worldPart(world: LoadedWorld, run: RunRead, episode: RunRead["episodes"][number]): EpisodePage["world"] {
  const rules = rulesOf(world, run.settings, episode.split);
  const history = (world.users[episode.user]?.history ?? []).slice(-run.settings.historyLength);
  return {
    rules,
    rewardMax: world.rewardMax,
    history: history.map((item): Title => {
      const { title = "", categories = [] } = world.items[item] ?? {};
      return { item, title, categories };
    }),
    categories: episode.rounds.map((r) => (r.item === null ? [] : (world.items[r.item]?.categories ?? []))),
    why: whyOf(world, rules, episode),
  };
}

function missing(n: number): never {
  throw new HttpError(404, `This run has no episode ${n} (yet).`);
}
