/** PostgreSQL checkpointer, loaded when it is opened: its package is optional. */
import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";
import { loadOptional } from "../../core/optional-packages.ts";

/** A checkpointer on PostgreSQL. */
export interface PostgresCheckpointer extends BaseCheckpointSaver {
  /** Makes the tables where there are none; call it once before the first use. */
  setup(): Promise<void>;
  /** Closes the pool of connections. */
  end(): Promise<void>;
}

/**
 * Opens LangGraph's PostgreSQL checkpointer, repaired so that forks read their own values (branching-postgres.ts).
 * For new databases: threads begun with the stock saver cannot be continued. No connection is made before the first use.
 * @param url such as `postgresql://user@host:5432/database`.
 * @param options `schema`: the schema of its tables; default `public`.
 * @throws BillpError `package-missing`.
 */
export async function openPostgresSaver(url: string, options?: { readonly schema?: string }): Promise<PostgresCheckpointer> {
  const purpose = "A checkpointer on PostgreSQL";
  const { BranchingPostgresSaver } = await loadOptional("postgres", purpose, () => import("./branching-postgres.ts"));
  return BranchingPostgresSaver.fromConnString(url, options);
}
