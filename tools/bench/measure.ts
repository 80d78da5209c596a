/** Measurement on a shared machine: what is compared takes turns in one run, and medians are taken. */

/** The middle value; the mean of the two middle ones for an even count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[half] as number) : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
}

/** One contestant: plays a block and returns its time, in ms a unit of its own. */
export type Block = () => Promise<number>;

/**
 * Lets contestants play block after block in turn, the order turned by one each time, and returns their times.
 * @param warmUp blocks of each that are played and forgotten.
 */
export async function interleave<K extends string>(
  blocks: Readonly<Record<K, Block>>,
  times: number,
  warmUp = 2,
): Promise<Record<K, number[]>> {
  const names = Object.keys(blocks) as K[];
  const found = Object.fromEntries(names.map((n) => [n, [] as number[]])) as Record<K, number[]>;
  for (let i = 0; i < times + warmUp; i++) {
    for (let j = 0; j < names.length; j++) {
      const name = names[(i + j) % names.length] as K;
      const ms = await blocks[name]();
      if (i >= warmUp) found[name].push(ms);
    }
  }
  return found;
}

/** Median of the ratios within each turn: a slow moment of the machine meets both sides of a ratio. */
export function ratio(over: readonly number[], under: readonly number[]): number {
  return median(over.map((ms, i) => ms / (under[i] as number)));
}

/** Time of one call in ms: the median over `turns` of the mean of `calls` calls. */
export async function timeOf(work: (i: number) => unknown, calls: number, turns = 7): Promise<number> {
  const found: number[] = [];
  for (let turn = 0; turn <= turns; turn++) {
    const start = performance.now();
    for (let i = 0; i < calls; i++) {
      const result = work(turn * calls + i);
      if (result instanceof Promise) await result;
    }
    if (turn > 0) found.push((performance.now() - start) / calls);
  }
  return median(found);
}
