/** Embedder by specification: `offline` in-process, or a provider's, each distinct text once, ever. */
import { LRUCache } from "lru-cache";
import { sha256 } from "../core/hash.ts";
import { createBatches, type EmbedderOptions } from "./embedding-batches.ts";
import { hashEmbedding } from "./offline/hash-embedding.ts";

/** Turns texts into unit-length vectors. */
export interface Embedder {
  /** `offline` or `provider:model`. */
  readonly spec: string;
  embed(texts: readonly string[]): Promise<Float32Array[]>;
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
  const { ledger } = options;
  const batches = createBatches(spec, options);
  const pending = new Map<string, Promise<Float32Array>>();

  const start = (missing: readonly { hash: string; text: string }[]): void => {
    const size = batches.size();
    for (let i = 0; i < missing.length; i += size) {
      const batch = missing.slice(i, i + size);
      const answer = batches.fetch(batch);
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
        const kept = ledger.vectors.get(spec, item.hash);
        if (kept !== undefined) batches.expect(kept.length);
        const found = kept ?? pending.get(item.hash);
        if (found) known.set(item.hash, found);
        else missing.set(item.hash, item);
      }
      start([...missing.values()]);
      return Promise.all(items.map(({ hash }) => known.get(hash) ?? pending.get(hash)!));
    },
  };
}
