/**
 * Map of the catalogue as points of the plane, so that near items lie near each other: landmark multidimensional scaling (de Silva and
 * Tenenbaum 2004) of the world's own distances, those that the user's quit rule compares. Only the page sees them; no role does.
 */
import { sum } from "../../../core/math.ts";
import type { World } from "../../../worlds/world.ts";
import type { CataloguePage } from "./shapes.ts";

const LANDMARKS = 64;
/** Enough for two leading axes of a 64 × 64 matrix to settle to a pixel. */
const STEPS = 200;

const made = new WeakMap<World, CataloguePage>();

/** Points of all items; the same world gives the same ones. */
export function catalogueOf(world: World): CataloguePage {
  const known = made.get(world);
  if (known !== undefined) return known;
  const items = world.items.map(({ title, categories }, id) => {
    return { title, category: categories[0] ?? "", popularity: Number(world.popularity[id] ?? 0) };
  });
  const page = { items, points: pointsOf(world) };
  made.set(world, page);
  return page;
}

function pointsOf(world: World): number[] {
  const n = world.items.length;
  const marks = landmarks(world, Math.min(LANDMARKS, n));
  const k = marks.length;
  const squared = marks.map((a) => marks.map((b) => world.distance(a, b) ** 2));
  const means = squared.map((row) => sum(row) / k);
  const all = sum(means) / k;
  const centred = squared.map((row, i) => row.map((d, j) => -(d - (means[i] as number) - (means[j] as number) + all) / 2));
  const first = leading(centred, []);
  const axes = [first, leading(centred, [first])];
  const points: number[] = [];
  for (let item = 0; item < n; item++) {
    const off = marks.map((m, j) => world.distance(item, m) ** 2 - (means[j] as number));
    for (const { vector, value } of axes)
      points.push(value > 1e-9 ? -sum(off.map((o, j) => o * (vector[j] as number))) / (2 * Math.sqrt(value)) : 0);
  }
  const widest = Math.max(1e-9, ...points.map(Math.abs));
  return points.map((p) => Math.round((p / widest) * 1e4) / 1e4);
}

interface Axis {
  readonly vector: readonly number[];
  readonly value: number;
}

/** The leading eigenvector that is at right angles to those given, by power iteration from a fixed start. */
function leading(matrix: readonly (readonly number[])[], others: readonly Axis[]): Axis {
  let vector = matrix.map((_, i) => 1 + ((i * 37) % 11) / 11);
  let value = 0;
  for (let step = 0; step < STEPS; step++) {
    for (const { vector: o } of others) {
      const along = sum(vector.map((x, i) => x * (o[i] as number)));
      vector = vector.map((x, i) => x - along * (o[i] as number));
    }
    const next = matrix.map((row) => sum(row.map((m, j) => m * (vector[j] as number))));
    value = Math.sqrt(sum(next.map((x) => x * x)));
    if (value < 1e-12) return { vector, value: 0 };
    vector = next.map((x) => x / value);
  }
  return { vector, value };
}

/** Items far from each other: each next one is the farthest from those taken, the lowest id where several are. */
function landmarks(world: World, count: number): number[] {
  const taken = [0];
  const nearest = world.items.map((_, i) => world.distance(i, 0));
  while (taken.length < count) {
    let far = 0;
    for (let i = 1; i < nearest.length; i++) if ((nearest[i] as number) > (nearest[far] as number)) far = i;
    if ((nearest[far] as number) === 0) break;
    taken.push(far);
    for (let i = 0; i < nearest.length; i++) nearest[i] = Math.min(nearest[i] as number, world.distance(i, far));
  }
  return taken;
}
