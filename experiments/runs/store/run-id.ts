/** Id of a run: its method, world and seed, and a hash of all that decides it. */
import { sha256 } from "../../../core/hash.ts";
import type { ResolvedSettings } from "../../../core/settings.ts";
import type { World } from "../../../worlds/world.ts";

/** Id of a run, from what decides it: method, world, seed, and a hash of all settings. */
export function runId(settings: ResolvedSettings, world: Pick<World, "id">): string {
  return runIdOf(world.id, settings);
}

/** The same from settings as they stand in a file, in their order there: the id of a run of an earlier version follows from its own file. */
export function runIdOf(world: string, settings: Readonly<Record<string, unknown>>): string {
  const hash = sha256(JSON.stringify([world, settings])).slice(0, 8);
  return `${settings.method}-${world.replace("@", "-v")}-s${settings.seed}-${hash}`;
}
