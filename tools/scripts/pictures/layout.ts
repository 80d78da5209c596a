/** Places the nodes of a compiled graph in ranks, from the first to the last, and its edges between them. */

/** What is used of a drawable graph of LangGraph's. */
export interface Drawable {
  readonly nodes: Readonly<Record<string, { readonly id: string }>>;
  readonly edges: readonly { readonly source: string; readonly target: string; readonly conditional?: boolean }[];
}

/** A node with its place: the centre of its box, in pixels. */
export interface Placed {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

/** A graph with places. An edge goes back when its target stands no lower than its source. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly Placed[];
  readonly edges: readonly { from: Placed; to: Placed; conditional: boolean; back: boolean }[];
}

/** Distance of the ranks, and of nodes side by side. */
const [DOWN, ACROSS, MARGIN] = [84, 210, 130];

/** Places a graph. Nodes keep their order within a rank. */
export function layout(graph: Drawable): Layout {
  const ids = Object.keys(graph.nodes);
  const ranks = ranksOf(ids, graph.edges);
  const last = Math.max(...ranks.values());
  const rows = Array.from({ length: last + 1 }, (_, r) => ids.filter((id) => ranks.get(id) === r));
  const width = ACROSS * Math.max(...rows.map((row) => row.length)) + 2 * MARGIN;
  const nodes = rows.flatMap((row, r) =>
    row.map((id, i) => ({ id, x: width / 2 + ACROSS * (i - (row.length - 1) / 2), y: 40 + r * DOWN })),
  );
  const at = new Map(nodes.map((n) => [n.id, n]));
  const edges = graph.edges.map(({ source, target, conditional = false }) => {
    const [from, to] = [at.get(source) as Placed, at.get(target) as Placed];
    return { from, to, conditional, back: to.y <= from.y };
  });
  return { width, height: 80 + last * DOWN, nodes, edges };
}

/** Longest way from the start, over the edges that do not lead back in the sense of the shortest way. */
function ranksOf(ids: readonly string[], edges: Drawable["edges"]): Map<string, number> {
  const shortest = new Map([[ids[0] as string, 0]]);
  for (const id of shortest.keys())
    for (const e of edges)
      if (e.source === id && !shortest.has(e.target)) shortest.set(e.target, (shortest.get(id) as number) + 1);
  const level = (id: string) => shortest.get(id) ?? 0;
  const forward = edges.filter((e) => level(e.target) >= level(e.source) && e.source !== e.target);
  const ranks = new Map(ids.map((id) => [id, 0]));
  for (let i = 0; i < ids.length; i++)
    for (const e of forward) {
      const next = (ranks.get(e.source) as number) + 1;
      if (next > (ranks.get(e.target) as number) && next < ids.length) ranks.set(e.target, next);
    }
  return ranks;
}
