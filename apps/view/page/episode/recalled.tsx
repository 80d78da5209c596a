/** The memories that the prompts of a round showed, by role, and those that the round left behind. */
import type { CallHead, EpisodePage, MemoryEntry } from "../../server/shapes.ts";
import { Entry } from "../memory/entry.tsx";

const ROLE: Readonly<Record<string, string>> = { planner: "Planner", actor: "Actor", critic: "Critic", reflector: "Reflector" };

export function Recalled({ run, page, round }: { run: string; page: EpisodePage; round: number }) {
  const calls = page.calls.filter((c) => c.round === round && c.attempt === 0);
  const wrote = page.wrote.filter((e) => e.round === round || (e.round === undefined && round === page.episode.rounds.length));
  const entries = new Map(page.recalled.map((e) => [e.key, e]));
  const known = calls.some((c) => c.recalled !== null);
  return (
    <>
      <h3 class="gap">Recalled</h3>
      {known ? null : <p class="muted small">{page.noCalls ?? "The ledger of this run does not say what was recalled."}</p>}
      <div class="roles">
        {calls.map((c) => (
          <RoleEntries key={c.role} {...{ run, call: c, entries }} />
        ))}
      </div>
      <h3 class="gap">Learned from this round</h3>
      {wrote.length === 0 ? <p class="muted small">{page.noneWritten}</p> : null}
      <ul class="entries roles">
        {wrote.map((e) => (
          <Entry key={e.key} {...{ run, entry: e }} />
        ))}
      </ul>
    </>
  );
}

function RoleEntries({ run, call, entries }: { run: string; call: CallHead; entries: ReadonlyMap<string, MemoryEntry> }) {
  if (call.recalled === null) return null;
  return (
    <div>
      <h3 class="muted">
        {ROLE[call.role] ?? call.role}: {call.noneShown ?? `${call.recalled.length} shown`}
      </h3>
      <ul class="entries">
        {call.recalled.map((key) => {
          const entry = entries.get(key);
          return entry === undefined ? (
            <li key={key}>
              <code>{key}</code> <span class="muted">not in memory.jsonl</span>
            </li>
          ) : (
            <Entry key={key} {...{ run, entry }} />
          );
        })}
      </ul>
    </div>
  );
}
