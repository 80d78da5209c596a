/** Ledger scope of a fork, a view of the run's ledger: calls under the fork's id, totals its own, vectors shared. */
import type { Address, Ledger } from "./ledger.ts";

/** A view of the ledger in one scope. Closing it closes nothing. */
export function scopedLedger(ledger: Ledger, scope: string): Ledger {
  const at = (a: Address): Address => ({ ...a, scope });
  return {
    get: (a) => ledger.get(at(a)),
    entries: (episode) => ledger.entries(episode, scope),
    begin: (a, request) => ledger.begin(at(a), request),
    finish: (a, entry) => ledger.finish(at(a), entry),
    fail: (a, cutOff) => ledger.fail(at(a), cutOff),
    counts: () => ledger.counts(scope),
    usageByRole: () => ledger.usageByRole(scope),
    lose: (loss) => ledger.lose(loss, scope),
    outlay: () => ledger.outlay(scope),
    vectors: {
      get: (model, hash) => ledger.vectors.get(model, hash),
      put: (model, rows, usage) => ledger.vectors.put(model, rows, usage, scope),
    },
    close: () => undefined,
  };
}
