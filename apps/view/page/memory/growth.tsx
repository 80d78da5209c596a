/** How the memories grew from episode to episode, up to the chosen one. */
import * as Plot from "@observablehq/plot";
import type { MemoryName, UsedEntry } from "../../server/shapes.ts";
import { axes, Chart } from "../parts/plot.tsx";

const TONES: Readonly<Record<MemoryName, string>> = {
  experience: "var(--blue)",
  values: "var(--green)",
  reflections: "var(--red)",
  plans: "var(--purple)",
};

/** A round leaves an entry in each of the first three, whose lines then lie on one another. */
const DASHES: Partial<Record<MemoryName, string>> = { values: "6 6", plans: "2 10" };

/** Entries of one memory after every episode. */
export function growthOf(entries: readonly UsedEntry[], memory: MemoryName, last: number): { episode: number; n: number }[] {
  const added = new Array<number>(last + 1).fill(0);
  for (const e of entries) if (e.memory === memory && e.episode <= last) added[e.episode] = (added[e.episode] as number) + 1;
  let n = 0;
  return added.map((a, episode) => {
    n += a;
    return { episode, n };
  });
}

export function Growth({ entries, last, upto }: { entries: readonly UsedEntry[]; last: number; upto: number }) {
  const names = (Object.keys(TONES) as MemoryName[]).filter((m) => entries.some((e) => e.memory === m));
  const lines = names.map((m) => ({ name: m, points: growthOf(entries, m, last) }));
  const options = () => ({
    ...{ marginLeft: 48, marginBottom: 34, marginTop: 22, marginRight: 12 },
    marks: [
      ...axes("episode", "entries"),
      Plot.ruleX([upto], { stroke: "var(--firm)" }),
      ...lines.map(({ name, points }) =>
        Plot.line(points, {
          x: "episode",
          y: "n",
          stroke: TONES[name],
          strokeWidth: 2.2,
          strokeDasharray: DASHES[name],
        }),
      ),
    ],
  });
  const now = (points: readonly { n: number }[]) => points[Math.min(upto, points.length - 1)]?.n ?? 0;
  return (
    <figure>
      <ul class="key total">
        {lines.map(({ name, points }) => (
          <li key={name}>
            <i class="stroke" style={{ "--tone": TONES[name] }} /> {name}: {now(points)}
          </li>
        ))}
      </ul>
      <Chart
        {...{ label: `Entries of each memory after every episode, up to ${last}.`, height: 170, options, on: [entries, upto] }}
      />
    </figure>
  );
}
