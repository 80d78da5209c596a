/** Check of settings.json: the id of a run follows from its world and settings, so that a setting cannot be changed afterwards. */
import type { Parentage } from "../store/identity.ts";
import { runIdOf } from "../store/run-id.ts";
import { type Finding, shown } from "./finding.ts";

/** What the file says, as it stands there. */
interface Stored {
  readonly run?: unknown;
  readonly world?: unknown;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly parent?: Pick<Parentage, "run" | "fork">;
}

/** Compares the id with what the rest of the file says. @param text of settings.json, which was read as an identity before. */
export function checkIdentity(text: string, file: string): Finding[] {
  const { run, world, settings = {}, parent } = JSON.parse(text) as Stored;
  const { given: _, ...own } = settings; // the first version kept it here
  const expected = parent === undefined ? runIdOf(String(world), own) : `${parent.run}/fork-${parent.fork}`;
  if (run === expected) return [];
  const what =
    parent === undefined ? "the id of its settings: one of them, or the id, is not the run's" : "the id of its parent's fork";
  return [{ file, where: "field run", there: shown(run), expected: `${shown(expected)}, ${what}` }];
}
