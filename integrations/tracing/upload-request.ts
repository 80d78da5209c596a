/** Upload request: sent once, and what a refusal means for the next try. */
import { promisify } from "node:util";
import { gzip } from "node:zlib";

/** Longest wait for an answer to an upload, and to the question what the server can do. */
const ANSWER_MS = 10_000;
const INFO_MS = 2000;

const zip = promisify(gzip);

/** An upload as it waits in the queue. */
export interface UploadRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
  /** Run operations and feedback within. */
  readonly records: number;
  /** Speaks of the uploads before it. */
  readonly follows?: boolean;
}

/** Why a request was not taken. */
export interface Failure {
  /** A few words; never the answer's text, which may quote what was sent. */
  readonly why: string;
  /** What no further try will mend: this request, or the whole server with this key. */
  readonly hopeless?: "request" | "server";
  /** The server has no such path. */
  readonly missing?: boolean;
  /** As the server asks. */
  readonly waitMs?: number;
}

/** Sends it. Null when it was taken. */
export async function send(request: UploadRequest, zips: boolean, over: AbortSignal): Promise<Failure | null> {
  try {
    const headers = new Headers(request.headers);
    if (zips) headers.set("content-encoding", "gzip");
    const body = zips ? new Uint8Array(await zip(request.body)) : request.body;
    return judge(await fetchWithin(request.url, { method: request.method, headers, body }, ANSWER_MS, over));
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    return { why: name === "AbortError" ? "no answer in time" : (cause?.code ?? "no connection") };
  }
}

/** A fetch with its whole answer, given up after `ms`. Not by AbortSignal.any and timeout: Node 20 may collect those as garbage before they fire. */
async function fetchWithin(url: string, init: RequestInit, ms: number, over: AbortSignal): Promise<Response> {
  const end = new AbortController();
  const abort = () => end.abort();
  const timer = setTimeout(abort, ms);
  over.addEventListener("abort", abort, { once: true });
  if (over.aborted) abort();
  try {
    // A key in a header of its own follows a redirect to anywhere; nothing is sent on.
    const answer = await fetch(url, { ...init, redirect: "manual", signal: end.signal });
    const body = await answer.arrayBuffer();
    return new Response(answer.status === 204 ? null : body, answer);
  } finally {
    clearTimeout(timer);
    over.removeEventListener("abort", abort);
  }
}

function judge({ ok, status, headers }: Response): Failure | null {
  if (ok || status === 409) return null; // 409: an earlier try had arrived after all
  if (status === 401 || status === 403) return { why: `the key was refused (${status})`, hopeless: "server" };
  if (status >= 300 && status < 400) return { why: `it sends on to another address (${status})`, hopeless: "server" };
  const why = `answer ${status}`;
  if (status !== 408 && status !== 425 && status !== 429 && status < 500)
    return { why, hopeless: "request", missing: status === 404 || status === 405 };
  const seconds = Number(headers.get("retry-after"));
  return seconds > 0 ? { why, waitMs: seconds * 1000 } : { why };
}

/** What the server says of itself; nothing when it does not answer, and the client's defaults serve. */
// biome-ignore lint/suspicious/noExplicitAny: passed on as it is
export async function askServer(url: string, headers: Headers, over: AbortSignal): Promise<any> {
  try {
    const answer = await fetchWithin(url, { headers }, INFO_MS, over);
    if (answer.ok) return await answer.json();
  } catch {}
  return {};
}

/** What the client authenticates with, without what describes a body. */
export function credentialsOf(headers: Headers): Headers {
  const kept = new Headers(headers);
  for (const name of ["content-type", "content-encoding", "content-length", "accept"]) kept.delete(name);
  return kept;
}
