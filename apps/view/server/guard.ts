/** Who may ask: only pages that this server gave out. There is no password, so foreign web pages must not get through. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { isIP } from "node:net";
import { HttpError } from "../../server/body.ts";

/** Sent with every answer: nothing but our own files is loaded, run or framed. */
const HEADERS = {
  "content-security-policy":
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cache-control": "no-store",
};

/** Sets the headers that every answer carries. */
export function protect(response: ServerResponse): void {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
}

/**
 * Refuses requests that reached us by a foreign name (DNS rebinding always has one), and writes that another page sends.
 * @throws HttpError 403.
 */
export function checkSender(request: IncomingMessage, host: string): void {
  const name = nameOf(request.headers.host ?? "");
  if (name !== "localhost" && name !== host && isIP(name) === 0) throw new HttpError(403, "host: this server has another name.");
  const { origin, "sec-fetch-site": site } = request.headers;
  if (origin !== undefined && origin !== `http://${request.headers.host}`) throw new HttpError(403, "origin: another page asks.");
  const reads = request.method === "GET" || request.method === "HEAD";
  // A browser says where a write comes from; what does not say it is no page of ours.
  if (!reads && origin === undefined && site !== "same-origin") throw new HttpError(403, "origin: missing.");
}

function nameOf(host: string): string {
  const bracketed = /^\[([^\]]+)\]/.exec(host)?.[1];
  return (bracketed ?? host.replace(/:\d+$/, "")).toLowerCase();
}
