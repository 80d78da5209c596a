/** The rounds of two episodes side by side, with what differs marked. */
import type { Episode, Round } from "../../../../experiments/evaluation/record.ts";
import { figure, signed } from "../base/format.ts";

/** The first round in which what was planned, recommended or rewarded differs; null when none does. */
export function firstDifference(a: Episode, b: Episode): number | null {
  for (let i = 0; i < Math.max(a.rounds.length, b.rounds.length); i++) if (!same(a.rounds[i], b.rounds[i])) return i + 1;
  return null;
}

const FIELDS = ["plan", "proposal", "title", "reward", "accepted", "value", "advantage"] as const;

function same(a: Round | undefined, b: Round | undefined): boolean {
  return a !== undefined && b !== undefined && FIELDS.every((f) => a[f] === b[f]);
}

/** One round of both, side by side. */
export function RoundPair({ n, a, b }: { n: number; a: Round | undefined; b: Round | undefined }) {
  return (
    <div class="pair">
      {[a, b].map((r, i) => {
        const other = i === 0 ? b : a;
        const marked = (f: (typeof FIELDS)[number]) => (r !== undefined && other?.[f] !== r[f] ? "differs" : undefined);
        return (
          <div key={i}>
            <h3>
              {n}. {r === undefined ? <span>over</span> : <span class={marked("title")}>{r.title ?? "nothing"}</span>}
            </h3>
            {r === undefined ? null : (
              <>
                <p class={marked("plan")}>{r.plan ?? "no plan"}</p>
                <p class="muted">
                  <span class={marked("reward") ?? marked("accepted")}>
                    {r.accepted ? `reward ${figure(r.reward)}` : "refused"}
                  </span>{" "}
                  · <span class={marked("value")}>V {figure(r.value)}</span> ·{" "}
                  <span class={marked("advantage")}>A {signed(r.advantage)}</span>
                </p>
              </>
            )}
          </div>
        );
      })}
    </div>
  );
}
