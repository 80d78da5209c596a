/** Two runs: their figures and the difference, the settings that differ, both curves, and the episodes of the same users. */

import { useMemo } from "preact/hooks";
import type { Comparison, RunPage } from "../../server/shapes.ts";
import { api, useAnswer } from "../base/api.ts";
import { choose, compareLink, go } from "../base/route.ts";
import { Answer } from "../parts/basics.tsx";
import { Grid } from "../parts/grid.tsx";
import { LearningCurve } from "../run/curve.tsx";
import { Differences } from "./differences.tsx";
import { PAIR_COLUMNS, pairsOf } from "./pairs.tsx";

interface Props {
  readonly one: RunPage;
  readonly two: RunPage;
  readonly query: Readonly<Record<string, string>>;
}

export function RunPair({ one, two, query }: Props) {
  const asked = useAnswer<Comparison>(api("compare", { a: one.card.id, b: two.card.id }));
  const lines = [
    { name: `A, ${one.card.id}`, curves: one.curves, note: one.about.noMemory, tone: "var(--blue)" },
    { name: `B, ${two.card.id}`, curves: two.curves, note: two.about.noMemory, tone: "var(--red)" },
  ];
  return (
    <>
      <section class="halves">
        <Answer asked={asked}>{(comparison) => <Differences comparison={comparison} />}</Answer>
        <LearningCurve lines={lines} field={query.curve === "len" ? "len" : "return"} />
      </section>
      <DifferingSettings {...{ one, two }} />
      <Answer asked={asked}>{({ pairs }) => (pairs === 0 ? null : <Pairs {...{ one, two, query }} />)}</Answer>
    </>
  );
}

/** The test episodes of the users of both. */
function Pairs({ one, two, query }: Props) {
  const pairs = useMemo(() => pairsOf(one.rows, two.rows), [one.rows, two.rows]);
  return (
    <section>
      <h2>Test episodes of the same users</h2>
      <Grid
        label="Pairs of episodes"
        rows={pairs}
        columns={PAIR_COLUMNS}
        idOf={(p) => String(p.a.episode)}
        onOpen={(p) => go(compareLink(one.card.id, two.card.id, { ea: p.a.episode, eb: p.b.episode }))}
        sorted={{ by: query.by ?? "change", down: query.up === undefined }}
        onSort={({ by, down }) => choose({ by, up: down ? null : 1 })}
      />
      <p class="total">
        {pairs.length} pairs; {pairs.filter((p) => p.b.return > p.a.return).length} with a higher return in B,{" "}
        {pairs.filter((p) => p.b.return < p.a.return).length} with a lower one.
      </p>
    </section>
  );
}

/** The settings that were not the same in force, whoever decided them. */
function DifferingSettings({ one, two }: { one: RunPage; two: RunPage }) {
  const [a, b] = [one, two].map(({ facts }) => new Map(facts.map((f) => [f.name, f.value]))) as [
    Map<string, string>,
    Map<string, string>,
  ];
  const differing = [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name));
  return (
    <section>
      <h2>Settings that differ</h2>
      {differing.length === 0 ? (
        <p class="muted">None.</p>
      ) : (
        <dl class="facts">
          {differing.map((name) => (
            <>
              <dt key={name}>{name}</dt>
              <dd>
                <span class="tag a">A</span> {a.get(name) ?? "none"} <span class="tag b">B</span> {b.get(name) ?? "none"}
              </dd>
            </>
          ))}
        </dl>
      )}
    </section>
  );
}
