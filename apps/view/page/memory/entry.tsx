/** A memory entry in a list: what it says, and where it was learned. */
import type { MemoryEntry } from "../../server/shapes.ts";
import { figure, signed } from "../base/format.ts";
import { episodeLink } from "../base/route.ts";

/** Singular names of the memories. */
export const KIND = { experience: "experience", values: "value", reflections: "reflection", plans: "plan" } as const;

export function Entry({ run, entry }: { run: string; entry: MemoryEntry }) {
  const { memory, episode, round } = entry;
  return (
    <li>
      <Words entry={entry} />
      <div class="small muted">
        {KIND[memory]}
        {episode === 0 ? " · given to the run" : " · "}
        {episode === 0 ? null : (
          <a href={episodeLink(run, episode, { round })}>
            episode {episode}
            {round === undefined ? "" : `, round ${round}`}
          </a>
        )}
      </div>
    </li>
  );
}

/** What an entry says, without the state it was learned in. */
export function Words({ entry }: { entry: MemoryEntry }) {
  const { memory, title, good, value, plan, advantage, text } = entry;
  if (memory === "experience")
    return (
      <span>
        <span class={good ? "good" : "bad"}>{good ? "+ encouraging" : "− discouraging"}</span> {title}
      </span>
    );
  if (memory === "values") return <span>a state worth {figure(value)}</span>;
  if (memory === "plans")
    return (
      <span>
        {plan} <span class="muted">({signed(advantage)})</span>
      </span>
    );
  return <span>{text}</span>;
}
