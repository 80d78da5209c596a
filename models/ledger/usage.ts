/** Usage totals: tokens, calls and money. */

/** Totals of some calls. `costUsd` is null as soon as one of them has no known price. */
export interface Tally {
  calls: number;
  inputTokens: number;
  outputTokens: number;
  costUsd: number | null;
  /** Calls whose token counts are estimates because the server gave none. */
  estimatedCalls: number;
  /** Calls answered from the cache: in `calls` and tokens, but nobody was asked and they cost nothing. Absent where there were none. */
  cached?: number;
  /** Calls whose answer could not be used; those asked again and those given up. Absent where there were none. */
  unusable?: number;
}

/** Totals of a run, also by role (`planner`, `actor`, `critic`, `reflector`, `embedding`). */
export interface Usage extends Tally {
  byRole: Record<string, Tally>;
  /** Calls that ended in an error. */
  failed: number;
  /** Calls that were started but cut off by a kill or an abort; they may have cost money nobody counted. */
  cutOff: number;
}

/** A tally of nothing. */
export function emptyTally(): Tally {
  return { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0, estimatedCalls: 0 };
}

/** Adds `more` to `total` in place. */
export function addTally(total: Tally, more: Tally): void {
  total.calls += more.calls;
  total.inputTokens += more.inputTokens;
  total.outputTokens += more.outputTokens;
  total.costUsd = total.costUsd === null || more.costUsd === null ? null : total.costUsd + more.costUsd;
  total.estimatedCalls += more.estimatedCalls;
  if (more.cached) total.cached = (total.cached ?? 0) + more.cached;
  if (more.unusable) total.unusable = (total.unusable ?? 0) + more.unusable;
}

/** Adds to one role's tally, beginning it when it is the first. */
export function addTo(roles: Record<string, Tally>, role: string, more: Tally): void {
  let tally = roles[role];
  if (!tally) {
    tally = emptyTally();
    roles[role] = tally;
  }
  addTally(tally, more);
}

/** The sum of tallies. */
export function sumTallies(tallies: Iterable<Tally>): Tally {
  const total = emptyTally();
  for (const t of tallies) addTally(total, t);
  return total;
}

/** More tokens than any model reads or writes in one call. */
const MOST_TOKENS = 20_000_000;

/** A server's count of tokens: a number, or a text that is one. Undefined for 0, nothing and nonsense, which are estimated instead. */
export function readTokens(value: unknown): number | undefined {
  const count = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof count === "number" && count >= 1 && count <= MOST_TOKENS ? Math.ceil(count) : undefined;
}

/** Tokens of a text when nobody counted them: a quarter of its characters, the rule of thumb for English. */
export function estimateTokens(characters: number): number {
  return Math.ceil(characters / 4);
}
