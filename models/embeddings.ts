/** Embedder by specification: `offline` in-process, or a provider's, each distinct text once, ever. */
import { LRUCache } from "lru-cache";
import { sha256 } from "../core/hash.ts";
import { sumBy } from "../core/math.ts";
import type { Operator } from "../core/operator.ts";
import { unit } from "../core/vectors.ts";
import type { Budget } from "./budget.ts";
import type { Ledger } from "./ledger/ledger.ts";
import { estimateTokens } from "./ledger/usage.ts";
import { hashEmbedding } from "./offline/hash-embedding.ts";
import { loadEmbedding } from "./providers/embedding.ts";
import type { Limiter } from "./rate-limiter.ts";
import { call, type RetryOptions } from "./retrying-call.ts";

/** Turns texts into unit-length vectors. */
export interface Embedder {
  /** `offline` or `provider:model`. */
  readonly spec: string;
  embed(texts: readonly string[]): Promise<Float32Array[]>;
}

/** What an embedder shares with its role client. */
export interface EmbedderOptions {
  operator: Operator;
  ledger: Ledger;
  limiter: Limiter;
  retry: RetryOptions;
  budget: Budget;
  /** Texts a request at most. */
  batch?: number;
}

/** An embedder; nothing is built before the first text. The settings let no `offline:…` but `offline` itself through. */
export function createEmbedder(spec: string, options: EmbedderOptions): Embedder {
  return spec === "offline" ? createOfflineEmbedder() : createRemoteEmbedder(spec, options);
}

/** The offline embedder with a memory of recent texts; nothing of it goes to disk, for it is cheaper to make than to read. */
export function createOfflineEmbedder(remember = 20_000): Embedder {
  const known = new LRUCache<string, Float32Array>({ max: remember, memoMethod: (text) => hashEmbedding(text) });
  return { spec: "offline", embed: async (texts) => texts.map((text) => known.memo(text)) };
}

function createRemoteEmbedder(spec: string, options: EmbedderOptions): Embedder {
  const { ledger, budget } = options;
  const size = options.batch ?? 128;
  const pending = new Map<string, Promise<Float32Array>>();
  let backend: ReturnType<typeof loadEmbedding> | undefined;

  /** One request: its vectors are in the ledger before anybody sees them. */
  const fetchBatch = async (batch: readonly { hash: string; text: string }[]): Promise<Map<string, Float32Array>> => {
    budget.check();
    backend ??= loadEmbedding(spec, options.operator);
    const embed = await backend;
    const texts = batch.map((b) => b.text.trim() || "(empty)"); // servers refuse the empty string
    const spread = Number.parseInt(batch[0]!.hash.slice(0, 6), 16);
    const answer = await call((signal) => embed(texts, signal), { spec, spread }, options.limiter, options.retry);
    const rows = batch.map((b, i) => ({ hash: b.hash, vector: unit(Float32Array.from(answer.vectors[i]!)) }));
    const inputTokens = answer.tokens ?? estimateTokens(sumBy(texts, (t) => t.length));
    const estimatedCalls = answer.tokens === undefined ? 1 : 0;
    const costUsd = budget.cost(spec, inputTokens, 0);
    ledger.vectors.put(spec, rows, { calls: 1, inputTokens, outputTokens: 0, costUsd, estimatedCalls });
    return new Map(rows.map((r) => [r.hash, r.vector]));
  };

  const start = (missing: readonly { hash: string; text: string }[]): void => {
    for (let i = 0; i < missing.length; i += size) {
      const batch = missing.slice(i, i + size);
      const answer = fetchBatch(batch);
      for (const { hash } of batch) {
        const one = answer.then((found) => found.get(hash)!).finally(() => pending.delete(hash));
        one.catch(() => undefined); // whoever asked for it awaits it; without this, Node would call the others unhandled
        pending.set(hash, one);
      }
    }
  };
  return {
    spec,
    async embed(texts) {
      const items = texts.map((text) => ({ text, hash: sha256(text) }));
      const known = new Map<string, Float32Array | Promise<Float32Array>>();
      const missing = new Map<string, { hash: string; text: string }>();
      for (const item of items) {
        const found = ledger.vectors.get(spec, item.hash) ?? pending.get(item.hash);
        if (found) known.set(item.hash, found);
        else missing.set(item.hash, item);
      }
      start([...missing.values()]);
      return Promise.all(items.map(({ hash }) => known.get(hash) ?? pending.get(hash)!));
    },
  };
}
