/**
 * Checkpoint ancestries: copied into a thread of their own for a fork, cut short by pruning. Both end with a checkpoint that holds its lists
 * in full, as LangGraph's own snapshots do, so that nothing before it is needed.
 */
import { DeltaSnapshot, JsonPlusSerializer } from "@langchain/langgraph-checkpoint";
import type { Database } from "../../core/sqlite.ts";
import { nextNodes } from "./run-saver.ts";

/** Where a checkpoint is. */
export interface CheckpointRef {
  readonly thread: string;
  readonly checkpoint: string;
}

/** Gives the state at a checkpoint, lists in full. */
export type StateAt = (place: CheckpointRef) => Promise<Readonly<Record<string, unknown>>>;

interface Row {
  readonly id: string;
  readonly parent: string | null;
  readonly checkpoint: string;
  readonly metadata: string;
}

/** The checkpoints from `place` back to the last one that ended an episode, or to the thread's first, newest first. */
export function ancestryOf(db: Database, { thread, checkpoint }: CheckpointRef): Row[] {
  const one = db.prepare(`SELECT checkpoint_id AS id, parent_checkpoint_id AS parent, CAST(checkpoint AS TEXT) AS checkpoint,
    CAST(metadata AS TEXT) AS metadata FROM checkpoints WHERE thread_id = ? AND checkpoint_ns = '' AND checkpoint_id = ?`);
  const rows: Row[] = [];
  for (let at: string | null = checkpoint; at !== null; ) {
    const row = one.get(thread, at) as Row | undefined;
    if (row === undefined) break;
    rows.push(row);
    const parsed = JSON.parse(row.checkpoint);
    at = nextNodes(parsed) === "" && !Object.hasOwn(parsed.channel_values, "__start__") ? null : row.parent;
  }
  return rows;
}

/** The oldest checkpoint of a lineage, made to stand alone: the lists it has got so far are put into it. */
async function selfContained(base: Row, thread: string, lists: readonly string[], stateAt: StateAt): Promise<Row> {
  const checkpoint = JSON.parse(base.checkpoint);
  const metadata = JSON.parse(base.metadata);
  const written = lists.filter((list) => checkpoint.channel_versions[list] !== undefined);
  if (written.length === 0) return { ...base, parent: null };
  const state = await stateAt({ thread, checkpoint: base.id });
  for (const list of written) {
    checkpoint.channel_values[list] = await stored(new DeltaSnapshot(state[list]));
    delete metadata.counters_since_delta_snapshot?.[list];
  }
  return { id: base.id, parent: null, checkpoint: JSON.stringify(checkpoint), metadata: JSON.stringify(metadata) };
}

/** A value in the form in which LangGraph writes it. */
async function stored(value: unknown): Promise<unknown> {
  const [, bytes] = await new JsonPlusSerializer().dumpsTyped(value);
  return JSON.parse(new TextDecoder().decode(bytes));
}

/**
 * Copies the lineage of a checkpoint into a new thread, whose head it becomes: what was played from there on is left behind.
 * All or nothing; the thread copied from is only read.
 */
export async function copyAncestry(
  db: Database,
  from: CheckpointRef,
  to: string,
  lists: readonly string[],
  stateAt: StateAt,
): Promise<void> {
  const rows = ancestryOf(db, from);
  const base = await selfContained(rows.at(-1) as Row, from.thread, lists, stateAt);
  const putRow =
    db.prepare(`INSERT INTO checkpoints (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, type, checkpoint, metadata)
    VALUES (?, '', ?, ?, 'json', ?, ?)`);
  const putWrites = db.prepare(`INSERT INTO writes (thread_id, checkpoint_ns, checkpoint_id, task_id, idx, channel, type, value)
    SELECT ?, checkpoint_ns, checkpoint_id, task_id, idx, channel, type, value FROM writes
    WHERE thread_id = ? AND checkpoint_ns = '' AND checkpoint_id = ?`);
  const putPosition = db.prepare(`INSERT INTO billp_positions (thread, checkpoint, episode, round, next)
    SELECT ?, checkpoint, episode, round, next FROM billp_positions WHERE thread = ? AND checkpoint = ?`);
  db.transaction(() => {
    for (const row of [...rows.slice(0, -1), base]) {
      putRow.run(to, row.id, row.parent, Buffer.from(row.checkpoint), Buffer.from(row.metadata));
      if (row.id !== from.checkpoint) putWrites.run(to, from.thread, row.id); // the head's writes are what came after it
      putPosition.run(to, from.thread, row.id);
    }
  });
}

/** Drops all checkpoints of a thread but the lineage of its head, or the whole thread with `keep: "nothing"`. */
export async function cutThread(
  db: Database,
  thread: string,
  lists: readonly string[],
  stateAt: StateAt | "nothing",
): Promise<void> {
  const head = db
    .prepare("SELECT max(checkpoint_id) AS id FROM checkpoints WHERE thread_id = ? AND checkpoint_ns = ''")
    .get(thread) as { id: string | null };
  const rows = stateAt === "nothing" || head.id === null ? [] : ancestryOf(db, { thread, checkpoint: head.id });
  const base =
    rows.length === 0 || stateAt === "nothing" ? null : await selfContained(rows.at(-1) as Row, thread, lists, stateAt);
  const kept = JSON.stringify(rows.map((r) => r.id));
  db.transaction(() => {
    if (base !== null)
      db.prepare(
        "UPDATE checkpoints SET parent_checkpoint_id = NULL, checkpoint = ?, metadata = ? WHERE thread_id = ? AND checkpoint_id = ?",
      ).run(Buffer.from(base.checkpoint), Buffer.from(base.metadata), thread, base.id);
    for (const [table, owner, id] of TABLES)
      db.prepare(`DELETE FROM ${table} WHERE ${owner} = ? AND ${id} NOT IN (SELECT value FROM json_each(?))`).run(thread, kept);
  });
}

const TABLES = [
  ["checkpoints", "thread_id", "checkpoint_id"],
  ["writes", "thread_id", "checkpoint_id"],
  ["billp_positions", "thread", "checkpoint"],
] as const;
