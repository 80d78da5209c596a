/** Outlay of a ledger's scope: what its calls have cost, and the tokens whose cost nobody knew. */
import type { Tally } from "./usage.ts";

/** Tokens of calls, in and out. */
export interface Tokens {
  inputTokens: number;
  outputTokens: number;
}

/** What the calls of a scope have cost. */
export interface Outlay {
  /** USD of all calls that had a price when they were made, losses included. */
  usd: number;
  /** Tokens of the calls that had none, by `provider:model`. An unknown cost is not 0: a budget prices them. */
  unpriced: Record<string, Tokens>;
  /** Finished calls and batches of embeddings that somebody was asked for, cached ones left out. */
  calls: number;
  /** Tries that ended without an answer and may have been billed; they count by their estimate. */
  lost: { tries: number; usd: number };
  /** Calls that were started and then cut off by a kill or an abort; they may have been billed. */
  cutOff: number;
}

/** What a try without an answer may have cost. */
export interface Loss extends Tokens {
  /** `provider:model`. */
  model: string;
  /** USD by estimate; null without a price. */
  costUsd: number | null;
}

/** An outlay of nothing. */
export function emptyOutlay(): Outlay {
  return { usd: 0, unpriced: {}, calls: 0, lost: { tries: 0, usd: 0 }, cutOff: 0 };
}

/** Adds calls of one model. */
export function addCalls(outlay: Outlay, model: string, tally: Tally): void {
  outlay.calls += tally.calls - (tally.cached ?? 0);
  addCost(outlay, model, tally);
}

/** Adds a loss. */
export function addLoss(outlay: Outlay, loss: Loss): void {
  outlay.lost.tries += 1;
  outlay.lost.usd += loss.costUsd ?? 0;
  addCost(outlay, loss.model, loss);
}

/** Adds a cost, or the tokens where it is unknown. */
export function addCost(outlay: Outlay, model: string, { costUsd, ...tokens }: Tokens & { costUsd: number | null }): void {
  if (costUsd !== null) {
    outlay.usd += costUsd;
    return;
  }
  const known = Object.hasOwn(outlay.unpriced, model) ? outlay.unpriced[model] : undefined;
  outlay.unpriced[model] = {
    inputTokens: (known?.inputTokens ?? 0) + tokens.inputTokens,
    outputTokens: (known?.outputTokens ?? 0) + tokens.outputTokens,
  };
}

/** Outlays by scope. */
export function createOutlays(scopes: Map<string, Outlay> = new Map()) {
  return {
    all: scopes,
    of(scope: string): Outlay {
      const outlay = scopes.get(scope) ?? emptyOutlay();
      scopes.set(scope, outlay);
      return outlay;
    },
  };
}
