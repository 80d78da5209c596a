/** Classification of failed calls to a model server: worth another try or not, how long to wait, what to tell the person. */
import { BillpError, messageOf } from "../core/errors.ts";
import { redact } from "../core/redaction.ts";
import { cut, plain } from "../core/text.ts";

/** A judged failure. Its texts hold no keys. */
export interface Failure {
  retry: boolean;
  /** What the server asked for by Retry-After. */
  waitMs?: number;
  message: string;
  hint: string;
}

const RESUME = "Finished calls are kept: mend it and start again with --resume.";
const HINTS: Record<number, string> = {
  400: "The server does not accept the request. If it is about response_format or tools, try --answers text. ",
  401: "The key is missing or wrong: OPENAI_API_KEY goes to https://api.openai.com alone, BILLP_API_KEY to the server of BILLP_BASE_URL (or --base-url, where that is not set). ",
  402: "The account has no credit. ",
  403: "The key may not use this model. ",
  404: "The server does not know this model or this path. Check the model's name and --base-url (it usually ends in /v1). ",
  429: "The server limits the rate. Lower it with --max-concurrent-calls or --per-minute, or fewer workers. ",
};

/** Judges a thrown value. */
export function judge(error: unknown): Failure {
  const own = ownError(error);
  if (own !== null) return { retry: false, message: own.message, hint: own.hint ?? "" };
  const status = statusOf(error);
  // Clients stumble like this over a body that is no JSON, or JSON of another kind.
  if (status === undefined && (error instanceof TypeError || error instanceof SyntaxError) && !/fetch failed/.test(error.message))
    return {
      retry: true,
      message: `the server's answer is not of the expected kind (${serverText(error)})`,
      hint: `${HINTS[404]}${RESUME}`,
    };
  const text = serverText(error);
  const message = status ? `HTTP ${status}: ${text}` : text;
  const hint = `${(status && HINTS[status]) ?? ""}${RESUME}`;
  if (isAbort(error)) return { retry: false, message, hint };
  if (status === undefined) return { retry: true, message, hint };
  if (status === 429) {
    const spent = /insufficient_quota|exceeded your current quota|billing/i.test(`${codeOf(error)} ${text}`);
    return spent
      ? { retry: false, message, hint: `${HINTS[402]}${RESUME}` }
      : { retry: true, waitMs: retryAfter(error), message, hint };
  }
  const retry = status === 408 || status === 409 || status === 425 || status >= 500;
  return { retry, waitMs: retry ? retryAfter(error) : undefined, message, hint };
}

/** An error of ours, thrown below a client that hangs it on one of its own as the cause. */
function ownError(error: unknown): BillpError | null {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof BillpError) return at;
  return null;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

/** The HTTP status of an error of any client library. */
function statusOf(error: unknown): number | undefined {
  const e = error as { status?: unknown; statusCode?: unknown; response?: { status?: unknown } } | null;
  for (const value of [e?.status, e?.statusCode, e?.response?.status])
    if (typeof value === "number" && value >= 100) return value;
  return undefined;
}

function codeOf(error: unknown): string {
  const e = error as { code?: unknown; type?: unknown } | null;
  return `${e?.code ?? ""} ${e?.type ?? ""}`;
}

/** One line of what the server or the network said, with the causes of connection errors, without keys. */
function serverText(error: unknown): string {
  const parts = [messageOf(error).replace(/\s*Troubleshooting URL: \S+/g, "")];
  let cause: unknown = error instanceof Error ? error.cause : undefined;
  for (let i = 0; i < 3 && cause instanceof Error; i++, cause = cause.cause)
    parts.push((cause as { code?: string }).code ?? cause.message);
  return cut(redact(plain(parts.join(" · ")).replace(/\s+/g, " ").trim()), 400) || "no message";
}

/** Milliseconds a server asks to wait: `retry-after-ms`, or `retry-after` in seconds or as a date. */
function retryAfter(error: unknown): number | undefined {
  const e = error as { headers?: unknown; response?: { headers?: unknown } } | null;
  const headers = e?.headers ?? e?.response?.headers;
  const read = (name: string): string | undefined => {
    if (headers instanceof Headers) return headers.get(name) ?? undefined;
    const value = (headers as Record<string, unknown> | undefined)?.[name];
    return typeof value === "string" ? value : undefined;
  };
  const ms = Number(read("retry-after-ms") ?? Number.NaN);
  if (ms >= 0) return ms;
  const after = read("retry-after");
  if (after === undefined) return undefined;
  const seconds = Number(after);
  if (after.trim() && seconds >= 0) return seconds * 1000;
  const date = Date.parse(after);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
