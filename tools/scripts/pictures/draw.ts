/** A placed graph as SVG, and the checkpoints of a round as a table; both as pages for a browser to photograph. */
import type { Layout, Placed } from "./layout.ts";

const STYLE = `body{margin:0;background:#fff;color:#1c2330;font:14px system-ui,"DejaVu Sans",sans-serif}
svg text{font:14px system-ui,"DejaVu Sans",sans-serif;fill:#1c2330;text-anchor:middle;dominant-baseline:central}
table{border-collapse:collapse;margin:14px}td,th{padding:6px 12px;text-align:left;border-bottom:1px solid #d5dae3}
tr.plan td{background:#e3f2e6}tr.settings td{background:#e5edfb}th{font-weight:600}td:nth-child(1){text-align:right}`;

const [WIDE, HIGH] = [150, 36];

/** The page of a graph. Dashed edges are taken or not, as a router decides; edges at the side lead back. */
export function graphPage({ width, height, nodes, edges }: Layout): string {
  const lines = edges.map((e, i) => {
    const d = e.from === e.to ? loop(e.from) : e.back ? aside(e.from, e.to, i, width) : down(e.from, e.to, nodes);
    const dashed = e.conditional ? ' stroke-dasharray="6 4"' : "";
    return `<path d="${d}" fill="none" stroke="#5b6577" stroke-width="1.4"${dashed} marker-end="url(#tip)"/>`;
  });
  const boxes = nodes.map(({ id, x, y }) => {
    const end = id.startsWith("__");
    const look = end ? 'fill="#eef0f4" stroke="#9aa3b2"' : 'fill="#e5edfb" stroke="#3f6fc4"';
    const box = `<rect x="${x - WIDE / 2}" y="${y - HIGH / 2}" width="${WIDE}" height="${HIGH}" rx="${end ? 18 : 6}" ${look}/>`;
    return `${box}<text x="${x}" y="${y}">${escaped(id.replaceAll("_", ""))}</text>`;
  });
  const tip =
    '<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="#5b6577"/></marker>';
  return page(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs>${tip}</defs>${lines.join("")}${boxes.join("")}</svg>`,
  );
}

function down(from: Placed, to: Placed, nodes: readonly Placed[]): string {
  const [y1, y2] = [from.y + HIGH / 2, to.y - HIGH / 2];
  const middle = (y1 + y2) / 2;
  const blocked = nodes.some((n) => n.y > from.y && n.y < to.y && Math.abs(n.x - (from.x + to.x) / 2) < WIDE / 2 + 20);
  if (!blocked || from.y + 100 > to.y) return `M${from.x} ${y1}C${from.x} ${middle} ${to.x} ${middle} ${to.x} ${y2}`;
  const side = Math.max(from.x, to.x) + (from.x === to.x ? WIDE : WIDE / 2); // round the box between
  return `M${from.x} ${y1}C${side} ${middle} ${side} ${middle} ${to.x + 30} ${y2}`;
}

function loop({ x, y }: Placed): string {
  const edge = x - WIDE / 2;
  return `M${edge} ${y + 10}C${edge - 50} ${y + 34} ${edge - 50} ${y - 34} ${edge} ${y - 10}`;
}

/** Along the left or the right side, each edge on a lane of its own. */
function aside(from: Placed, to: Placed, nth: number, width: number): string {
  const right = to.x >= width / 2;
  const side = right ? 1 : -1;
  const worker = (right ? width : 0) - side * (18 + 14 * (nth % 6));
  const [x1, x2] = [from.x + (side * WIDE) / 2, to.x + (side * WIDE) / 2];
  return `M${x1} ${from.y}C${worker} ${from.y} ${worker} ${to.y} ${x2} ${to.y}`;
}

/** A checkpoint of a history, as the table shows it. */
export interface Row {
  readonly step: number | null;
  readonly wrote: string;
  readonly next: string;
  readonly use: "plan" | "settings" | null;
}

const USES = { plan: "edit the plan here, as macro-plan", settings: "edit the settings here, as the node that wrote it" };

/** The page of a history. */
export function historyPage(rows: readonly Row[]): string {
  const head = "<tr><th>step</th><th>written by</th><th>next</th><th></th></tr>";
  const body = rows.map(({ step, wrote, next, use }) => {
    const cells = [String(step ?? ""), wrote, next, use === null ? "" : USES[use]].map((cell) => `<td>${escaped(cell)}</td>`);
    return `<tr class="${use ?? ""}">${cells.join("")}</tr>`;
  });
  return page(`<table>${head}${body.join("")}</table>`);
}

function page(body: string): string {
  return `<!doctype html><meta charset="utf-8"><style>${STYLE}</style><div id="picture" style="display:inline-block">${body}</div>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
