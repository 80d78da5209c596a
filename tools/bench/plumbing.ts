/** Cost of a round beside its models: `npm run bench -- plumbing`. What is compared takes turns, episode by episode; ratios count. */
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import type { Memories } from "../../memory/entries.ts";
import { type Block, interleave, median, ratio } from "./measure.ts";
import { openEmpty, openPlayer, type Player, type PlayerOptions } from "./players.ts";
import { alone, atMost, figure, type Row } from "./rows.ts";
import { inFolder, memoriesOf, patientFilms, tiledEmbedder } from "./stage.ts";

const EPISODES = 15;
const ENTRIES = 10_000;

type Open = (more?: Partial<PlayerOptions>) => Promise<Player>;

export async function bench(): Promise<Row[]> {
  return inFolder(async (root) => {
    const world = await patientFilms();
    const open: Open = async (more) => openPlayer({ world, folder: await mkdtemp(join(root, "p-")), ...more });
    return [...(await loopRows(open)), ...(await memoryRows(open, memoriesOf(world, ENTRIES)))];
  });
}

/** The loop against the bare graph, in three steps: nodes, disk. */
async function loopRows(open: Open): Promise<Row[]> {
  const players = { bare: await open({ folder: null }), full: await open() };
  const ms = await turns(players, { empty: openEmpty(), shaped: openEmpty({ state: "billp" }) });
  return [
    figure("round of the empty graph (3 supersteps, one field, no checkpointer)", median(ms.empty), "ms"),
    figure("… with the state of billp in place of one field", median(ms.shaped), "ms"),
    figure("round of billp without checkpointer, ledger in memory", median(ms.bare), "ms"),
    figure("round of billp with SQLite checkpoints and ledger", median(ms.full), "ms"),
    atMost("… over the empty graph", ratio(ms.full, ms.empty), "x", 3),
    figure("… over the empty graph with billp's state", ratio(ms.full, ms.shaped), "x"),
  ];
}

/** Full memories against empty ones, at the offline embedding's 256 dimensions and at six times as many. */
async function memoryRows(open: Open, memories: Memories): Promise<Row[]> {
  const short = await turns({ none: await open(), laden: await open({ memories }) }, {});
  const runtime = { embedder: tiledEmbedder(6) };
  const long = await turns({ none: await open({ runtime }), laden: await open({ memories, runtime }) }, {});
  return [
    figure("round with 10,000 entries in each memory, 256 dimensions", median(short.laden), "ms"),
    atMost("… over empty memories", ratio(short.laden, short.none), "x", 2),
    figure("round with 10,000 entries in each memory, 1,536 dimensions", median(long.laden), "ms"),
    figure("… over empty memories, 1,536 dimensions", ratio(long.laden, long.none), "x"),
  ];
}

async function turns<P extends string, B extends string>(
  players: Readonly<Record<P, Player>>,
  blocks: Readonly<Record<B, Block>>,
): Promise<Record<P | B, number[]>> {
  const plays = Object.entries<Player>(players).map(([name, player]) => [name, player.play]);
  try {
    return await interleave({ ...blocks, ...Object.fromEntries(plays) } as Record<P | B, Block>, EPISODES);
  } finally {
    for (const player of Object.values<Player>(players)) player.close();
  }
}

await alone(import.meta.url, bench);
