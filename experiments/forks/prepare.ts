/** Preparation of a fork: what it is made of, read and checked before anything is opened for writing. */
import { BillpError } from "../../core/errors.ts";
import { operatorOf } from "../../core/operator.ts";
import type { ResolvedSettings } from "../../core/settings.ts";
import type { Episode } from "../evaluation/record.ts";
import { type RecordedRun, readRecorded } from "../runs/recorded.ts";
import { checkServerGiven } from "../runs/store/identity.ts";
import type { ForkOptions } from "./options.ts";
import { type Overrides, parseOverrides, recordedOverrides, settingsWith } from "./overrides.ts";
import { type ForkKey, type ForkRecord, forkById } from "./records.ts";

/** A fork, ready to be played. */
export interface Prepared {
  readonly recorded: RecordedRun;
  readonly overrides: Overrides;
  /** Forks of the run made before. */
  readonly known: ReadonlyMap<string, ForkRecord>;
  readonly from: ForkRecord | null;
  /** Settings that the round was played with, and those of the fork. */
  readonly before: ResolvedSettings;
  readonly after: ResolvedSettings;
  /** The parent's record of the episode; null when it is not finished. */
  readonly original: Episode | null;
  /** One key a repeat. */
  readonly keys: readonly ForkKey[];
}

/** Reads run and forks, and checks the changes. @throws BillpError `bad-settings`, `bad-input` or `run-folder`. */
export async function prepareFork(
  options: Pick<ForkOptions, "folder" | "episode" | "round" | "overrides" | "repeat" | "from" | "to" | "runtime">,
): Promise<Prepared> {
  const { folder, episode, round, repeat = 1 } = options;
  const recorded = await readRecorded(folder, options.runtime?.loadWorld);
  if (recorded.policy)
    throw new BillpError(
      "bad-input",
      `The run in ${folder} is of ${recorded.settings.method}, a policy without models: it has no checkpoints to fork from.`,
      { hint: "Fork a run of a method with models: docs/replay.md." },
    );
  const overrides = parseOverrides(options.overrides, options.to ?? "episode");
  const known = await recorded.reader.forks();
  const from = options.from == null ? null : forkById(known, options.from);
  const before = settingsBefore(recorded, from, known);
  const after = settingsWith(before, overrides);
  checkServerGiven({ server: recorded.server ?? undefined }, after, operatorOf(options.runtime?.operator), folder);
  const key = { run: recorded.run, parent: from?.id ?? null, episode, round, overrides: options.overrides };
  return {
    recorded,
    overrides,
    known,
    from,
    before,
    after,
    original: from === null ? (recorded.episodes.get(episode) ?? null) : from.record,
    keys: Array.from({ length: repeat }, (_, i) => ({ ...key, repeat: i + 1 })),
  };
}

/** Ancestry of a fork: from the first one, made from the run, to this one. */
export function ancestryOf(from: ForkRecord | null, known: ReadonlyMap<string, ForkRecord>): ForkRecord[] {
  const ancestry: ForkRecord[] = [];
  for (let at = from; at !== null; at = at.parent === null ? null : forkById(known, at.parent)) ancestry.unshift(at);
  return ancestry;
}

/** The run's settings, with what the forks up to this one changed. */
export function settingsBefore(
  recorded: RecordedRun,
  from: ForkRecord | null,
  known: ReadonlyMap<string, ForkRecord>,
): ResolvedSettings {
  return ancestryOf(from, known).reduce(
    (settings, fork) => settingsWith(settings, recordedOverrides(fork.overrides)),
    recorded.settings,
  );
}

/** The stream of sampling seeds: the parent's for the first repeat, so that nothing changed gives nothing new, and others after it. */
export function streamOf(
  { recorded, from, known }: Pick<Prepared, "recorded" | "from" | "known">,
  key: Pick<ForkKey, "repeat">,
): number {
  return [...ancestryOf(from, known), key].reduce((stream, { repeat }) => stream + repeat - 1, recorded.parent?.stream ?? 0);
}
