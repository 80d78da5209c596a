/**
 * Checkpointer of a run. Beyond a saver of checkpoints: delta histories are remembered, so that a new invoke walks only the newest
 * checkpoints; an input cut off by a kill is replaced when it is given again; every round's place is indexed.
 */
import type { RunnableConfig } from "@langchain/core/runnables";
import {
  type ChannelVersions,
  type Checkpoint,
  type CheckpointMetadata,
  type DeltaChannelHistory,
  type PendingWrite,
  uuid5,
} from "@langchain/langgraph-checkpoint";
import { LRUCache } from "lru-cache";
import type { Database, Statement } from "../../core/sqlite.ts";
import { SqliteSaver } from "./sqlite-saver.ts";

type History = Record<string, DeltaChannelHistory>;

/** Name of the input's pseudo-channel in LangGraph, from which it derives the id of the input's writes. */
const INPUT = "__input__";
/** Histories kept: a few per worker; each shares its entries with the others. */
const KEPT_HISTORIES = 64;
const POSITIONS = `CREATE TABLE IF NOT EXISTS billp_positions (
  thread TEXT NOT NULL, checkpoint TEXT NOT NULL, episode INTEGER NOT NULL, round INTEGER NOT NULL, next TEXT NOT NULL,
  PRIMARY KEY (thread, checkpoint)) WITHOUT ROWID`;

/** A SqliteSaver that remembers delta histories, replaces an interrupted input, and indexes every round. */
export class RunSaver extends SqliteSaver {
  private readonly histories = new LRUCache<string, History>({ max: KEPT_HISTORIES });
  private readonly lastRounds = new Map<string, number>();
  private readonly insertPosition: Statement;
  private readonly lastPosition: Statement;
  private readonly dropPositions: Statement;
  private readonly dropStale: Statement;

  /** @param db an open database; the tables are made when they are missing. */
  constructor(db: Database) {
    super(db);
    db.exec(POSITIONS);
    this.insertPosition = db.prepare("INSERT OR REPLACE INTO billp_positions VALUES (?, ?, ?, ?, ?)");
    this.lastPosition = db.prepare("SELECT round, next FROM billp_positions WHERE thread = ? ORDER BY checkpoint DESC LIMIT 1");
    this.dropPositions = db.prepare("DELETE FROM billp_positions WHERE thread = ?");
    this.dropStale = db.prepare(
      "DELETE FROM writes WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ? AND task_id = ?",
    );
  }

  override async put(config: RunnableConfig, checkpoint: Checkpoint, metadata: CheckpointMetadata, _versions?: ChannelVersions) {
    const saved = await super.put(config, checkpoint, metadata);
    const episode = (checkpoint.channel_values.episode as { number: number } | null | undefined)?.number;
    const next = nextNodes(checkpoint);
    if (episode !== undefined && next !== "" && next !== "begin-episode") {
      const thread = String(config.configurable?.thread_id);
      this.insertPosition.run(thread, checkpoint.id, episode, this.roundAt(thread, next), next);
    }
    return saved;
  }

  override async putWrites(config: RunnableConfig, writes: PendingWrite[], taskId: string): Promise<void> {
    const { thread_id: thread, checkpoint_ns: ns = "", checkpoint_id: checkpoint } = config.configurable ?? {};
    if (checkpoint !== undefined && taskId === uuid5(INPUT, checkpoint)) {
      // The input of a thread's next invoke is stored on its head before the new checkpoint is. Killed in between, the head
      // keeps those writes, and the input that is given instead would be ignored.
      this.dropStale.run(thread, ns, checkpoint, taskId);
    }
    await super.putWrites(config, writes, taskId);
    for (const [channel, value] of writes) if (channel === "rounds") this.noteRounds(String(thread), value);
  }

  override async deleteThread(thread: string): Promise<void> {
    await super.deleteThread(thread);
    this.dropPositions.run(thread);
    this.lastRounds.delete(thread);
  }

  override async getDeltaChannelHistory(options: { config: RunnableConfig; channels: string[] }): Promise<History> {
    const { config, channels } = options;
    const start = await this.getTuple(config);
    if (start === undefined) return {};
    const walked: { checkpoint: Checkpoint; writes: [string, string, unknown][] }[] = [];
    let base = this.histories.get(keyOf(start.config, channels)) ?? {};
    let cursor = Object.keys(base).length > 0 ? undefined : start.parentConfig;
    while (cursor !== undefined) {
      const key = keyOf(cursor, channels);
      const tuple = await this.getTuple(cursor);
      if (tuple === undefined) break;
      walked.push({ checkpoint: tuple.checkpoint, writes: tuple.pendingWrites ?? [] });
      const known = this.histories.get(key);
      if (known !== undefined) {
        base = known;
        break;
      }
      if (channels.every((c) => Object.hasOwn(tuple.checkpoint.channel_values, c))) break;
      cursor = tuple.parentConfig;
    }
    const history = fold(base, walked.reverse(), channels);
    this.histories.set(keyOf(start.config, channels), history);
    return history;
  }

  private noteRounds(thread: string, value: unknown): void {
    if (Array.isArray(value)) for (const r of value as { round: number }[]) this.lastRounds.set(thread, r.round);
    else this.lastRounds.set(thread, 0);
  }

  /** The round a checkpoint belongs to: the one being played, or the last one when the episode is over. */
  private roundAt(thread: string, next: string): number {
    let last = this.lastRounds.get(thread);
    if (last === undefined) {
      const row = this.lastPosition.get(thread) as { round: number; next: string } | undefined;
      last = row === undefined ? 0 : row.next === "reflect" ? row.round : row.round - 1;
      this.lastRounds.set(thread, last);
    }
    return next === "reflect" ? last : last + 1;
  }
}

/** Nodes that a checkpoint is about to run, joined by "+": those whose trigger is newer than what they have seen. */
export function nextNodes(checkpoint: Checkpoint): string {
  const nodes: string[] = [];
  for (const [channel, version] of Object.entries(checkpoint.channel_versions)) {
    if (!channel.startsWith("branch:to:")) continue;
    const node = channel.slice("branch:to:".length);
    const seen = checkpoint.versions_seen[node]?.[channel];
    if (channel in checkpoint.channel_values && (seen === undefined || version > seen)) nodes.push(node);
  }
  return nodes.sort().join("+");
}

function keyOf(config: RunnableConfig, channels: readonly string[]): string {
  const { thread_id, checkpoint_ns = "", checkpoint_id } = config.configurable ?? {};
  return `${thread_id}|${checkpoint_ns}|${checkpoint_id}|${channels.join(",")}`;
}

/** Replays the walked checkpoints, oldest first, on top of the history known for the oldest one. */
function fold(
  base: History,
  walked: readonly { checkpoint: Checkpoint; writes: [string, string, unknown][] }[],
  channels: readonly string[],
): History {
  const history: History = {};
  for (const channel of channels) {
    let entry: DeltaChannelHistory = { ...(base[channel] ?? {}), writes: base[channel]?.writes.slice() ?? [] };
    for (const { checkpoint, writes } of walked) {
      if (Object.hasOwn(checkpoint.channel_values, channel)) entry = { seed: checkpoint.channel_values[channel], writes: [] };
      for (const write of writes) if (write[1] === channel) entry.writes.push(write);
    }
    history[channel] = entry;
  }
  return history;
}
