/**
 * SQLite checkpointer over the two tables of `@langchain/langgraph-checkpoint-sqlite`: files that it wrote are read and continued, and what is
 * written here it can read. Channel values lie whole in every checkpoint. What waits for a task stands in `writes`.
 */
import type { RunnableConfig } from "@langchain/core/runnables";
import {
  BaseCheckpointSaver,
  type Checkpoint,
  type CheckpointListOptions,
  type CheckpointMetadata,
  type CheckpointTuple,
  copyCheckpoint,
  maxChannelVersion,
  type PendingWrite,
  type SerializerProtocol,
  TASKS,
  WRITES_IDX_MAP,
} from "@langchain/langgraph-checkpoint";
import type { Database, SqlValue } from "../../core/sqlite.ts";
import { type CheckpointRow, prepareSaver, type SaverSql, type WriteRow } from "./saver-sql.ts";

/** LangGraph's checkpoints in a SQLite database. */
export class SqliteSaver extends BaseCheckpointSaver {
  readonly db: Database;
  private readonly sql: SaverSql;

  /** @param db an open database; the tables are made when they are missing. @param serde how values become bytes; default: LangGraph's. */
  constructor(db: Database, serde?: SerializerProtocol) {
    super(serde);
    this.db = db;
    this.sql = prepareSaver(db);
  }

  /** The checkpoint that is named, or the newest of the thread; undefined where there is none. */
  async getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    const { thread_id: thread, checkpoint_ns: ns = "", checkpoint_id: id } = config.configurable ?? {};
    if (thread === undefined || thread === null) return undefined;
    const row = (id ? this.sql.one.get(thread, ns, id) : this.sql.newest.get(thread, ns)) as CheckpointRow | undefined;
    return row && this.tupleOf(row, id ? config : undefined);
  }

  /** Checkpoints of a thread, or of all, newest first. A filter holds where each of its fields equals that of the metadata. */
  async *list(config: RunnableConfig, options: CheckpointListOptions = {}): AsyncGenerator<CheckpointTuple> {
    const { thread_id: thread, checkpoint_ns: ns } = config.configurable ?? {};
    const before = options.before?.configurable?.checkpoint_id;
    const filter = Object.entries(options.filter ?? {}).filter(([, value]) => value !== undefined);
    const conditions: [string, ...SqlValue[]][] = [
      ...(thread ? ([["thread_id = ?", thread]] as [string, string][]) : []),
      ...(ns === undefined || ns === null ? [] : ([["checkpoint_ns = ?", ns]] as [string, string][])),
      ...(before === undefined ? [] : ([["checkpoint_id < ?", before]] as [string, string][])),
      ...filter.map(([key, value]): [string, ...SqlValue[]] => [
        "CAST(metadata AS TEXT) -> ? = json(?)",
        `$.${JSON.stringify(key)}`,
        JSON.stringify(value),
      ]),
    ];
    const where = conditions.length === 0 ? "" : `WHERE ${conditions.map(([sql]) => sql).join(" AND ")}`;
    const limit = options.limit ? `LIMIT ${Math.trunc(Number(options.limit))}` : "";
    // Ids first: a long history is never in memory as a whole, and no statement stays open while the caller thinks.
    const found = this.db
      .prepare(`SELECT thread_id, checkpoint_ns, checkpoint_id FROM checkpoints ${where} ORDER BY checkpoint_id DESC ${limit}`)
      .all(...conditions.flatMap(([, ...values]) => values)) as CheckpointRow[];
    for (const { thread_id, checkpoint_ns, checkpoint_id } of found) {
      const row = this.sql.one.get(thread_id, checkpoint_ns, checkpoint_id) as CheckpointRow | undefined;
      if (row !== undefined) yield await this.tupleOf(row);
    }
  }

  /** Stores a checkpoint; its parent is the one that `config` names. */
  async put(config: RunnableConfig, checkpoint: Checkpoint, metadata: CheckpointMetadata): Promise<RunnableConfig> {
    const { thread_id, checkpoint_ns = "", checkpoint_id: parent } = addressed(config);
    const [[type, value], [metadataType, about]] = await Promise.all([
      this.serde.dumpsTyped(copyCheckpoint(checkpoint)),
      this.serde.dumpsTyped(metadata),
    ]);
    if (type !== metadataType)
      throw new Error(`The checkpoint is stored as ${type}, its metadata as ${metadataType}: one type is needed.`);
    this.sql.put.run(thread_id, checkpoint_ns, checkpoint.id, parent ?? null, type, value, about);
    return { configurable: { thread_id, checkpoint_ns, checkpoint_id: checkpoint.id } };
  }

  /** Stores what a task wrote. Ordinary writes are kept once; errors, interrupts and the like replace those before them. */
  async putWrites(config: RunnableConfig, writes: PendingWrite[], taskId: string): Promise<void> {
    const { thread_id, checkpoint_ns = "", checkpoint_id } = addressed(config);
    if (!checkpoint_id) throw new Error('config.configurable has no "checkpoint_id".');
    const typed = await Promise.all(writes.map(([, value]) => this.serde.dumpsTyped(value)));
    const put = writes.every(([channel]) => channel in WRITES_IDX_MAP) ? this.sql.replaceWrite : this.sql.addWrite;
    this.db.transaction(() => {
      for (const [i, [channel]] of writes.entries()) {
        const [type, value] = typed[i] as [string, Uint8Array];
        put.run(thread_id, checkpoint_ns, checkpoint_id, taskId, WRITES_IDX_MAP[channel] ?? i, channel, type, value);
      }
    });
  }

  /** Drops every checkpoint and write of a thread. */
  async deleteThread(thread: string): Promise<void> {
    this.db.transaction(() => {
      this.sql.dropCheckpoints.run(thread);
      this.sql.dropWrites.run(thread);
    });
  }

  private async tupleOf(row: CheckpointRow, asked?: RunnableConfig): Promise<CheckpointTuple> {
    const { thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id: parent, type } = row;
    const place = (id: string) => ({ configurable: { thread_id, checkpoint_ns, checkpoint_id: id } });
    const [writes, checkpoint, metadata] = await Promise.all([
      Promise.all(
        (this.sql.writes.all(thread_id, checkpoint_ns, checkpoint_id) as WriteRow[]).map(
          async (w): Promise<[string, string, unknown]> => [w.task_id, w.channel, await this.load(w.type, w.value)],
        ),
      ),
      this.load(type, row.checkpoint) as Promise<Checkpoint>,
      this.load(type, row.metadata) as Promise<CheckpointMetadata>,
    ]);
    if (checkpoint.v < 4 && parent) await this.takeSends(checkpoint, thread_id, checkpoint_ns, parent);
    const before = parent ? { parentConfig: place(parent) } : {};
    return { checkpoint, config: asked ?? place(checkpoint_id), metadata, ...before, pendingWrites: writes };
  }

  /** Before version 4, sends stood as writes on the parent; now they are a channel of the checkpoint. */
  private async takeSends(checkpoint: Checkpoint, thread: string, ns: string, parent: string): Promise<void> {
    const sends = (this.sql.writes.all(thread, ns, parent) as WriteRow[]).filter((w) => w.channel === TASKS);
    const versions = Object.values(checkpoint.channel_versions);
    checkpoint.channel_values ??= {};
    checkpoint.channel_values[TASKS] = await Promise.all(sends.map((w) => this.load(w.type, w.value)));
    checkpoint.channel_versions[TASKS] = versions.length > 0 ? maxChannelVersion(...versions) : this.getNextVersion(undefined);
  }

  private async load(type: string | null, value: Uint8Array | string | null): Promise<unknown> {
    return this.serde.loadsTyped(type ?? "json", value ?? "");
  }
}

/** Where a config points to. @throws Error when it names no thread. */
function addressed(config: RunnableConfig): { thread_id: string; checkpoint_ns?: string; checkpoint_id?: string } {
  const { thread_id, checkpoint_ns, checkpoint_id } = config.configurable ?? {};
  if (!thread_id) throw new Error('config.configurable has no "thread_id".');
  return { thread_id, checkpoint_ns, checkpoint_id };
}
