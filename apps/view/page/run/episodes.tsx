/** All episodes of a run as a table: sorted, filtered, searched. */
import { useMemo } from "preact/hooks";
import type { EpisodeRow, RunPage } from "../../server/shapes.ts";
import { endOf } from "../base/format.ts";
import { choose, episodeLink, go } from "../base/route.ts";
import { Choice, Search } from "../parts/basics.tsx";
import { Grid } from "../parts/grid.tsx";
import { columnsOf } from "./columns.tsx";

type Query = Readonly<Record<string, string>>;

export function Episodes({ page: { card, rows, rewardMax }, query }: { page: RunPage; query: Query }) {
  const found = useMemo(() => rows.filter((r) => fits(r, query)), [rows, query.q, query.split, query.end]);
  const columns = useMemo(() => columnsOf(card.id, rewardMax), [card.id, rewardMax]);
  const ends = useMemo(() => [...new Set(rows.map((r) => endOf(r.end)))].sort(), [rows]);
  return (
    <section>
      <h2>Episodes</h2>
      <div class="filters">
        <Search value={query.q ?? ""} label="Search: episode, user 12, ended" onSearch={(q) => choose({ q })} />
        <Choice
          label="split"
          all="train and test"
          value={query.split ?? ""}
          options={["train", "test"]}
          onChoose={(split) => choose({ split })}
        />
        <Choice label="ended by" all="every end" value={query.end ?? ""} options={ends} onChoose={(end) => choose({ end })} />
      </div>
      <Grid
        label="Episodes"
        rows={found}
        columns={columns}
        idOf={(r) => String(r.episode)}
        onOpen={(r) => go(episodeLink(card.id, r.episode))}
        sorted={{ by: query.by ?? "episode", down: query.down !== undefined }}
        onSort={({ by, down }) => choose({ by, down: down ? 1 : null })}
      />
      <p class="total" role="status">
        {found.length === rows.length ? `${rows.length} episodes` : `${found.length} of ${rows.length} episodes`}
      </p>
    </section>
  );
}

/** A number means the episode; `user 12` the user; any other word the end or the split. */
function fits(row: EpisodeRow, { q = "", split, end }: Query): boolean {
  if (split && row.split !== split) return false;
  if (end && endOf(row.end) !== end) return false;
  const text = q.trim().toLowerCase();
  if (text === "") return true;
  if (/^\d+$/.test(text)) return row.episode === Number(text);
  const user = /^user\s+(\d+)$/.exec(text)?.[1];
  if (user !== undefined) return row.user === Number(user);
  return `${row.end.kind} ${endOf(row.end)} ${row.split} user ${row.user}`.includes(text);
}
