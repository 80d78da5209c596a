/** The state as it was before the chosen round: what the user had seen, and what the episode had shown. */
import type { EpisodePage } from "../../server/shapes.ts";

export function StateThen({ page: { episode, world }, round }: { page: EpisodePage; round: number }) {
  const played = episode.rounds.slice(0, round - 1).flatMap((r) => (r.title === null ? [] : [r.title]));
  const now = episode.rounds[round - 1]?.title ?? null;
  const history = world?.history ?? [];
  return (
    <section>
      <h2>State before round {round}</h2>
      <h3 class="muted">Shown in this episode</h3>
      <ol class="titles">
        {played.map((title, i) => (
          <li key={i} class="played">
            <span class="muted">{i + 1}</span> {title}
          </li>
        ))}
        {now === null ? null : (
          <li class="last">
            <span class="muted">{round}</span> {now}
          </li>
        )}
      </ol>
      {history.length === 0 ? null : (
        <details>
          <summary>History of the user, the last {history.length}</summary>
          <ol class="titles">
            {history.map(({ item, title }, i) => (
              <li key={`${item}-${i}`}>{title}</li>
            ))}
          </ol>
        </details>
      )}
    </section>
  );
}
