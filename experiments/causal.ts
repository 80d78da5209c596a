/**
 * Does memory have a causal path to what happens? The trained method against itself with its memories emptied, taken from another
 * world, and shuffled between states; and against react and act-only. Offline model: a claim about the wiring, and about nothing else.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Memories } from "../memory/entries.ts";
import { mergeMemories, parseMemories } from "../memory/given.ts";
import type { Method } from "../settings.ts";
import { loadWorld } from "../worlds/load.ts";
import { makeRandom, shuffle } from "../worlds/random.ts";
import { type Episode, readEpisodes } from "./episode.ts";
import { comparePaired, type PairedResult, type SeededRun } from "./paired.ts";
import { runExperiment } from "./run.ts";
import { readIdentity, runFiles } from "./run-folder.ts";

/** The arms of the study, in the order of the table. */
export const ARMS = ["billp", "react", "act-only", "emptied", "other world", "shuffled"] as const;
export type Arm = (typeof ARMS)[number];

export interface CausalOptions {
  readonly world: string;
  /** World folder whose memories are the foreign ones. */
  readonly other: string;
  readonly seeds: readonly number[];
  readonly train: number;
  readonly test: number;
  readonly lanes: number;
  /** Folder of the runs; finished ones are used again. */
  readonly out: string;
  readonly onRun?: (arm: string, seed: number, ms: number) => void;
}

/** Plays (or reads back) all arms of one seed; `train` marks the runs that others take memories from. */
export async function playSeed(options: CausalOptions, seed: number): Promise<Record<Arm, Episode[]>> {
  const billp = await play(options, seed, "billp", { method: "billp", train: options.train });
  const foreign = await play({ ...options, world: options.other, test: 0 }, seed, "foreign", {
    method: "billp",
    train: options.train,
  });
  const own = await memoriesOf(billp);
  const episodes = async (folder: string) => (await readEpisodes(runFiles(folder).episodes)).filter((e) => e.split === "test");
  const arm = async (name: string, method: Method, given?: Memories) =>
    episodes(await play(options, seed, name, { method, train: 0, given }));
  return {
    billp: await episodes(billp),
    react: await arm("react", "react"),
    "act-only": await arm("act-only", "act-only"),
    emptied: await arm("emptied", "billp"),
    "other world": await arm("other-world", "billp", await memoriesOf(foreign)),
    shuffled: await arm("shuffled", "billp", shuffleStates(own, seed)),
  };
}

/** The differences billp − arm over all seeds, in return and in length. */
export function compareArms(
  bySeed: ReadonlyMap<number, Record<Arm, Episode[]>>,
): { arm: Arm; score: "return" | "len"; result: PairedResult }[] {
  const runs = (arm: Arm): SeededRun[] => [...bySeed].map(([seed, arms]) => ({ seed, episodes: arms[arm] }));
  return ARMS.slice(1).flatMap((arm) =>
    (["return", "len"] as const).map((score) => ({
      arm,
      score,
      result: comparePaired(runs("billp"), runs(arm), (e) => e[score]),
    })),
  );
}

/** The same entries with their states permuted within each memory: what was learned is there, but under another state. */
export function shuffleStates(memories: Memories, seed: number): Memories {
  const permute = <E extends { state: string }>(list: readonly E[], stream: number): E[] => {
    const states = shuffle(
      list.map((e) => e.state),
      makeRandom(seed, stream),
    );
    return list.map((e, i) => ({ ...e, state: states[i] as string }));
  };
  const texts = shuffle(
    memories.reflections.map((r) => r.text),
    makeRandom(seed, 13),
  );
  return {
    experience: permute(memories.experience, 11),
    values: permute(memories.values, 12),
    reflections: memories.reflections.map((r, i) => ({ ...r, text: texts[i] as string })),
    plans: permute(memories.plans, 14),
  };
}

async function memoriesOf(folder: string): Promise<Memories> {
  const file = runFiles(folder).memory;
  return mergeMemories([parseMemories(await readFile(file, "utf8"), file)]);
}

/** Plays one run into its folder, or takes the finished one that lies there. */
async function play(
  options: CausalOptions,
  seed: number,
  name: string,
  what: { method: Method; train: number; given?: Memories },
): Promise<string> {
  const { world, test, lanes, out, onRun } = options;
  const folder = join(out, `s${seed}-${name}`);
  const settings = { world, method: what.method, seed, train: what.train, test };
  const begun = performance.now();
  const resume = await readIdentity(folder).then(
    () => true,
    () => false,
  );
  await loadWorld(world);
  await runExperiment({ settings, out: folder, lanes, resume, given: what.given });
  onRun?.(name, seed, performance.now() - begun);
  return folder;
}
