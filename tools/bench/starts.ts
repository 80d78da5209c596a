/** Start time of an episode over 200 invokes on one worker, and checkpoint bytes a round with 8 workers: `npm run bench -- starts` */
import { type Database, openSqlite } from "../../core/sqlite.ts";
import { scheduleOf } from "../../experiments/evaluation/schedule.ts";
import { playEpisode } from "../../experiments/runs/play-episode.ts";
import { runPool } from "../../experiments/runs/run-pool.ts";
import { runFiles } from "../../experiments/runs/store/files.ts";
import { folderStore } from "../../experiments/runs/store/store.ts";
import { buildGraph } from "../../graphs/billp.ts";
import type { Memories } from "../../memory/entries.ts";
import { resolveSettings } from "../../methods/settings.ts";
import type { SimulatedContext } from "../../nodes/context.ts";
import { createRuntime } from "../../nodes/runtime.ts";
import { loadWorld } from "../../worlds/format/load.ts";
import { median } from "./measure.ts";
import { alone, atMost, figure, type Row } from "./rows.ts";
import { inFolder, ThinChat } from "./stage.ts";

/** Starts are compared over 200 episodes, bytes over 400: the first hundred hardly publish, since nothing is seen before the lag is over. */
const STARTS = 200;
const BYTES = 400;

export async function bench(): Promise<Row[]> {
  return [...(await startRows()), ...(await byteRows())];
}

interface Watch {
  /** An episode's invoke is about to start. */
  readonly onInvoke?: () => void;
  /** A node is about to run. */
  readonly onNode?: () => void;
  /** An episode is over; `rounds` played by then on all workers. */
  readonly onEpisode?: (done: number, rounds: number) => void;
}

/** Rounds played and bytes written up to some episode. */
interface Mark {
  readonly rounds: number;
  readonly checkpoints: number;
  readonly calls: number;
}

/** Plays the training of a run, with checkpoints and ledger in `folder`. */
async function train(folder: string, episodes: number, workers: number, watch: Watch): Promise<void> {
  const settings = resolveSettings({ model: "thin:model", train: episodes, test: 0 });
  const writer = await folderStore.writeRun(folder, "bench");
  const chat = (_: string, role: ConstructorParameters<typeof ThinChat>[0]) => new ThinChat(role);
  const contextOf = createRuntime({ ledger: writer.ledger, chat });
  const graph = buildGraph((settings): Promise<SimulatedContext> => {
    watch.onNode?.();
    return contextOf(settings);
  }, writer.saver);
  const memories = new Map<number, Memories>();
  let [done, rounds] = [0, 0];
  await runPool({
    schedule: scheduleOf(settings, await loadWorld("films")),
    workers: Array.from({ length: workers }, (_, n) => ({ thread_id: `bench/worker-${n}`, held: new Set<number>() })),
    async play(scheduled, { thread_id, held }) {
      const config = { configurable: { thread_id }, durability: "async" as const };
      watch.onInvoke?.();
      const played = await playEpisode({ settings, graph }, scheduled, memories, { config, held });
      memories.set(scheduled.episode, played.memories);
      rounds += played.record.rounds.length;
      watch.onEpisode?.(++done, rounds);
    },
  });
  writer.close();
}

async function startRows(): Promise<Row[]> {
  return inFolder(async (folder) => {
    const starts: number[] = [];
    let invoked: number | null = null;
    await train(folder, STARTS, 1, {
      onInvoke: () => {
        invoked = performance.now();
      },
      onNode: () => {
        if (invoked !== null) starts.push(performance.now() - invoked);
        invoked = null;
      },
    });
    const [early, late] = [median(starts.slice(1, 10)), median(starts.slice(-9))];
    return [
      figure("start of an episode, episodes 2-10 of a worker (median)", early, "ms"),
      figure(`start of an episode, the last nine of ${starts.length} (median)`, late, "ms"),
      atMost("… late over early", late / early, "x", 3),
    ];
  });
}

/** Sizes as another reader of the files sees them: pages in the file and in the write-ahead log. */
async function byteRows(): Promise<Row[]> {
  return inFolder(async (folder) => {
    const files = runFiles(folder);
    const [checkpoints, calls] = await Promise.all([files.checkpoints, files.calls].map(openSqlite));
    const marks: Mark[] = [];
    await train(folder, BYTES, 8, {
      onEpisode: (done, rounds) => {
        if (done % 100 === 0)
          marks.push({ rounds, checkpoints: sizeOf(checkpoints as Database), calls: sizeOf(calls as Database) });
      },
    });
    checkpoints?.close();
    calls?.close();
    return byteRowsOf(marks);
  });
}

function byteRowsOf(marks: readonly Mark[]): Row[] {
  const hundreds = marks.map((m, i) => {
    const before = marks[i - 1] ?? { rounds: 0, checkpoints: 0 };
    return (m.checkpoints - before.checkpoints) / (m.rounds - before.rounds) / 1024;
  });
  const [first, second, , fourth] = hundreds as [number, number, number, number];
  const [, at200, , all] = marks as [Mark, Mark, Mark, Mark];
  return [
    figure("rounds an episode", all.rounds / BYTES, "rounds"),
    atMost("checkpoint bytes a round, 8 workers, 200 episodes", at200.checkpoints / at200.rounds / 1024, "KB", 32),
    atMost("checkpoint bytes a round, 8 workers, 400 episodes", all.checkpoints / all.rounds / 1024, "KB", 32),
    ...hundreds.map((kb, i) => figure(`… episodes ${i * 100 + 1}-${i * 100 + 100}`, kb, "KB")),
    figure("… second hundred over first (see text)", second / first, "x"),
    atMost("… fourth hundred over second", fourth / second, "x", 1.25),
    atMost("ledger bytes a round (prompts and answers)", all.calls / all.rounds / 1024, "KB", 8),
  ];
}

function sizeOf(db: Database): number {
  return (db.pragma("page_count") as number) * (db.pragma("page_size") as number);
}

await alone(import.meta.url, bench);
