/**
 * PostgreSQL checkpointer: LangGraph's, with one repair. Version 1.0.5 keeps channel values under (thread, channel, version) and counts
 * versions 1, 2, 3 …: two branches of a thread use the same numbers, the second one's values are never stored, and a fork
 * silently reads those of the original (langgraphjs #1812). A version with a suffix of its own is never used twice.
 * Importing this module needs the optional package: {@link openPostgresSaver} imports it.
 */
import { randomBytes } from "node:crypto";
import { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";

/** A PostgresSaver whose forks read their own values. For new databases: threads begun with the stock saver cannot be continued. */
export class BranchingPostgresSaver extends PostgresSaver {
  /** Opens a pool; call `setup()` before the first use and `end()` after the last. */
  static override fromConnString(...args: Parameters<typeof PostgresSaver.fromConnString>): BranchingPostgresSaver {
    const { pool } = PostgresSaver.fromConnString(...args) as unknown as { pool: ConstructorParameters<typeof PostgresSaver>[0] };
    // An idle connection that breaks would end the process; the pool replaces it, and the next query tells what is wrong.
    pool.on("error", () => undefined);
    return new BranchingPostgresSaver(pool, undefined, args[1]);
  }

  /** The next number, padded so that versions sort as text, and a random suffix. */
  override getNextVersion(current: number | string | undefined): number {
    const next = Number.parseInt(String(current ?? 0), 10) + 1;
    // LangGraph takes versions of either type; only the declaration of this method knows numbers alone.
    return `${String(next).padStart(16, "0")}.${randomBytes(8).toString("hex")}` as unknown as number;
  }
}
