/** Input of the graphs: what one episode, or one live session, starts with. Nobody else puts it together. */
import type { ResolvedSettings, SettingsInput } from "../core/settings.ts";
import { MEMORY_NAMES, type Memories } from "../memory/entries.ts";
import type { LiveState } from "../nodes/session-state.ts";
import type { State } from "../nodes/state.ts";

/** Whom an episode is played with, and its number, on which its seeds and its recall depend. */
export interface EpisodeStart {
  readonly episode: number;
  readonly user: number;
  readonly split: "train" | "test";
}

/** The input of `billp` for one episode: the user, and the entries that it is given. Empty memories are left out. */
export function episodeInput(
  settings: ResolvedSettings,
  { episode, user, split }: EpisodeStart,
  memories: Partial<Memories>,
): Partial<State> {
  return {
    settings,
    users: { split, ids: [user], from: 0, count: 1 },
    cursor: 0,
    firstEpisode: episode,
    ...givenEntries(memories),
  } as Partial<State>;
}

/** The input of `session`: the person, and every entry that was learned before. */
export function sessionInput(
  settings: SettingsInput,
  person: LiveState["person"],
  memories: Partial<Memories>,
): Pick<LiveState, "person"> & { readonly settings: SettingsInput } & Partial<Memories> {
  return { settings, ...givenEntries(memories), person };
}

function givenEntries(memories: Partial<Memories>): Partial<Memories> {
  return Object.fromEntries(MEMORY_NAMES.flatMap((name) => (memories[name]?.length ? [[name, memories[name]]] : [])));
}
