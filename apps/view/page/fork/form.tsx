/** Fork from here: another plan, other settings, or without some memories; played by the server, then compared with the original. */
import { useState } from "preact/hooks";
import type { EpisodePage } from "../../server/shapes.ts";
import { ForkProgress } from "./progress.tsx";
import { SettingFields } from "./setting-fields.tsx";
import { useFork } from "./use-fork.ts";

interface Props {
  readonly run: string;
  readonly page: EpisodePage;
  readonly round: number;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A form for each round: another round begins with its own plan. */
export function ForkForm(props: Props) {
  return <Form key={`${props.page.episode.episode}/${props.page.fork?.id}/${props.round}`} {...props} />;
}

function Form({ run, page, round, settings }: Props) {
  const planned = page.episode.rounds[round - 1]?.plan ?? null;
  const [plan, setPlan] = useState(planned ?? "");
  const [changes, setChanges] = useState<readonly (readonly [string, string])[]>([]);
  const [drops, setDrops] = useState<readonly string[]>([]);
  const [repeat, setRepeat] = useState(1);
  const [whole, setWhole] = useState(false);
  const { job, start } = useFork(run);
  const recalled = [...new Set(page.calls.filter((c) => c.round === round).flatMap((c) => c.recalled ?? []))];
  const overrides = [
    ...(planned !== null && plan.trim() !== planned.trim() ? [`plan=${plan.trim()}`] : []),
    ...changes.filter(([name, value]) => name !== "" && value !== "").map(([name, value]) => `${name}=${value}`),
    ...drops.map((key) => `memory.drop=${key}`),
  ];
  const play = (event: Event) => {
    event.preventDefault();
    start({
      run,
      episode: page.episode.episode,
      round,
      overrides,
      repeat,
      from: page.fork?.id ?? null,
      to: whole ? "run" : "episode",
    });
  };
  return (
    <section aria-labelledby="fork">
      <h2 id="fork">Fork round {round}</h2>
      <p class="muted">Plays the episode on from this round with something changed. The original is never touched.</p>
      <form class="fork" onSubmit={play}>
        {planned === null ? null : (
          <label>
            Plan of this round
            <textarea rows={3} value={plan} onInput={(e) => setPlan(e.currentTarget.value)} />
          </label>
        )}
        <SettingFields {...{ settings, changes, onChange: setChanges }} />
        {recalled.length === 0 ? null : <Drops {...{ page, recalled, drops, onChange: setDrops }} />}
        <div class="filters">
          <label>
            Repeats{" "}
            <input type="number" min={1} max={20} value={repeat} onInput={(e) => setRepeat(Number(e.currentTarget.value) || 1)} />
          </label>
          <label>
            <input type="checkbox" checked={whole} onChange={(e) => setWhole(e.currentTarget.checked)} /> then play the later
            episodes anew
          </label>
          <button type="submit" class="main" disabled={job?.state === "playing"}>
            {overrides.length === 0 ? "Play it again unchanged" : "Fork and play"}
          </button>
        </div>
      </form>
      <ForkProgress {...{ run, page, round, job }} />
    </section>
  );
}

interface DropsProps {
  readonly page: EpisodePage;
  readonly recalled: readonly string[];
  readonly drops: readonly string[];
  readonly onChange: (drops: readonly string[]) => void;
}

/** The memories that this round recalled; a ticked one is dropped. */
function Drops({ page, recalled, drops, onChange }: DropsProps) {
  const words = (key: string) => {
    const entry = page.recalled.find((e) => e.key === key);
    return (
      entry?.title ?? entry?.text ?? entry?.plan ?? (entry?.value === undefined ? "" : `a state worth ${entry.value.toFixed(2)}`)
    );
  };
  const turn = (key: string) => onChange(drops.includes(key) ? drops.filter((d) => d !== key) : [...drops, key]);
  return (
    <details>
      <summary>
        Drop memories{" "}
        <span class="muted">({drops.length === 0 ? `${recalled.length} were recalled` : `${drops.length} dropped`})</span>
      </summary>
      <ul class="drops">
        {recalled.map((key) => (
          <li key={key}>
            <label>
              <input type="checkbox" checked={drops.includes(key)} onChange={() => turn(key)} /> <code>{key}</code> {words(key)}
            </label>
          </li>
        ))}
      </ul>
    </details>
  );
}
