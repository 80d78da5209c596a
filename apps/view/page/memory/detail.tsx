/** One memory entry in full: the state it was learned in, and what became of it. */
import type { MemoryEntry, UsedEntry } from "../../server/shapes.ts";
import { api, useAnswer } from "../base/api.ts";
import { figure, signed } from "../base/format.ts";
import { choose, episodeLink } from "../base/route.ts";
import { KIND, Words } from "./entry.tsx";

export function Detail({ run, entry: e }: { run: string; entry: UsedEntry }) {
  return (
    <aside class="card">
      <div class="head">
        <h2>{KIND[e.memory]}</h2>
        <button type="button" class="push icon" aria-label="Close" onClick={() => choose({ entry: null })}>
          ✕
        </button>
      </div>
      <p>
        <Words entry={e} />
      </p>
      <dl class="facts">
        <dt>learned in</dt>
        <dd>
          {e.episode === 0 ? (
            "given to the run"
          ) : (
            <a href={episodeLink(run, e.episode, { round: e.round })}>
              episode {e.episode}
              {e.round === undefined ? "" : `, round ${e.round}`}
            </a>
          )}
        </dd>
        <dt>used</dt>
        <dd>{e.used === 0 ? "never" : `in ${e.used} rounds`}</dd>
        {e.used === 0 ? null : (
          <>
            <dt>first, last</dt>
            <dd>
              <a href={episodeLink(run, e.first ?? 0)}>episode {e.first}</a>,{" "}
              <a href={episodeLink(run, e.last ?? 0)}>episode {e.last}</a>
            </dd>
            <dt>those rounds</dt>
            <dd>
              reward {figure(e.reward)}, advantage {signed(e.gain)}, {e.left} times the user left
            </dd>
          </>
        )}
        <dt>id</dt>
        <dd>
          <code>{e.key}</code>
        </dd>
      </dl>
      <State {...{ run, entry: e }} />
    </aside>
  );
}

/** The text of the state in which it was learned, as recall compares it; a reflection has none. */
function State({ run, entry: { key, memory } }: { run: string; entry: UsedEntry }) {
  const asked = useAnswer<MemoryEntry>(memory === "reflections" ? null : api("entry", { run, key }));
  if (asked.state !== "ready" || asked.data.state === undefined) return null;
  return (
    <>
      <h3>in this state</h3>
      <p class="small">{asked.data.state}</p>
    </>
  );
}
