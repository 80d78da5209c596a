/** The settings of a run as they were in force. */
import type { RunPage } from "../../server/shapes.ts";
import { nameOf } from "../base/format.ts";

export function Settings({ page: { card, facts, summary } }: { page: RunPage }) {
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
        {facts.map(({ name, value, from }) => (
          <>
            <dt key={name}>{name}</dt>
            <dd>
              {value} {from === undefined ? null : <span class="muted">({from})</span>}
            </dd>
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
