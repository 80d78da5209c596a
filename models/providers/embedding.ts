/** Embedding-client factory for `provider:model` strings. */
import { BillpError } from "../../core/errors.ts";
import type { Operator } from "../../core/operator.ts";
import { providerModule, splitSpec } from "./chat.ts";
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
  openaiAccess(spec, operator); // says at once what is missing
  return async (texts, signal) => {
    let tokens: number | undefined;
    // The client gives back neither usage nor a way to abort; its fetch hook gives both.
    const hooked = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
      const response = await globalThis.fetch(url, { ...init, signal });
      if (!response.ok) return response;
      const body = await response.text();
      tokens = promptTokens(body);
      return new Response(body, { status: response.status, headers: response.headers });
    };
    const client = new OpenAIEmbeddings({
      model,
      ...openaiAccess(spec, operator, hooked),
      maxRetries: 0,
      batchSize: texts.length,
      encodingFormat: "float", // compatible servers do not all know base64
    });
    return { vectors: checked(await client.embedDocuments(texts), texts.length), tokens };
  };
}

function promptTokens(body: string): number | undefined {
  try {
    const count = (JSON.parse(body) as { usage?: { prompt_tokens?: unknown } }).usage?.prompt_tokens;
    return typeof count === "number" && count > 0 ? count : undefined;
  } catch {
    return undefined; // the client itself will say that this is no JSON
  }
}

function checked(vectors: unknown, count: number): number[][] {
  const fine =
    Array.isArray(vectors) &&
    vectors.length === count &&
    vectors.every(
      (v) => Array.isArray(v) && v.length > 0 && v.length === vectors[0].length && v.every((x) => Number.isFinite(x)),
    );
  if (!fine) throw new Error("the server's answer holds no usable vectors");
  return vectors as number[][];
}
