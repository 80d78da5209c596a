/** Fork identity: forks of a run by what makes them; two with the same are one, and are played once. */
import { createHash } from "node:crypto";
import { BillpError } from "../../core/errors.ts";
import { nearestNames } from "../../core/near-names.ts";
import type { ForkRecord } from "../runs/store/fork-record.ts";

export type { ForkRecord };

/** What makes a fork. */
export type ForkKey = Pick<ForkRecord, "run" | "parent" | "episode" | "round" | "overrides" | "repeat">;

/** Id of a fork, from what makes it. */
export function forkId({ run, parent, episode, round, overrides, repeat }: ForkKey): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([run, parent, episode, round, overrides, repeat]))
    .digest("hex");
  return `f${hash.slice(0, 10)}`;
}

/** A fork by its id. @throws BillpError `bad-input` naming near ids. */
export function forkById(forks: ReadonlyMap<string, ForkRecord>, id: string): ForkRecord {
  const found = forks.get(id);
  if (found !== undefined) return found;
  throw new BillpError("bad-input", `The run has no fork ${id}.`, {
    hint: forks.size === 0 ? "It has none at all." : `It has: ${nearestNames(id, [...forks.keys()]).join(", ")}.`,
  });
}
