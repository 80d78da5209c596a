/** Beam search of the oracle over whole episodes that knows every reward and distance. A ceiling by search, not the optimum. */
import type { Simulator } from "../../worlds/simulator.ts";
import type { Rules, World } from "../../worlds/world.ts";

/** How wide the search looks; wider costs time and gains little (docs/worlds.md). */
export interface OracleWidth {
  /** Partial episodes kept after each round. */
  readonly beam: number;
  /** Items considered per user, at most. */
  readonly pool: number;
}

const WIDTH: OracleWidth = { beam: 8, pool: 160 };

interface Branch {
  readonly total: number;
  readonly item: number;
  readonly before: Branch | null;
}

/**
 * Item ids of the best episode found, all of which the user accepts; at most `rules.limit` of them. Shorter, even empty, where the
 * search finds no accepted continuation. Among the partial episodes of a round those with the largest reward so far are kept.
 */
export function searchOracle(world: World, simulator: Simulator, user: number, width: OracleWidth = WIDTH): number[] {
  const { rules } = simulator;
  const pool = poolOf(world, simulator, user, width.pool);
  const similar = similarity(world, rules, pool);
  let beam: (Branch | null)[] = [null];
  for (let round = 0; round < rules.limit; round++) {
    const grown = grow(beam, pool, similar, rules, width.beam);
    if (grown.length === 0) break;
    beam = grown;
  }
  const items: number[] = [];
  for (let branch = beam[0] ?? null; branch !== null; branch = branch.before) items.unshift(pool.ids[branch.item] as number);
  return items;
}

interface Pool {
  readonly ids: readonly number[];
  readonly rewards: readonly number[];
}

/**
 * Allowed items above the rating threshold, best first, with at most a few near each other: copies of one kind beyond what window and limit can
 * use would only crowd out other kinds.
 */
function poolOf(world: World, simulator: Simulator, user: number, size: number): Pool {
  const { rules } = simulator;
  const start = { user, items: [] };
  const rewards = Float64Array.from(world.items, (item) => world.reward(user, item.id));
  const ranked = world.items
    .map((item) => item.id)
    .filter((id) => (rewards[id] as number) >= rules.ratingThreshold && simulator.allowed(start, id))
    .sort((a, b) => (rewards[b] as number) - (rewards[a] as number) || a - b);
  const near = Math.max(2, Math.ceil(rules.limit / (rules.window + 1)));
  const ids: number[] = [];
  for (const id of ranked) {
    if (ids.length >= size) break;
    let close = 0;
    for (const other of ids) if (world.distance(id, other) < rules.beta) close++;
    if (close < near) ids.push(id);
  }
  return { ids, rewards: ids.map((id) => rewards[id] as number) };
}

/** similar[a * n + b] is 1 when pool items a and b may not stand within one window. */
function similarity(world: World, rules: Rules, { ids }: Pool): Uint8Array {
  const n = ids.length;
  const similar = new Uint8Array(n * n);
  for (let a = 0; a < n; a++) {
    for (let b = a; b < n; b++) {
      const is = world.distance(ids[a] as number, ids[b] as number) < rules.beta ? 1 : 0;
      similar[a * n + b] = is;
      similar[b * n + a] = is;
    }
  }
  return similar;
}

/** All accepted continuations of the beam, the best `keep` of them, no two of which hold the same items in the same window. */
function grow(beam: readonly (Branch | null)[], pool: Pool, similar: Uint8Array, rules: Rules, keep: number): Branch[] {
  const grown: Branch[] = [];
  for (const before of beam) {
    const blocked = blockedBy(before, pool, similar, rules);
    const total = before?.total ?? 0;
    let added = 0;
    // The pool is sorted by reward: the first `keep` open items of a branch are the only ones that can survive.
    for (let item = 0; item < pool.ids.length && added < keep; item++) {
      if (blocked[item] === 1) continue;
      grown.push({ total: total + (pool.rewards[item] as number), item, before });
      added++;
    }
  }
  grown.sort((a, b) => b.total - a.total);
  const seen = new Set<string>();
  return grown.filter((branch) => seen.size < keep && isNew(seen, signature(branch, rules))).slice(0, keep);
}

function blockedBy(branch: Branch | null, pool: Pool, similar: Uint8Array, rules: Rules): Uint8Array {
  const n = pool.ids.length;
  const blocked = new Uint8Array(n);
  let back = 0;
  for (let b = branch; b !== null; b = b.before, back++) {
    if (rules.repeats === "leave") blocked[b.item] = 1;
    else if (back >= rules.window) break;
    if (back >= rules.window) continue;
    for (let i = 0; i < n; i++) if (similar[b.item * n + i] === 1) blocked[i] = 1;
  }
  return blocked;
}

/** Two branches with the same used items and the same window have the same future. */
function signature(branch: Branch, rules: Rules): string {
  const all: number[] = [];
  for (let b: Branch | null = branch; b !== null; b = b.before) all.push(b.item);
  const used = rules.repeats === "leave" ? all.toSorted((a, b) => a - b).join(",") : "";
  const window = all.slice(0, rules.window).sort((a, b) => a - b);
  return `${used}|${window.join(",")}`;
}

function isNew(seen: Set<string>, key: string): boolean {
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}
