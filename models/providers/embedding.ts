/** Embedding-client factory for `provider:model` strings. */
import { BillpError } from "../../core/errors.ts";
import type { Operator } from "../../core/operator.ts";
import { UnusableAnswer } from "../answers/unusable-answer.ts";
import { readTokens } from "../ledger/usage.ts";
import { providerModule, splitSpec } from "./chat.ts";
import { jsonIn } from "./error-body.ts";
import { clientFor } from "./fitted-fetch.ts";
import { openaiAccess } from "./server.ts";

/** One embedding request: a vector a text, and the tokens when the server counted them. */
export type EmbedBatch = (texts: string[], signal: AbortSignal) => Promise<{ vectors: number[][]; tokens?: number }>;

const CLASSES: Record<string, string> = {
  "google-genai": "GoogleGenerativeAIEmbeddings",
  mistralai: "MistralAIEmbeddings",
  ollama: "OllamaEmbeddings",
  cohere: "CohereEmbeddings",
};

/** Loads the provider's library and returns its embedding request. */
export async function loadEmbedding(spec: string, operator: Operator): Promise<EmbedBatch> {
  const { provider, model } = splitSpec(spec);
  if (provider === "openai") return openaiEmbedding(spec, model, operator);
  const name = CLASSES[provider];
  if (!name) {
    throw new BillpError("bad-model", `No embeddings are known for the provider ${provider} (${spec}).`, {
      hint: `Known: openai, ${Object.keys(CLASSES).join(", ")}, and offline.`,
    });
  }
  const module = await providerModule(spec, provider);
  type Client = { embedDocuments(texts: string[]): Promise<number[][]> };
  const Class = module[name] as new (fields: object) => Client;
  const client = new Class({ model, maxRetries: 0 });
  return async (texts) => ({ vectors: checked(await client.embedDocuments(texts), texts.length) });
}

async function openaiEmbedding(spec: string, model: string, operator: Operator): Promise<EmbedBatch> {
  const { OpenAIEmbeddings } = await import("@langchain/openai");
  const access = openaiAccess(spec, operator);
  const fitted = clientFor(spec, access.configuration);
  return async (texts, signal) => {
    let tokens: number | undefined;
    let vectors: unknown;
    // The client gives back neither usage nor a way to abort, and trips over what is missing: its fetch hook gives and takes all three.
    const hooked = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
      const response = await fitted.fetch(url, { ...init, signal });
      if (!response.ok) return response;
      const { status, headers } = response;
      const text = await response.text();
      const body = jsonIn(text) as { data?: unknown; usage?: { prompt_tokens?: unknown } } | null | undefined;
      if (!Array.isArray(body?.data)) return new Response(text, { status, headers });
      tokens = readTokens(body.usage?.prompt_tokens);
      vectors = inOrder(body.data);
      return Response.json({ data: texts.map(() => ({ embedding: [] })) });
    };
    const client = new OpenAIEmbeddings({
      model,
      apiKey: access.apiKey,
      maxRetries: 0,
      batchSize: texts.length,
      encodingFormat: "float", // compatible servers do not all know base64
      configuration: { ...access.configuration, fetch: hooked },
    });
    await client.embedDocuments(texts);
    return { vectors: checked(vectors, texts.length), tokens };
  };
}

/** Vectors in the order of their texts. `index` says which is whose; where a server gives none they are in order. Nothing when it is broken. */
function inOrder(data: readonly unknown[]): unknown[] {
  const rows = data.map((row) =>
    typeof row === "object" && row !== null ? (row as { index?: unknown; embedding?: unknown }) : {},
  );
  const told = rows.some(({ index }) => index !== undefined && index !== null && index !== 0);
  if (!told) return rows.map(({ embedding }) => embedding);
  const sorted = new Map(
    rows.map(({ index, embedding }) => [index === null || index === "" ? Number.NaN : Number(index), embedding]),
  );
  return rows.every((_, i) => sorted.has(i)) ? rows.map((_, i) => sorted.get(i)) : [];
}

/** The vectors, of which there is one a text, all of one length and with numbers alone. Zeros are numbers. */
function checked(vectors: unknown, count: number): number[][] {
  if (!Array.isArray(vectors) || vectors.length !== count) {
    const found = Array.isArray(vectors) ? `${vectors.length} vectors` : "no vectors";
    // Of several texts fewer are asked for at once; of one, the same is tried again.
    if (count > 1) throw new UnusableAnswer("malformed", `${found} for ${count} texts`);
    throw new Error(`the server's answer holds no usable vectors (${found} for ${count} text)`);
  }
  const length = Array.isArray(vectors[0]) ? vectors[0].length : 0;
  const fine = (v: unknown) => Array.isArray(v) && v.length > 0 && v.length === length && v.every((x) => Number.isFinite(x));
  const bad = vectors.findIndex((v) => !fine(v));
  if (bad >= 0) throw new UnusableAnswer("malformed", `vector ${bad + 1} of ${count} is not of numbers, or of another length`);
  return vectors as number[][];
}
