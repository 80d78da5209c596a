/** Label placement without overlap. */
import { sumBy } from "../../../../core/math.ts";

/** Positions as near to the wanted ones as a distance of `gap` allows, in the same order. */
export function apart(wanted: readonly number[], gap: number): number[] {
  const order = wanted.map((at, i) => ({ at, i })).sort((a, b) => a.at - b.at || a.i - b.i);
  // Neighbours that are too close form a block around the mean of what its members want; blocks that meet are joined.
  const blocks: { members: number[]; sum: number }[] = [];
  const top = (b: { members: number[]; sum: number }) => b.sum / b.members.length - ((b.members.length - 1) * gap) / 2;
  for (const { at, i } of order) {
    let block = { members: [i], sum: at };
    let above = blocks.at(-1);
    while (above !== undefined && top(block) < top(above) + above.members.length * gap) {
      block = { members: [...above.members, ...block.members], sum: above.sum + block.sum };
      blocks.pop();
      above = blocks.at(-1);
    }
    blocks.push(block);
  }
  const moved = new Array<number>(wanted.length).fill(0);
  for (const block of blocks)
    block.members.forEach((i, k) => {
      moved[i] = top(block) + k * gap;
    });
  return moved;
}

/** A point in pixels with the line of its interval, and the width of its label. */
export interface Marked {
  readonly x: number;
  readonly y: number;
  readonly top: number;
  readonly bottom: number;
  readonly width: number;
}

/** Where a label goes: its middle line's distance from the point, and the side on which it begins or ends. */
export interface LabelPlace {
  readonly dx: number;
  readonly dy: number;
  readonly anchor: "start" | "end" | "middle";
}

type Box = readonly [left: number, top: number, right: number, bottom: number];
const [HALF, GAP, STEP] = [6.5, 8, 7];

/** Places labels one after another, each where it covers the least of points, intervals and other labels, and as near as it can. */
export function placeLabels(points: readonly Marked[], frame: Box): LabelPlace[] {
  const marks: Box[] = points.flatMap((p): Box[] => [
    [p.x - 5, p.y - 5, p.x + 5, p.y + 5],
    [p.x - 1, p.top, p.x + 1, p.bottom],
  ]);
  const taken: Box[] = [];
  return points.map((p) => {
    const rated = choices(p).map((choice) => {
      const box = boxOf(p, choice);
      const over = (list: readonly Box[]) => sumBy(list, (other) => overlap(box, other));
      const outside = box[0] < frame[0] || box[1] < frame[1] || box[2] > frame[2] || box[3] > frame[3] ? 1e6 : 0;
      const far = Math.abs(choice.dy) * (choice.anchor === "middle" ? 0.5 : 1);
      return { choice, box, cost: outside + 50 * over(taken) + 10 * over(marks) + far };
    });
    const best = rated.reduce((a, b) => (b.cost < a.cost ? b : a));
    taken.push(best.box);
    return best.choice;
  });
}

function choices(p: Marked): LabelPlace[] {
  const steps = Array.from({ length: 12 }, (_, k) => k * STEP).flatMap((d) => (d === 0 ? [0] : [-d, d]));
  const sides = steps.flatMap((dy): LabelPlace[] => [
    { dx: GAP, dy, anchor: "start" },
    { dx: -GAP, dy, anchor: "end" },
  ]);
  const ends = [p.top - p.y - HALF - 2, p.bottom - p.y + HALF + 2];
  return [...sides, ...ends.map((dy): LabelPlace => ({ dx: 0, dy, anchor: "middle" }))];
}

function boxOf(p: Marked, { dx, dy, anchor }: LabelPlace): Box {
  const left = p.x + dx - (anchor === "start" ? 0 : anchor === "end" ? p.width : p.width / 2);
  return [left, p.y + dy - HALF, left + p.width, p.y + dy + HALF];
}

function overlap(a: Box, b: Box): number {
  return Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) * Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
}
