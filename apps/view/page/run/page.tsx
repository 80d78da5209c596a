/** One run: its figures, its learning curve, how its episodes ended, and all of them as a table. */
import { useMemo } from "preact/hooks";
import type { RunCard, RunPage } from "../../server/shapes.ts";
import { nameOf } from "../base/format.ts";
import { compareLink, runLink } from "../base/route.ts";
import { Answer, Chip } from "../parts/basics.tsx";
import { LearningCurve } from "./curve.tsx";
import { Ends } from "./ends.tsx";
import { Episodes } from "./episodes.tsx";
import { HeadFigures } from "./figures.tsx";
import { Settings } from "./settings.tsx";
import { RunTabs } from "./tabs.tsx";
import { useRun } from "./use-run.ts";

type Query = Readonly<Record<string, string>>;

export function RunView({ run, query }: { run: string; query: Query }) {
  return <Answer asked={useRun(run)}>{(page) => <Run {...{ page, query }} />}</Answer>;
}

function Run({ page, query }: { page: RunPage; query: Query }) {
  const { card, rows } = page;
  const sorted = useMemo(() => rows.toSorted((a, b) => a.episode - b.episode), [rows]);
  return (
    <>
      <RunHead page={page} />
      <RunTabs run={card.id} here={query.tab === "settings" ? "settings" : "episodes"} />
      {query.tab === "settings" ? (
        <Settings page={page} />
      ) : (
        <>
          <HeadFigures page={page} />
          <section class="halves">
            <LearningCurve
              lines={[{ name: card.id, curves: page.curves, note: page.about.noMemory, tone: "var(--blue)" }]}
              dots={sorted}
              field={query.curve === "len" ? "len" : "return"}
            />
            <Ends rows={sorted} reasons={page.reasons} />
          </section>
          <Episodes page={page} query={query} />
        </>
      )}
    </>
  );
}

/** Name, state and kind of a run, and where it comes from. */
export function RunHead({ page: { card, about } }: { page: RunPage }) {
  return (
    <>
      <div class="head">
        <h1>{nameOf(card)}</h1>
        <Chip word={card.status} />
        <span class="muted">
          <span title={about.summary}>{card.method}</span> · {card.world} · {card.model} · seed {card.seed}
          {card.episodes === card.planned ? "" : ` · ${card.episodes} of ${card.planned} episodes`}
        </span>
      </div>
      {card.parent === null ? null : <Parent {...{ id: card.id, parent: card.parent }} />}
    </>
  );
}

function Parent({
  id,
  parent: { id: from, run, episode, round, overrides },
}: {
  id: string;
  parent: NonNullable<RunCard["parent"]>;
}) {
  return (
    <p class="notice gap">
      Goes on from a fork at round {round} of episode {episode} of{" "}
      {from === null ? run : <a href={runLink(from)}>{from === "." ? run : from}</a>} with{" "}
      {overrides.length === 0 ? "nothing changed" : overrides.join("; ")}.{" "}
      {from === null ? null : <a href={compareLink(from, id)}>Compare</a>}
    </p>
  );
}
