/** How episodes ended, as bars; a bar leads to its episodes. */
import type { EpisodeRow } from "../../server/shapes.ts";
import { endOf, percent } from "../base/format.ts";
import { choose } from "../base/route.ts";

const ORDER = ["similar", "dislike", "tired", "patience", "repeat", "left", "limit", "unusable"];
const TONE: Readonly<Record<string, string>> = {
  ...{ similar: "--red", dislike: "--ochre", tired: "--red", patience: "--ochre" },
  ...{ repeat: "--purple", limit: "--blue" },
};

/** Counts by reason, for both splits. */
export function endCounts(rows: readonly EpisodeRow[]): { end: string; n: number }[] {
  const counts = new Map<string, number>();
  for (const { end } of rows) counts.set(endOf(end), (counts.get(endOf(end)) ?? 0) + 1);
  const known = [...ORDER, ...[...counts.keys()].filter((end) => !ORDER.includes(end))];
  return known.flatMap((end) => (counts.has(end) ? [{ end, n: counts.get(end) as number }] : []));
}

export function Ends({ rows, reasons }: { rows: readonly EpisodeRow[]; reasons: Readonly<Record<string, string>> }) {
  const counts = endCounts(rows);
  const most = Math.max(1, ...counts.map((c) => c.n));
  return (
    <figure>
      <figcaption>
        <h2>How episodes ended</h2>
      </figcaption>
      <div class="bars">
        {counts.map(({ end, n }) => (
          <>
            <span key={end}>
              <button
                type="button"
                class="plain"
                title={`Show the episodes that ended so: ${reasons[end]}`}
                onClick={() => choose({ end })}
              >
                {end}
              </button>
            </span>
            <span class="track">
              <span class="fill" style={{ width: `${(100 * n) / most}%`, background: `var(${TONE[end] ?? "--grey"})` }} />
            </span>
            <span class="num">
              {n} <span class="muted">· {percent(n / rows.length)}</span>
            </span>
          </>
        ))}
      </div>
      <p class="total">{counts.map(({ end }) => `${end}: ${reasons[end]}`).join("; ")}.</p>
    </figure>
  );
}
