/** Fork from here: another plan, other settings, or without some memories; played by the server, then compared with the original. */
import { useState } from "preact/hooks";
import type { EpisodePage, RunPage } from "../../server/shapes.ts";
import { type Draft, draftKey, readDraft, UNTOUCHED, writeDraft } from "./drafts.ts";
import { Drops } from "./drops.tsx";
import { jobOf, startFork, useJobs } from "./jobs.ts";
import { ForkProgress } from "./progress.tsx";
import { SettingFields } from "./setting-fields.tsx";

interface Props {
  readonly whole: RunPage;
  readonly page: EpisodePage;
  readonly round: number;
}

/** A form for each round: another round begins with its own plan, or with what was typed there before. */
export function ForkForm(props: Props) {
  const { whole, page, round } = props;
  const fork = page.fork?.id ?? null;
  const key = draftKey({ run: whole.card.id, identity: whole.card.run, episode: page.episode.episode, fork, round });
  return <Form key={key} draftName={key} {...props} />;
}

/** The changes as `billp fork --set` takes them. */
export function overridesOf({ plan, changes, drops }: Draft, planned: string | null): string[] {
  return [
    ...(planned !== null && plan !== null && plan.trim() !== planned.trim() ? [`plan=${plan.trim()}`] : []),
    ...changes.filter(([name, value]) => name !== "" && value !== "").map(([name, value]) => `${name}=${value}`),
    ...drops.map((key) => `memory.drop=${key}`),
  ];
}

function Form({ whole, page, round, draftName }: Props & { draftName: string }) {
  const run = whole.card.id;
  const from = page.fork?.id ?? null;
  const { episode } = page.episode;
  const planned = page.episode.rounds[round - 1]?.plan ?? null;
  const [draft, setDraft] = useState(() => readDraft(draftName));
  const put = (part: Partial<Draft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    writeDraft(draftName, next);
  };
  const jobs = useJobs();
  const playing = jobs.find((j) => j.state === "playing");
  const recalled = [...new Set(page.calls.filter((c) => c.round === round).flatMap((c) => c.recalled ?? []))];
  const overrides = overridesOf(draft, planned);
  const play = (event: Event) => {
    event.preventDefault();
    void startFork({ run, episode, round, overrides, repeat: draft.repeat, from, to: draft.whole ? "run" : "episode" });
  };
  return (
    <section aria-labelledby="fork">
      <h2 id="fork">Fork round {round}</h2>
      <p class="muted">Plays the episode on from this round with something changed. The original is never touched.</p>
      <form class="fork" onSubmit={play}>
        {planned === null ? null : (
          <label>
            Plan of this round
            <textarea
              rows={3}
              value={draft.plan ?? planned}
              onInput={({ currentTarget: { value } }) => put({ plan: value === planned ? null : value })}
            />
          </label>
        )}
        <SettingFields
          names={draft.whole ? whole.changeable.run : whole.changeable.episode}
          {...{ facts: whole.facts, changes: draft.changes, onChange: (changes) => put({ changes }) }}
        />
        {recalled.length === 0 ? null : (
          <Drops {...{ page, recalled, drops: draft.drops, onChange: (drops) => put({ drops }) }} />
        )}
        <div class="filters">
          <label>
            Repeats{" "}
            <input
              {...{ type: "number", min: 1, max: 20, value: draft.repeat }}
              onInput={(e) => put({ repeat: Math.min(20, Math.max(1, Math.round(Number(e.currentTarget.value)) || 1)) })}
            />
          </label>
          <label>
            <input type="checkbox" checked={draft.whole} onChange={(e) => put({ whole: e.currentTarget.checked })} /> then play
            the later episodes anew
          </label>
          <button type="submit" class="main" disabled={playing !== undefined}>
            {overrides.length === 0 ? "Play it again unchanged" : "Fork and play"}
          </button>
          {draft === UNTOUCHED || JSON.stringify(draft) === JSON.stringify(UNTOUCHED) ? null : (
            <button type="button" onClick={() => put(UNTOUCHED)}>
              Start over
            </button>
          )}
        </div>
      </form>
      <ForkProgress {...{ run, page, round, playing, job: jobOf(jobs, { run, episode, from }) }} />
    </section>
  );
}
