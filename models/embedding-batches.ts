/** Batches of texts for an embedding server: halved where it takes fewer, shortened where a text is too long, checked, and recorded. */
import { BillpError } from "../core/errors.ts";
import { sumBy } from "../core/math.ts";
import type { Operator } from "../core/operator.ts";
import { cut } from "../core/text.ts";
import { unit } from "../core/vectors.ts";
import { UnusableAnswer } from "./answers/unusable-answer.ts";
import type { Budget } from "./budget.ts";
import type { Ledger } from "./ledger/ledger.ts";
import { estimateTokens } from "./ledger/usage.ts";
import { loadEmbedding } from "./providers/embedding.ts";
import { sayOnce } from "./providers/notices.ts";
import type { Limiter } from "./rate-limiter.ts";
import { call, type RetryOptions } from "./retrying-call.ts";

/** What an embedder shares with its role client. */
export interface EmbedderOptions {
  operator: Operator;
  ledger: Ledger;
  limiter: Limiter;
  retry: RetryOptions;
  budget: Budget;
  /** Texts a request at most, until the server refuses so many. Default 128. */
  batch?: number;
  /** Told in one line of a text that the server cannot embed; default: a line on stderr. */
  tell?: (line: string) => void;
}

/** A text and its sha256. */
export interface Hashed {
  hash: string;
  text: string;
}

/** Requests to an embedding server. */
export interface Batches {
  /** Texts a request at most, as far as the server is known. */
  size(): number;
  /** Says how long vectors are that the server gave before. */
  expect(length: number): void;
  /**
   * Vectors by hash, in the ledger before anybody sees them.
   * A text that the server cannot embed has the zero vector, which is at distance 1 from everything.
   * @throws BillpError `model-refused`, `budget`, `bad-model`.
   */
  fetch(batch: readonly Hashed[]): Promise<Map<string, Float32Array>>;
}

/** Shortest text that is not shortened further, in characters. */
const SHORTEST = 16;

/** Requests of one embedder. */
export function createBatches(spec: string, options: EmbedderOptions): Batches {
  const { ledger, budget } = options;
  let size = options.batch ?? 128;
  let dimensions: number | undefined;
  let backend: ReturnType<typeof loadEmbedding> | undefined;

  /** One request. @throws UnusableAnswer when the server takes not these texts together, or not this one. */
  const request = async (texts: readonly Hashed[]): Promise<Map<string, Float32Array>> => {
    backend ??= loadEmbedding(spec, options.operator);
    const embed = await backend;
    const words = texts.map((b) => b.text.trim() || "(empty)"); // servers refuse the empty string
    const spread = Number.parseInt(texts[0]!.hash.slice(0, 6), 16);
    const hold = budget.hold(
      spec,
      sumBy(words, (t) => Buffer.byteLength(t)),
    );
    const ask = async (signal: AbortSignal) => {
      const answer = await embed(words, signal);
      const length = answer.vectors[0]!.length;
      if (length === (dimensions ?? length)) return answer;
      throw new BillpError("model-refused", `${spec} gave vectors of ${length} numbers, where there were ${dimensions} before.`, {
        hint: "Another model answers under this name. Resume with the one the run was begun with, or begin a new run.",
      });
    };
    const info = { spec, spread, answered: (status: boolean) => (status && texts.length > 1) || dimensions !== undefined };
    try {
      const answer = await call(ask, info, options.limiter, options.retry, hold);
      dimensions = answer.vectors[0]!.length;
      const rows = texts.map((b, i) => ({ hash: b.hash, vector: direction(answer.vectors[i]!) }));
      for (const [i, row] of rows.entries())
        if (!row.vector.some((x) => x !== 0)) tellOf(texts[i]!.text, "its vector is all zeros");
      const inputTokens = answer.tokens ?? estimateTokens(sumBy(words, (t) => t.length));
      const usage = { calls: 1, inputTokens, outputTokens: 0, estimatedCalls: answer.tokens === undefined ? 1 : 0 };
      ledger.vectors.put(spec, rows, { ...usage, costUsd: budget.cost(spec, inputTokens, 0) });
      return new Map(rows.map((r) => [r.hash, r.vector]));
    } catch (error) {
      // Fewer at once, or less of it: what was refused with a status cost nothing, the rest may have.
      if (error instanceof UnusableAnswer && error.usage === undefined) hold.lose();
      throw error;
    } finally {
      hold.give();
    }
  };
  const tellOf = (text: string, why: string): void => {
    const line = `${spec} cannot embed "${cut(text, 40)}": ${why}. It is near to nothing from now on; so are further ones.`;
    sayOnce(`${spec} cannot embed`, line, options.tell);
  };

  /** Whether the batch went through as it was. */
  const halved = async (batch: readonly Hashed[], found: Map<string, Float32Array>): Promise<boolean> => {
    try {
      for (const [hash, vector] of await request(batch)) found.set(hash, vector);
      return true;
    } catch (error) {
      if (!(error instanceof UnusableAnswer)) throw error;
      if (batch.length === 1) {
        found.set(batch[0]!.hash, await alone(batch[0]!, error));
        return false;
      }
      const middle = Math.ceil(batch.length / 2);
      const whole = [await halved(batch.slice(0, middle), found), await halved(batch.slice(middle), found)];
      // Both halves went through: it was their number. Otherwise one of the texts is the trouble.
      if (whole.every(Boolean)) size = Math.min(size, middle);
      return false;
    }
  };

  /** The vector of a text that the server does not take as it is: of its beginning, or none. */
  const alone = async ({ hash, text }: Hashed, error: UnusableAnswer): Promise<Float32Array> => {
    if (error.reason === "context-overflow" && text.length > SHORTEST) {
      const beginning = { hash, text: cut(text, Math.floor(text.length / 2)) };
      try {
        return (await request([beginning])).get(hash)!;
      } catch (again) {
        if (!(again instanceof UnusableAnswer)) throw again;
        return alone(beginning, again);
      }
    }
    if (dimensions === undefined) await lengthOf(error);
    const vector = new Float32Array(dimensions as number);
    tellOf(text, error.detail);
    ledger.vectors.put(spec, [{ hash, vector }], { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0, estimatedCalls: 0 });
    return vector;
  };

  /** Learns how long vectors are from a text that says nothing. */
  const lengthOf = async (before: UnusableAnswer): Promise<void> => {
    try {
      await request([{ hash: "0".repeat(64), text: "(empty)" }]);
    } catch (error) {
      if (!(error instanceof UnusableAnswer)) throw error;
      throw new BillpError("model-refused", `${spec} embeds nothing: ${before.detail}`, {
        hint: "The server's answers hold no usable vectors. Check the model's name and --base-url, or take --embedding offline.",
      });
    }
  };
  return {
    size: () => size,
    expect(length) {
      dimensions ??= length;
    },
    async fetch(batch) {
      const found = new Map<string, Float32Array>();
      await halved(batch, found);
      return found;
    },
  };
}

/** The vector at length one; zeros stay zeros, which are near to nothing. */
function direction(numbers: readonly number[]): Float32Array {
  const vector = Float32Array.from(numbers);
  return vector.some((x) => x !== 0) ? unit(vector) : vector;
}
