/** Fetch for OpenAI's client that fits requests to the server at hand, and makes errors of every shape readable. */
import { redact } from "../../core/redaction.ts";
import { cut } from "../../core/text.ts";
import { ERROR_IN_200, type ErrorBody, isErrorIn200, jsonIn, readErrorBody, statusIn } from "./error-body.ts";
import { sayOnce } from "./notices.ts";
import { reasonIn } from "./refused-words.ts";
import { emptyFit, type Fit, fitted, learn, type RequestBody } from "./request-fit.ts";

/** What a client is told of its server. */
export interface ClientConfiguration {
  readonly baseURL: string;
  /** Sends a request; bound to the server's origin (server.ts). */
  readonly fetch: typeof fetch;
}

/** What each server was found not to take, by its address and model, for all clients of the process. */
const fits = new Map<string, Fit>();
/** Statuses by which servers refuse a parameter or a role; templates of messages fail with 500. */
const REFUSALS = [400, 404, 415, 422, 500, 501];

/**
 * The client's configuration for a model at an address, whose requests are fitted to what the server takes.
 * @param tell Told once in one line of what it does not take; default: a line on stderr.
 */
export function clientFor(
  spec: string,
  { baseURL, fetch: request }: ClientConfiguration,
  tell?: (line: string) => void,
): ClientConfiguration {
  const key = `${baseURL} ${spec}`;
  const where = `${spec} at ${new URL(baseURL).origin}`;
  const fit = fits.get(key) ?? emptyFit();
  fits.set(key, fit);
  return { baseURL, fetch: (url, init) => send(url, init ?? {}) };

  async function send(url: string | URL | Request, init: RequestInit): Promise<Response> {
    const body = typeof init.body === "string" ? jsonIn(init.body) : undefined;
    if (typeof body !== "object" || body === null) return checked(await request(url, init));
    for (let changes = 0; ; changes++) {
      const sent = fitted(body as RequestBody, fit);
      const response = await request(url, { ...init, body: JSON.stringify(sent) });
      if (response.ok || !REFUSALS.includes(response.status) || changes === 8) return checked(response);
      const error = readErrorBody(await response.text());
      const told = reasonIn(`${error.code} ${error.message}`, response.status) === undefined ? learn(fit, sent, error) : null;
      if (told === null) return refusal(error, response.status, response.headers);
      const line = `${where}: ${told} from now on, because the server refuses it (${cut(redact(error.message), 200)}).`;
      sayOnce(`${key} ${told}`, line, tell);
    }
  }
}

/** The response with its error in OpenAI's shape; what streams, or holds an answer, as it is. */
async function checked(response: Response): Promise<Response> {
  if (!response.ok) return refusal(readErrorBody(await response.text()), response.status, response.headers);
  if (response.body === null || !/json/i.test(response.headers.get("content-type") ?? "")) return response;
  const text = await response.text();
  const body = jsonIn(text);
  if (!isErrorIn200(body)) return again(text, response.status, response.headers);
  const error = readErrorBody(text);
  const status = statusIn(body);
  const type = status === 502 && reasonIn(`${error.code} ${error.message}`, undefined) === undefined ? ERROR_IN_200 : error.type;
  return refusal({ ...error, type }, status, response.headers);
}

function refusal(error: ErrorBody, status: number, headers: Headers): Response {
  const known = status >= 400 && status <= 599 ? status : 502; // a redirect that was not followed has no answer either
  return again(JSON.stringify({ error }), known, headers, "application/json");
}

/** A response of the same headers, but for those that tell of the bytes that were read. */
function again(body: string, status: number, from: Headers, type?: string): Response {
  const headers = new Headers(from);
  for (const name of ["content-length", "content-encoding", "transfer-encoding"]) headers.delete(name);
  if (type) headers.set("content-type", type);
  return new Response(body, { status, headers });
}
