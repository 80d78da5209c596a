/** Id of a run: its method, world and seed, and a hash of all that decides it. */
import { sha256 } from "../../../core/hash.ts";
import type { ResolvedSettings } from "../../../core/settings.ts";
import { usesServer } from "../../../models/providers/server.ts";
import type { World } from "../../../worlds/world.ts";
import { hashedSettings } from "./identity.ts";

/**
 * Id of a run, from what decides it: method, world, seed, and a hash of all settings and of the chosen server's address. The address stands in
 * the hash where it stood when it was a setting, so that ids stay what they were.
 * @param baseUrl The operator's, see `Operator`; counts only where a model is asked at it.
 */
export function runId(settings: ResolvedSettings, world: Pick<World, "id">, baseUrl: string | null = null): string {
  return runIdOf(world.id, hashedSettings(settings, usesServer(settings) ? baseUrl : null));
}

/** The same from what is hashed, in its order: the id of a run of an earlier version follows from its own file. */
export function runIdOf(world: string, hashed: Readonly<Record<string, unknown>>): string {
  const hash = sha256(JSON.stringify([world, hashed])).slice(0, 8);
  return `${hashed.method}-${world.replace("@", "-v")}-s${hashed.seed}-${hash}`;
}
