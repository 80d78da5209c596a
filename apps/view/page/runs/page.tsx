/** The list of runs: searched, filtered, sorted; two of them can be chosen to be compared. */
import { useEffect, useMemo, useState } from "preact/hooks";
import type { RunCard } from "../../server/shapes.ts";
import { api, useAnswer } from "../base/api.ts";
import { choose, go, runLink } from "../base/route.ts";
import { Answer, Chip, Choice, Search } from "../parts/basics.tsx";
import { Grid } from "../parts/grid.tsx";
import { COLUMNS } from "./columns.tsx";

type Query = Readonly<Record<string, string>>;

const AGAIN_MS = 5000;

export function RunsView({ query }: { query: Query }) {
  const [version, setVersion] = useState(0);
  const asked = useAnswer<{ root: string; runs: RunCard[] }>(api("runs"), version);
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && setVersion((v) => v + 1), AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  return <Answer asked={asked}>{({ root, runs }) => <Runs {...{ root, runs, query }} />}</Answer>;
}

function Runs({ root, runs, query }: { root: string; runs: readonly RunCard[]; query: Query }) {
  const found = useMemo(() => runs.filter((r) => fits(r, query)), [runs, query]);
  const values = (field: "method" | "world" | "model") => [...new Set(runs.map((r) => r[field]).filter(Boolean))].sort();
  const live = runs.filter((r) => r.status === "live").length;
  const sorted = { by: query.by ?? "changed", down: query.up === undefined };
  return (
    <>
      <div class="head">
        <h1>Runs</h1>
        <span class="muted">
          {runs.length} in <code>{root}</code>
        </span>
        {live === 0 ? null : <Chip word="live" />}
      </div>
      <div class="filters">
        <Search value={query.q ?? ""} label="Search runs" onSearch={(q) => choose({ q })} />
        {(["method", "world", "model"] as const).map((field) => (
          <Choice
            key={field}
            {...{ label: field, all: `every ${field}`, value: query[field] ?? "", options: values(field) }}
            onChoose={(value) => choose({ [field]: value })}
          />
        ))}
      </div>
      {runs.length === 0 ? (
        <p class="empty">
          No run here yet. <code>billp demo</code> plays six, in about a minute and without a key; this list fills by itself.
        </p>
      ) : (
        <>
          <Grid
            label="Runs"
            rows={found}
            columns={COLUMNS}
            idOf={(r) => r.id}
            onOpen={(r) => go(runLink(r.id))}
            sorted={sorted}
            onSort={({ by, down }) => choose({ by, up: down ? null : 1 })}
          />
          <p class="total" role="status">
            {found.length === runs.length ? `${runs.length} runs` : `${found.length} of ${runs.length} runs`}
          </p>
        </>
      )}
    </>
  );
}

/** Every word of the search stands somewhere in what identifies the run. */
function fits(run: RunCard, query: Query): boolean {
  const text = `${run.id} ${run.run} ${run.method} ${run.world} ${run.model} ${run.status} ${run.fidelity}`.toLowerCase();
  const words = (query.q ?? "").toLowerCase().split(/\s+/);
  return (
    words.every((w) => text.includes(w)) && (["method", "world", "model"] as const).every((f) => !query[f] || run[f] === query[f])
  );
}
