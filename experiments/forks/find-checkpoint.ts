/** Search for the checkpoint of a round by the index, with the reason where there is none. */
import { BillpError } from "../../core/errors.ts";
import type { CheckpointRef } from "../../memory/checkpointers/ancestry.ts";
import type { RunCheckpoints } from "../../memory/checkpointers/run-checkpoints.ts";
import type { Episode } from "../evaluation/record.ts";
import { forkThread, isWorkerThread } from "../runs/store/threads.ts";
import type { ForkPoint } from "./fork-point.ts";
import type { ForkRecord } from "./records.ts";

/** What is looked for. */
export interface Wanted {
  readonly run: string;
  readonly folder: string;
  readonly episode: number;
  readonly round: number;
  readonly point: ForkPoint;
  /** The fork to fork from; null for the run. */
  readonly from: ForkRecord | null;
  /** The parent's record of the episode, as far as it is finished. */
  readonly record: Episode | null;
  /** Episodes that the run is to play. */
  readonly total: number;
}

/** The checkpoint. @throws BillpError `bad-input` (no such episode or round) or `run-folder` (its checkpoints are gone). */
export function findCheckpoint(checkpoints: RunCheckpoints, wanted: Wanted): CheckpointRef {
  const { run, episode, round, point, from } = wanted;
  const isOwn = (thread: string) => (from === null ? isWorkerThread(run, thread) : thread === forkThread(run, from.id));
  const own = checkpoints.positionsOf(episode).filter((p) => isOwn(p.thread));
  const found = own.filter((p) => p.round === round && p.next === point.next).at(-1); // an edited round has two; the last is as it was played
  if (found !== undefined) return found;
  throw missing(wanted, own.length > 0 ? Math.max(...own.map((p) => p.round)) : null);
}

function missing({ folder, episode, round, from, record, total, point }: Wanted, last: number | null): BillpError {
  if (from !== null && from.episode !== episode)
    return new BillpError("bad-input", `Fork ${from.id} played episode ${from.episode}, not ${episode}.`, {
      hint: `Use --episode ${from.episode}, or fork the run itself: without --from.`,
    });
  if (episode > total)
    return new BillpError("bad-input", `There is no episode ${episode}: the run has ${total}.`, {
      hint: "Episodes count from 1, training first.",
    });
  const rounds = record?.rounds.length ?? last ?? 0;
  if (rounds > 0 && round > rounds)
    return new BillpError("bad-input", `There is no round ${round} in episode ${episode}: it has ${rounds}.`, {
      hint: "Rounds count from 1, the one in which the user left included.",
    });
  if (record === null && last === null)
    return new BillpError("bad-input", `Episode ${episode} has not been played yet.`, {
      hint: "Go on with `billp run --resume`.",
    });
  if (last === null)
    return new BillpError(
      "run-folder",
      `The checkpoints of episode ${episode} in ${folder} are gone (\`billp prune\`, or deleted).`,
      {
        hint: "It cannot be forked any more. Record, memories, ledger and earlier forks are kept: `billp replay` and `billp run --resume` still work.",
      },
    );
  return new BillpError("bad-input", `Round ${round} of episode ${episode} has no checkpoint before ${point.next}.`, {
    hint: "Is this the round in which the run was cut off? Go on with `billp run --resume`.",
  });
}
