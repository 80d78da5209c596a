/** Two runs: their figures and the difference, the settings that differ, both curves, and the episodes of the same users. */

import { useMemo } from "preact/hooks";
import { mean } from "../../../../core/math.ts";
import type { EpisodeRow, RunPage } from "../../server/shapes.ts";
import { figure, signed } from "../base/format.ts";
import { choose, compareLink, go } from "../base/route.ts";
import { Grid } from "../parts/grid.tsx";
import { LearningCurve } from "../run/curve.tsx";
import { show } from "../run/settings.tsx";
import { PAIR_COLUMNS, pairsOf } from "./pairs.tsx";

interface Props {
  readonly one: RunPage;
  readonly two: RunPage;
  readonly query: Readonly<Record<string, string>>;
}

export function RunPair({ one, two, query }: Props) {
  const pairs = useMemo(() => pairsOf(one.rows, two.rows), [one.rows, two.rows]);
  if (one.card.id === two.card.id) return <p class="empty">Choose another run for A or B.</p>;
  const lines = [
    { name: one.card.id, rows: one.rows, tone: "var(--blue)" },
    { name: two.card.id, rows: two.rows, tone: "var(--red)" },
  ];
  return (
    <>
      <section class="halves">
        <Differences {...{ one, two }} />
        <LearningCurve lines={lines} field={query.curve === "len" ? "len" : "return"} />
      </section>
      <DifferingSettings {...{ one, two }} />
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
          {pairs.length} pairs; {pairs.filter((p) => p.b.return > p.a.return).length} better in B,{" "}
          {pairs.filter((p) => p.b.return < p.a.return).length} worse. Intervals and tests: docs/statistics.md.
        </p>
      </section>
    </>
  );
}

const meanOf = (rows: readonly EpisodeRow[], of: (r: EpisodeRow) => number) => mean(rows.map(of));

/** The reasons that are compared: those of the paper's users, and others where they occur. */
function leavingReasons(rows: readonly EpisodeRow[]): string[] {
  const found = rows.flatMap(({ end }) => (end.reason === null || end.reason === "repeat" ? [] : [end.reason]));
  return [...new Set<string>(["similar", "dislike", ...found])];
}

/** Figures over the test episodes. */
function Differences({ one, two }: { one: RunPage; two: RunPage }) {
  const [a, b] = [one, two].map((p) => p.rows.filter((r) => r.split === "test")) as [EpisodeRow[], EpisodeRow[]];
  const share = (end: string) => (r: EpisodeRow) => (r.end.reason === end ? 100 : 0);
  const rows: [string, number | null, number | null, number][] = [
    ["Len", meanOf(a, (r) => r.len), meanOf(b, (r) => r.len), 2],
    ["return", meanOf(a, (r) => r.return), meanOf(b, (r) => r.return), 2],
    ...leavingReasons([...a, ...b]).map((reason): [string, number | null, number | null, number] => [
      `left: ${reason}, %`,
      meanOf(a, share(reason)),
      meanOf(b, share(reason)),
      0,
    ]),
    ["test episodes", a.length, b.length, 0],
  ];
  return (
    <div>
      <h2>Figures of the test</h2>
      <table class="plain-table">
        <thead>
          <tr>
            <td />
            <th scope="col">
              <span class="tag a">A</span>
            </th>
            <th scope="col">
              <span class="tag b">B</span>
            </th>
            <th scope="col">B − A</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, x, y, decimals]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{figure(x, decimals)}</td>
              <td>{figure(y, decimals)}</td>
              <td class={x === y ? "muted" : "differs"}>{signed(x === null || y === null ? null : y - x, decimals)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DifferingSettings({ one, two }: { one: RunPage; two: RunPage }) {
  const names = [...new Set([...Object.keys(one.settings), ...Object.keys(two.settings)])];
  const differing = names.filter((n) => JSON.stringify(one.settings[n]) !== JSON.stringify(two.settings[n]));
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
                <span class="tag a">A</span> {show(one.settings[name] ?? "none")} <span class="tag b">B</span>{" "}
                {show(two.settings[name] ?? "none")}
              </dd>
            </>
          ))}
        </dl>
      )}
    </section>
  );
}
