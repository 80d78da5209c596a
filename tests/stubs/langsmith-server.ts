/** A local server that takes what LangSmith's client sends, or refuses to, and keeps all of it. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { answerData, type Call, createData, type Data } from "./langsmith-data.ts";
import { FeedbackShape, RunCreateShape, RunUpdateShape } from "./langsmith-shapes.ts";

/**
 * What the server does with an upload. A status is answered so many times, or for so long after the first upload, or always; `detail` is
 * said with it. `/info` is answered unless it stalls.
 */
export type Mode =
  | "take"
  | "stall"
  | Refusal
  /** Takes it and breaks the connection in place of an answer, so many times. */
  | { drops: number }
  | { delayMs: number };

interface Refusal {
  status: number;
  headers?: Record<string, string>;
  times?: number;
  forMs?: number;
  detail?: (req: IncomingMessage) => string;
}

/** A run as the server knows it after all its uploads. */
export interface StoredRun {
  id: string;
  name: string;
  run_type: string;
  parent_run_id?: string;
  trace_id: string;
  end_time?: unknown;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into what was sent freely
  inputs?: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  outputs?: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  extra?: any;
  error?: string;
  tags?: string[];
}

/** A feedback record. */
export interface StoredFeedback {
  run_id: string;
  key: string;
  score?: number | boolean | null;
  value?: unknown;
}

/** One upload, uncompressed. */
export interface Upload {
  path: string;
  method: string;
  apiKey: string | undefined;
  encoding: string | undefined;
  body: Buffer;
}

/** A running stub. */
export interface Stub {
  url: string;
  uploads: Upload[];
  /** Runs by id, posts and patches merged. */
  runs: Map<string, StoredRun>;
  feedback: StoredFeedback[];
  /** Datasets, examples, experiments and prompts. */
  data: Data;
  /** What was not of the client's own types, or went to a path that is not there. */
  misfits: string[];
  /** Requests of any kind, refused ones too. */
  readonly requests: number;
  /** Bytes of all uploads, uncompressed, and as they came. */
  readonly bytes: number;
  readonly wireBytes: number;
  roots(): StoredRun[];
  children(id: string): StoredRun[];
  close(): Promise<void>;
}

/** Starts the server on a free port of 127.0.0.1. */
export async function startLangSmithStub(
  options: { mode?: Mode; info?: object /** Paths it does not know. */; without?: readonly string[] } = {},
): Promise<Stub> {
  const flags = { gzip_body_enabled: true, dataset_examples_multipart_enabled: true };
  const info = options.info ?? {
    version: "0.16.0",
    instance_flags: flags,
    batch_ingest_config: { use_multipart_endpoint: true },
  };
  const mode = options.mode ?? "take";
  const store = { uploads: [] as Upload[], runs: new Map<string, StoredRun>(), feedback: [] as StoredFeedback[] };
  const [data, misfits] = [createData(), [] as string[]];
  let [requests, wireBytes] = [0, 0];
  let [refused, since, dropped] = [0, 0, 0];
  const refuses = ({ times = Number.POSITIVE_INFINITY, forMs = Number.POSITIVE_INFINITY }: Refusal) => {
    since ||= performance.now();
    return refused++ < times && performance.now() - since < forMs;
  };
  const server = createServer(async (req, res) => {
    requests++;
    const raw = await read(req).catch(() => null);
    if (raw === null || mode === "stall") return;
    if (req.url === "/info") return json(res, 200, info);
    if (typeof mode === "object" && "delayMs" in mode) await new Promise((resolve) => setTimeout(resolve, mode.delayMs));
    else if (typeof mode === "object" && "status" in mode && refuses(mode))
      return json(res, mode.status, { detail: mode.detail?.(req) ?? `stub says ${mode.status}` }, mode.headers);
    if (options.without?.includes(req.url ?? "")) return json(res, 404, { detail: "not found" });
    const encoding = req.headers["content-encoding"];
    const body = encoding === "gzip" ? gunzipSync(raw) : raw;
    const apiKey = req.headers["x-api-key"] as string | undefined;
    wireBytes += raw.byteLength;
    if (req.method !== "GET") store.uploads.push({ path: req.url ?? "", method: req.method ?? "", apiKey, encoding, body });
    try {
      const answer = answerData(data, await callOf(req, body));
      if (answer !== null) return json(res, answer.status, answer.body as object);
      take(store, req, body);
      if (typeof mode === "object" && "drops" in mode && dropped++ < mode.drops) req.socket.destroy();
      else json(res, 202, {});
    } catch (error) {
      misfits.push(`${req.method} ${req.url}: ${error instanceof Error ? error.message : error}`);
      json(res, 422, { detail: "not of the client's types" });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const all = () => [...store.runs.values()];
  return {
    ...store,
    data,
    misfits,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get requests() {
      return requests;
    },
    get wireBytes() {
      return wireBytes;
    },
    get bytes() {
      return store.uploads.reduce((sum, u) => sum + u.body.byteLength, 0);
    },
    roots: () => all().filter((r) => r.parent_run_id === undefined),
    children: (id) => all().filter((r) => r.parent_run_id === id),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

type Store = Pick<Stub, "uploads" | "runs" | "feedback">;

function take(store: Store, req: IncomingMessage, body: Buffer): void {
  const path = req.url ?? "";
  if (path === "/feedback") store.feedback.push(FeedbackShape.parse(JSON.parse(body.toString())) as unknown as StoredFeedback);
  else if (path === "/runs/multipart") for (const part of partsOf(body, req.headers["content-type"] ?? "")) keepPart(store, part);
  else if (path === "/runs/batch") {
    const { post = [], patch = [] } = JSON.parse(body.toString());
    for (const run of post) keep(store, run.id, RunCreateShape.parse(run));
    for (const run of patch) keep(store, run.id, RunUpdateShape.parse(run));
  } else if (path === "/runs") keep(store, JSON.parse(body.toString()).id, JSON.parse(body.toString()));
  else if (path.startsWith("/runs/")) keep(store, path.slice("/runs/".length), JSON.parse(body.toString()));
  else throw new Error(`no such path: ${path}`);
}

/** `post.<id>` holds a run, `post.<id>.inputs` one field of it; so for patch; `feedback.<id>` a feedback. */
function keepPart(store: Store, { name, text }: { name: string; text: string }): void {
  const [kind, id, field] = name.split(".") as [string, string, string?];
  const value = JSON.parse(text);
  if (kind === "feedback") store.feedback.push(FeedbackShape.parse(value) as unknown as StoredFeedback);
  else keep(store, id, field === undefined ? value : { [field]: value });
}

function keep({ runs }: Store, id: string, fields: object): void {
  runs.set(id, { ...(runs.get(id) as StoredRun), ...fields, id });
}

function partsOf(body: Buffer, contentType: string): { name: string; text: string }[] {
  const boundary = /boundary=(.+)$/.exec(contentType)?.[1];
  const pieces = body.toString("utf8").split(`--${boundary}`).slice(1, -1);
  return pieces.map((piece) => {
    const at = piece.indexOf("\r\n\r\n");
    return { name: /name="([^"]+)"/.exec(piece.slice(0, at))?.[1] ?? "", text: piece.slice(at + 4, -2) };
  });
}

async function callOf(req: IncomingMessage, body: Buffer): Promise<Call> {
  const url = new URL(req.url ?? "", "http://stub");
  const type = req.headers["content-type"] ?? "";
  const form = new Map<string, object>();
  if (type.startsWith("multipart/form-data") && url.pathname.startsWith("/v1/platform/"))
    for (const [name, part] of await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData())
      form.set(name, JSON.parse(typeof part === "string" ? part : await part.text()));
  const parsed = type.startsWith("application/json") && body.length > 0 ? JSON.parse(body.toString()) : {};
  return { method: req.method ?? "", path: url.pathname, query: url.searchParams, body: parsed, form };
}

async function read(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function json(res: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  res.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}
