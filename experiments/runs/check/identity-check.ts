/** Check of settings.json: the id of a run follows from its world and settings, so that a setting cannot be changed afterwards. */
import type { Settings } from "../../../core/settings.ts";
import { hashedSettings, parseIdentity } from "../store/identity.ts";
import { runIdOf } from "../store/run-id.ts";
import { type Finding, shown } from "./finding.ts";

/**
 * Compares the id with what the rest of the file says: with the settings as they stand there, as the version that wrote them hashed them, or
 * (where a field is left away and has its default) with all of them.
 * @param text of settings.json, which was read as an identity before.
 */
export function checkIdentity(text: string, file: string): Finding[] {
  const { run, world, settings, server, parent } = parseIdentity(text, file);
  const { given: _, ...own } = (JSON.parse(text) as { settings: Record<string, unknown> }).settings; // the first version kept it here
  const addresses = [...new Set([server ?? null, null])]; // an address that the operator did not choose is recorded, and not hashed
  const hashed = addresses.flatMap((a) => [hashedSettings(own as Settings, a), hashedSettings(settings, a)]);
  const fitting = parent === undefined ? [own, ...hashed].map((s) => runIdOf(world, s)) : [`${parent.run}/fork-${parent.fork}`];
  if (fitting.includes(run)) return [];
  const what =
    parent === undefined ? "the id of its settings: one of them, or the id, is not the run's" : "the id of its parent's fork";
  return [{ file, where: "field run", there: shown(run), expected: `${shown(fitting.at(-1))}, ${what}` }];
}
