/** The categories of the items, one row each, and the quit window: the rounds that the user compared the last item with. */
import type { EpisodePage } from "../../server/shapes.ts";

/** Rows at most; rarer categories are left out. */
const ROWS = 9;

/** The categories of the episode: those of the last item first, then the commonest. */
export function ribbonOf({ world, episode }: EpisodePage): string[] {
  if (world === null) return [];
  const counts = new Map<string, number>();
  for (const list of world.categories) for (const c of list) counts.set(c, (counts.get(c) ?? 0) + 1);
  const last = episode.end.kind === "quit" ? (world.categories.at(-1) ?? []) : [];
  const rank = (c: string) => (counts.get(c) ?? 0) + (last.includes(c) ? 1000 : 0);
  return [...counts.keys()].sort((a, b) => rank(b) - rank(a) || a.localeCompare(b)).slice(0, ROWS);
}

interface Props {
  readonly page: EpisodePage;
  readonly rows: readonly string[];
  readonly x: (i: number) => number;
  readonly step: number;
  readonly top: number;
  readonly row: number;
}

export function Ribbon({ page: { world, episode }, rows, x, step, top, row }: Props) {
  if (world === null) return null;
  const n = world.categories.length;
  const quit = episode.end.kind === "quit";
  const close = new Set(world.why?.compared.filter((c) => c.close).map((c) => c.round));
  const last = new Set(quit ? world.categories.at(-1) : []);
  const first = world.why?.compared[0]?.round ?? n;
  const height = rows.length * row;
  return (
    <g>
      {rows.map((category, j) => (
        <g key={category}>
          <text x={0} y={top + j * row + 12}>
            <title>{category}</title>
            {category.length > 15 ? `${category.slice(0, 14)}…` : category}
          </text>
          {world.categories.map((list, i) => {
            if (!list.includes(category)) return null;
            const shared = last.has(category) && (close.has(i + 1) || (i === n - 1 && quit));
            return (
              <rect
                key={i}
                class={shared ? "cell shared" : "cell"}
                {...{ x: x(i) + 1.5, y: top + j * row + 2, width: step - 3, height: row - 4, rx: 2 }}
              />
            );
          })}
        </g>
      ))}
      {quit && first < n ? (
        <>
          <rect class="window" x={x(first - 1)} y={top - 2} width={(n - first) * step} height={height + 4} rx={4} />
          <text x={x(n - 1)} y={top - 7} text-anchor="end" class="near">
            quit window
          </text>
        </>
      ) : null}
    </g>
  );
}
