/** A local server that speaks OpenAI's protocol, or refuses to, as a test asks. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the server does with one request. */
export type Mode =
  | "answer"
  | "noUsage" // answers without token counts
  | "toolCall" // answers by calling the first function
  | "stall" // accepts the request and says nothing
  | "stallBody" // sends headers and half a body, then nothing
  | "cutStream" // streams half an answer and closes the connection
  | "stallStream" // streams half an answer, then nothing
  | "reset" // closes the connection without a word
  | "notJson" // 200 with a broken JSON body
  | "html" // 200 with a web page
  | "noChoices" // 200, valid JSON, no choices
  | { status: number; message?: string; code?: string; headers?: Record<string, string> }
  | { raw: string; status?: number; type?: string }; // this body, as it is

/** A chat or embedding request as the server saw it. */
export interface Seen {
  path: string;
  authorization: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into request bodies freely
  body: any;
}

/** Options of {@link startOpenAiStub}. */
export interface StubOptions {
  /** The answer's text. Default: `{"title":"Alien (1979)"}`. */
  answer?: (body: Seen["body"], nth: number) => string | Promise<string>;
  /** Token counts of a request and its answer. Default: 100 and 20, and 5 a text for embeddings. */
  usage?: (body: Seen["body"], text: string) => { prompt_tokens: number; completion_tokens: number };
  /** What to do with the nth request, counted from 1. Default: answer. */
  mode?: (nth: number, seen: Seen) => Mode;
  /** Why a streamed answer ended. Default: stop. */
  finish?: string;
  /** Wait before every answer. */
  delayMs?: number;
  /** Length of embedding vectors. */
  dimensions?: number;
  /** What becomes of the rows of an embedding answer before they are sent. */
  rows?: (rows: { object: string; index: number; embedding: unknown }[], texts: readonly string[]) => unknown;
}

/** A running stub. */
export interface Stub {
  /** Base URL, ending in /v1. */
  url: string;
  requests: Seen[];
  /** Most requests open at one moment. */
  readonly peak: number;
  close(): Promise<void>;
}

/** Starts the server on a free port of 127.0.0.1. */
export async function startOpenAiStub(options: StubOptions = {}): Promise<Stub> {
  const requests: Seen[] = [];
  let open = 0;
  let peak = 0;
  const server = createServer(async (req, res) => {
    const seen: Seen = { path: req.url ?? "", authorization: req.headers.authorization, body: await readJson(req) };
    requests.push(seen);
    peak = Math.max(peak, ++open);
    res.on("close", () => open--);
    const nth = requests.length;
    if (options.delayMs) await new Promise((resolve) => setTimeout(resolve, options.delayMs));
    await respond(res, seen, options.mode?.(nth, seen) ?? "answer", nth, options);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    get peak() {
      return peak;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function readJson(req: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of req) text += chunk;
  return text ? JSON.parse(text) : {};
}

async function respond(res: ServerResponse, seen: Seen, mode: Mode, nth: number, options: StubOptions): Promise<void> {
  if (typeof mode === "object" && "raw" in mode)
    return void res.writeHead(mode.status ?? 200, { "content-type": mode.type ?? "application/json" }).end(mode.raw);
  if (typeof mode === "object") {
    const { status, message = `stub says ${status}`, code = null, headers = {} } = mode;
    return void json(res, { error: { message, type: "stub", param: null, code } }, status, headers);
  }
  if (mode === "stall") return;
  if (mode === "reset") return void res.socket?.destroy();
  if (mode === "html") return void res.writeHead(200, { "content-type": "text/html" }).end("<html><body>Log in</body></html>");
  if (mode === "notJson")
    return void res.writeHead(200, { "content-type": "application/json" }).end('{"id":"x","choices":[{"mess');
  if (mode === "stallBody") return void res.writeHead(200, { "content-type": "application/json" }).write('{"id":"x",');
  if (mode === "noChoices") return void json(res, { id: "x", object: "chat.completion", model: seen.body.model, choices: [] });
  const path = seen.path.split("?")[0] as string;
  if (path.endsWith("/embeddings")) return void embeddings(res, seen, mode, options);
  if (!path.endsWith("/chat/completions")) return void json(res, { error: { message: `no such path ${seen.path}` } }, 404);
  const text = await (options.answer ?? (() => '{"title":"Alien (1979)"}'))(seen.body, nth);
  chat(res, seen, mode, text, options);
}

const LIMITS = { "x-ratelimit-limit-requests": "1000", "x-ratelimit-remaining-requests": "999", "x-request-id": "req_stub" };

function json(res: ServerResponse, body: object, status = 200, headers: Record<string, string> = {}): void {
  res.writeHead(status, { "content-type": "application/json", ...LIMITS, ...headers }).end(JSON.stringify(body));
}

function chat(res: ServerResponse, { body }: Seen, mode: Mode, text: string, options: StubOptions): void {
  const counted = options.usage?.(body, text) ?? { prompt_tokens: 100, completion_tokens: 20 };
  const usage = { ...counted, total_tokens: counted.prompt_tokens + counted.completion_tokens };
  const base = { id: "chatcmpl-stub", created: 1, model: body.model };
  if (body.stream)
    return void stream(res, base, text, body.stream_options?.include_usage ? usage : undefined, mode, options.finish);
  const name = body.tools?.[0]?.function?.name;
  const message =
    mode === "toolCall"
      ? {
          role: "assistant",
          content: null,
          tool_calls: [{ id: "call_1", type: "function", function: { name, arguments: text } }],
        }
      : { role: "assistant", content: text, refusal: null };
  const choices = [{ index: 0, message, finish_reason: "stop", logprobs: null }];
  json(res, { ...base, object: "chat.completion", choices, ...(mode === "noUsage" ? {} : { usage }) });
}

function stream(res: ServerResponse, base: object, text: string, usage: object | undefined, mode: Mode, finish = "stop"): void {
  res.writeHead(200, { "content-type": "text/event-stream", ...LIMITS });
  const send = (more: object) => res.write(`data: ${JSON.stringify({ ...base, object: "chat.completion.chunk", ...more })}\n\n`);
  const choice = (delta: object, finish: string | null = null) => ({ choices: [{ index: 0, delta, finish_reason: finish }] });
  send(choice({ role: "assistant", content: "" }));
  for (let i = 0; i < text.length; i += 7) {
    send(choice({ content: text.slice(i, i + 7) }));
    if (i > 0 && mode === "stallStream") return;
    if (i > 0 && mode === "cutStream") return void setTimeout(() => res.socket?.destroy(), 20);
  }
  send(choice({}, finish));
  if (usage) send({ choices: [], usage });
  res.end("data: [DONE]\n\n");
}

/** Vectors that depend on the text alone and are not of unit length. */
function embeddings(res: ServerResponse, { body }: Seen, mode: Mode, options: StubOptions): void {
  const texts: string[] = Array.isArray(body.input) ? body.input : [body.input];
  const vector = (t: string) =>
    Array.from({ length: options.dimensions ?? 8 }, (_, i) => ((t.charCodeAt(i % t.length) * (i + 3)) % 17) + 1);
  const data = texts.map((t, index) => ({ object: "embedding", index, embedding: vector(t) }));
  const tokens = options.usage?.(body, "").prompt_tokens ?? texts.length * 5;
  const usage = { prompt_tokens: tokens, total_tokens: tokens };
  json(res, {
    object: "list",
    data: options.rows?.(data, texts) ?? data,
    model: body.model,
    ...(mode === "noUsage" ? {} : { usage }),
  });
}
