/** Access guard: only pages that this server gave out. There is no password, so foreign web pages must not get through. */
import { isIP } from "node:net";
import { HTTPException } from "hono/http-exception";

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

/** Sets the headers that every answer carries, and gives the answer back. */
export function protect(response: Response): Response {
  for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value);
  return response;
}

/**
 * Refuses requests that reached us by a foreign name (DNS rebinding always has one), and writes that another page sends.
 * @throws HTTPException 403.
 */
export function checkSender({ method, headers }: Request, host: string): void {
  const asked = headers.get("host") ?? "";
  const name = nameOf(asked);
  if (name !== "localhost" && name !== host && isIP(name) === 0) throw refused("host: this server has another name.");
  const origin = headers.get("origin");
  if (origin !== null && origin !== `http://${asked}`) throw refused("origin: another page asks.");
  const reads = method === "GET" || method === "HEAD";
  // A browser says where a write comes from; what does not say it is no page of ours.
  if (!reads && origin === null && headers.get("sec-fetch-site") !== "same-origin") throw refused("origin: missing.");
}

function refused(message: string): HTTPException {
  return new HTTPException(403, { message });
}

function nameOf(host: string): string {
  const bracketed = /^\[([^\]]+)\]/.exec(host)?.[1];
  return (bracketed ?? host.replace(/:\d+$/, "")).toLowerCase();
}
