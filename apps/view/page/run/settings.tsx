/** The settings of a run as they stand in its settings.json. */
import type { RunPage } from "../../server/shapes.ts";
import { nameOf } from "../base/format.ts";

export function Settings({ page: { card, settings, summary } }: { page: RunPage }) {
  return (
    <section>
      <dl class="facts">
        <dt>run</dt>
        <dd>
          <code>{card.run}</code>
        </dd>
        <dt>folder</dt>
        <dd>
          <code>{nameOf(card)}</code>
        </dd>
        {Object.entries(settings).map(([name, value]) => (
          <>
            <dt key={name}>{name}</dt>
            <dd>{show(value)}</dd>
          </>
        ))}
      </dl>
      {summary === null ? null : (
        <details>
          <summary>summary.json</summary>
          <pre class="pre">{JSON.stringify(summary, null, 2)}</pre>
        </details>
      )}
    </section>
  );
}

/** A value as text; null means that the fidelity or the world decides. */
export function show(value: unknown): string {
  return value === null ? "(the world's)" : typeof value === "string" ? value : JSON.stringify(value);
}
