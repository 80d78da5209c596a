/** Classification of failed calls to a model server: of the service or of one call, worth another try or not, billed or not. */
import { BillpError, messageOf } from "../core/errors.ts";
import { redact } from "../core/redaction.ts";
import { cut, plain } from "../core/text.ts";
import { UnusableAnswer, type UnusableReason } from "./answers/unusable-answer.ts";
import { ERROR_IN_200 } from "./providers/error-body.ts";
import { reasonIn } from "./providers/refused-words.ts";

/** A judged failure. Its texts hold no keys. */
export interface Failure {
  retry: boolean;
  /** What the server asked for by Retry-After. */
  waitMs?: number;
  message: string;
  hint: string;
  /** Whether tokens may have been billed all the same: the request was sent, and no status of an error came back. */
  billed: boolean;
  /** What is wrong with this one call, where the failure says nothing of the service. */
  unusable?: UnusableReason;
  /** A refusal that is this call's alone if the model has answered others, and otherwise the service's or the settings'. */
  unclear?: true;
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

/** Statuses that speak of one request; all others speak of the service, the key or the address. */
const OF_THE_CALL = [400, 406, 411, 412, 413, 414, 415, 416, 417, 418, 422, 431, 451];
/** Network errors before anything was sent. */
const NOT_SENT =
  /\b(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_|SELF_SIGNED|UNABLE_TO_)/;

/** Judges a thrown value. */
export function judge(error: unknown): Failure {
  const own = ownError(error);
  if (own !== null) return { retry: false, message: own.message, hint: own.hint ?? "", billed: false };
  if (error instanceof UnusableAnswer)
    return { retry: false, message: error.detail, hint: error.hint, billed: true, unusable: error.reason };
  const status = statusOf(error);
  const text = serverText(error);
  const message = status ? `HTTP ${status}: ${text}` : text;
  const hint = `${(status && HINTS[status]) ?? ""}${RESUME}`;
  if (isAbort(error)) return { retry: false, message, hint, billed: true };
  const reason = reasonIn(`${codeOf(error)} ${nameOf(error)} ${text}`, status);
  if (reason !== undefined) return { retry: false, message, hint, billed: status === undefined, unusable: reason };
  if (status === undefined) {
    if (isInStream(error)) return { retry: true, message, hint, billed: true, unclear: true };
    if (!isBody(error)) return { retry: true, message, hint, billed: !NOT_SENT.test(text) };
    // Clients stumble like this over a body that is no JSON, or JSON of another kind.
    const kind = `the server's answer is not of the expected kind (${text})`;
    return { retry: true, message: kind, hint: `${HINTS[404]}${RESUME}`, billed: true, unclear: true };
  }
  if (codeOf(error).includes(ERROR_IN_200)) return { retry: true, message: text, hint, billed: true, unclear: true };
  const told = { message, hint, billed: false };
  if (status === 429) {
    const spent = /insufficient_quota|exceeded your current quota|billing/i.test(`${codeOf(error)} ${text}`);
    return spent
      ? { ...told, retry: false, hint: `${HINTS[402]}${RESUME}` }
      : { ...told, retry: true, waitMs: retryAfter(error) };
  }
  if (OF_THE_CALL.includes(status)) return { ...told, retry: false, unclear: true };
  const retry = status === 408 || status === 409 || status === 425 || status >= 500;
  return { ...told, retry, waitMs: retry ? retryAfter(error) : undefined };
}

function isBody(error: unknown): boolean {
  return (error instanceof TypeError || error instanceof SyntaxError) && !/fetch failed/.test(error.message);
}

/** An error that a server sent in the middle of a stream: the client's own, and no connection's. */
function isInStream(error: unknown): boolean {
  return error instanceof Error && error.constructor.name === "APIError";
}

/** An error of ours, thrown below a client that hangs it on one of its own as the cause. */
function ownError(error: unknown): BillpError | null {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof BillpError) return at;
  return null;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

/** The HTTP status of an error of any client library, or of what it was made from. */
function statusOf(error: unknown, depth = 0): number | undefined {
  const e = error as {
    status?: unknown;
    statusCode?: unknown;
    code?: unknown;
    response?: { status?: unknown };
    cause?: unknown;
  } | null;
  for (const value of [e?.status, e?.statusCode, e?.response?.status, e?.code])
    if (typeof value === "number" && value >= 100 && value <= 599) return value;
  return depth < 3 && e?.cause instanceof Error ? statusOf(e.cause, depth + 1) : undefined;
}

function codeOf(error: unknown): string {
  const e = error as { code?: unknown; type?: unknown } | null;
  return `${e?.code ?? ""} ${e?.type ?? ""}`;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name} ${error.constructor.name}` : "";
}

/** One line of what the server or the network said, with the causes of connection errors, without keys. */
function serverText(error: unknown): string {
  const parts = [messageOf(error).replace(/\s*Troubleshooting URL: \S+/g, "")];
  let cause: unknown = error instanceof Error ? error.cause : undefined;
  for (let i = 0; i < 3 && cause instanceof Error; i++, cause = cause.cause)
    parts.push((cause as { code?: string }).code ?? cause.message);
  const words = parts.filter((part, i) => i === 0 || !parts.slice(0, i).some((before) => before.includes(part)));
  return cut(redact(plain(words.join(" · ")).replace(/\s+/g, " ").trim()), 400) || "no message";
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
