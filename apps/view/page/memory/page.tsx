/** What a run has learned: when, from which episode, how often prompts showed it, and how those rounds went. */
import { useMemo } from "preact/hooks";
import type { MemoryPage, RunPage, UsedEntry } from "../../server/shapes.ts";
import { api, useAnswer } from "../base/api.ts";
import { choose } from "../base/route.ts";
import { Answer, Choice, Search } from "../parts/basics.tsx";
import { Grid } from "../parts/grid.tsx";
import { RunHead } from "../run/page.tsx";
import { RunTabs } from "../run/tabs.tsx";
import { useRun } from "../run/use-run.ts";
import { COLUMNS } from "./columns.tsx";
import { Detail } from "./detail.tsx";
import { Growth } from "./growth.tsx";
import { TimeSlider } from "./time-slider.tsx";

type Query = Readonly<Record<string, string>>;

export function MemoryView({ run, query }: { run: string; query: Query }) {
  const asked = useAnswer<MemoryPage>(api("memory", { run }));
  return (
    <Answer asked={useRun(run)}>
      {(page) => (
        <>
          <RunHead page={page} />
          <RunTabs run={run} here="memory" />
          <Answer asked={asked}>{(memory) => <Memory {...{ page, memory, query }} />}</Answer>
        </>
      )}
    </Answer>
  );
}

function Memory({ page, memory, query }: { page: RunPage; memory: MemoryPage; query: Query }) {
  const { entries, recorded } = memory;
  const last = page.rows.reduce((n, r) => Math.max(n, r.episode), 0);
  const upto = query.upto === undefined ? last : Number(query.upto);
  const found = useMemo(() => entries.filter((e) => fits(e, query, upto)), [entries, query.q, query.memory, query.use, upto]);
  const kinds = [...new Set(entries.map((e) => e.memory))];
  const chosen = entries.find((e) => e.key === query.entry);
  if (entries.length === 0) return <p class="empty">{memory.empty}</p>;
  return (
    <>
      <Growth {...{ entries, last, upto }} />
      <TimeSlider {...{ page, memory, upto, last }} />
      {recorded ? null : (
        <p class="notice">The ledger of this run does not say which memories were recalled, so their use is not known.</p>
      )}
      <div class="filters">
        <Search value={query.q ?? ""} label="Search titles, plans, reflections" onSearch={(q) => choose({ q })} />
        <Choice
          label="memory"
          all="every memory"
          value={query.memory ?? ""}
          options={kinds}
          onChoose={(m) => choose({ memory: m })}
        />
        <Choice
          label="use"
          all="used or not"
          value={query.use ?? ""}
          options={["used", "never used"]}
          onChoose={(use) => choose({ use })}
        />
      </div>
      <div class={chosen === undefined ? "" : "sides"}>
        <div>
          <Grid
            label="Memory entries"
            rows={found}
            columns={COLUMNS}
            idOf={(e) => e.key}
            onOpen={(e) => choose({ entry: e.key })}
            sorted={{ by: query.by ?? "used", down: query.up === undefined }}
            onSort={({ by, down }) => choose({ by, up: down ? null : 1 })}
            selected={query.entry}
          />
          <p class="total" role="status">
            {found.length} of {entries.length} entries
          </p>
        </div>
        {chosen === undefined ? null : <Detail {...{ run: page.card.id, entry: chosen }} />}
      </div>
    </>
  );
}

function fits(e: UsedEntry, { q = "", memory, use }: Query, upto: number): boolean {
  if (e.episode > upto || (memory && e.memory !== memory)) return false;
  if (use && (use === "used") !== e.used > 0) return false;
  const words = q.toLowerCase().split(/\s+/);
  const text = `${e.key} ${e.title ?? ""} ${e.text ?? ""} ${e.plan ?? ""}`.toLowerCase();
  return words.every((w) => text.includes(w));
}
