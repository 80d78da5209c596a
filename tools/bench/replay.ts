/** Speed of a replay against its 200-episode run with a 50 ms model, and sizes after pruning: `npm run bench -- replay` */
import { setMaxListeners } from "node:events";
import { join } from "node:path";
import type { Role, SettingsInput } from "../../core/settings.ts";
import { replayRun } from "../../experiments/replay/replay.ts";
import { pruneRun } from "../../experiments/runs/prune.ts";
import { runExperiment } from "../../experiments/runs/run.ts";
import { alone, atLeast, atMost, figure, type Row } from "./rows.ts";
import { inFolder, ThinChat } from "./stage.ts";

/** 100 training and 100 test episodes. */
const SETTINGS: SettingsInput = { model: "thin:model", train: 100, test: 100 };
const LATENCY_MS = 50;
/** Episodes after which the run with 8 workers is cut off and pruned, before it goes on. */
const CUT = 150;

export async function bench(): Promise<Row[]> {
  return inFolder(async (folder) => {
    const slow = await play(join(folder, "one"), 1);
    const [fresh, again] = [await replay(join(folder, "one")), await replay(join(folder, "one"))];
    const fast = await playInTwo(join(folder, "eight"));
    const eight = await replay(join(folder, "eight"));
    const pruned = await pruneRun(join(folder, "eight"));
    const pace = (report: typeof fresh) => report.ms / report.rounds;
    const kb = (bytes: number) => bytes / fresh.rounds / 1024;
    const equal = [fresh, again, eight].filter((r) => r.equal).length;
    return [
      figure("rounds of 200 episodes", fresh.rounds, "rounds"),
      figure(`the run, one worker, a model of ${LATENCY_MS} ms`, slow.seconds, "s"),
      figure("the run, 8 workers", fast.seconds, "s"),
      figure("its replay", fresh.ms / 1000, "s"),
      figure("… a round", pace(fresh), "ms"),
      atLeast("run over replay, one worker", (slow.seconds * 1000) / fresh.ms, "x", 10),
      figure("run over replay, one worker (second replay)", (slow.seconds * 1000) / again.ms, "x"),
      figure("run over replay, 8 workers", (fast.seconds * 1000) / eight.ms, "x"),
      atLeast("replays that were equal, byte for byte, of 3", equal, "replays", 3),
      figure("answers from the ledger over calls of the run", fresh.answers / slow.calls, "x"),
      atMost("ledger bytes a round", kb(pruned.calls), "KB", 8),
      atMost(`checkpoint bytes a round, 8 workers, ${CUT} episodes`, fast.cut.before / 1024, "KB", 32),
      figure("… cut off there and pruned: what resuming needs", fast.cut.after / 1024, "KB"),
      atMost("… finished and pruned", kb(pruned.checkpoints.after), "KB", 0.1),
    ];
  });
}

type Watch = (p: { readonly done: number; readonly episode: { readonly rounds: readonly unknown[] } }) => void;

async function play(out: string, workers: number, signal?: AbortSignal, onProgress?: Watch) {
  const begun = performance.now();
  let calls = 0;
  const latency = () => {
    calls++;
    return LATENCY_MS;
  };
  const chat = (_: string, role: Role) => new ThinChat(role, latency);
  await runExperiment({
    settings: SETTINGS,
    out,
    workers,
    resume: onProgress === undefined && workers > 1,
    signal,
    onProgress,
    runtime: { chat },
  });
  return { seconds: (performance.now() - begun) / 1000, calls };
}

/** The run with 8 workers, cut off once and pruned there: its time without the pruning, and bytes a round there, before and after pruning. */
async function playInTwo(out: string): Promise<{ seconds: number; cut: { before: number; after: number } }> {
  const end = new AbortController();
  setMaxListeners(0, end.signal);
  const begun = performance.now();
  let rounds = 0;
  const onProgress: Watch = ({ done, episode }) => {
    rounds += episode.rounds.length;
    if (done >= CUT) end.abort(new Error("cut"));
  };
  const first = await play(out, 8, end.signal, onProgress).catch((error: Error) => {
    if (error.message !== "cut") throw error;
  });
  if (first !== undefined) throw new Error("the run was to be cut off");
  const seconds = (performance.now() - begun) / 1000;
  const { before, after } = (await pruneRun(out)).checkpoints;
  return { seconds: seconds + (await play(out, 8)).seconds, cut: { before: before / rounds, after: after / rounds } };
}

async function replay(folder: string) {
  return replayRun({ folder });
}

await alone(import.meta.url, bench);
