/** Recorded calls as the models of a replay: answers and vectors from the ledger alone, or (live) from the models where the ledger has none. */
import { BillpError } from "../../core/errors.ts";
import { sha256 } from "../../core/hash.ts";
import { createOfflineEmbedder, type Embedder } from "../../models/embeddings.ts";
import { createMemoryLedger, type Ledger } from "../../models/ledger/ledger.ts";
import type { Answered, Changed } from "../../models/role-client.ts";
import type { RuntimeOptions } from "../../nodes/runtime.ts";

/** Options of a runtime that asks nobody. */
export function closedRuntime(
  ledger: Ledger,
  embedder: Embedder,
  { changed, answered }: { changed: (c: Changed) => void; answered?: (a: Answered) => void },
): RuntimeOptions {
  return {
    ledger,
    answered,
    chat: () => {
      throw new Error("a replay asks no model");
    },
    embedder,
    changed(c) {
      changed(c);
      throw new BillpError("resume-mismatch", "The replay leaves what was recorded.");
    },
  };
}

/** Vectors that the run had made, offline ones made anew; a text it never met ends the replay. */
export function closedEmbedder(ledger: Ledger, spec: string): Embedder {
  if (spec === "offline") return createOfflineEmbedder();
  return {
    spec,
    async embed(texts) {
      return texts.map((text) => {
        const vector = ledger.vectors.get(spec, sha256(text));
        if (vector !== undefined) return vector;
        throw new BillpError(
          "resume-mismatch",
          `The ledger has no vector of ${spec} for the text ${JSON.stringify(text.slice(0, 200))}.`,
        );
      });
    },
  };
}

/** A ledger over another: what is new stays in memory and is counted there, what is recorded is only read. */
export function overlayLedger(recorded: Ledger): Ledger {
  const own = createMemoryLedger();
  return {
    ...own,
    get: (a) => own.get(a) ?? recorded.get(a),
    vectors: { get: (model, hash) => own.vectors.get(model, hash) ?? recorded.vectors.get(model, hash), put: own.vectors.put },
  };
}
