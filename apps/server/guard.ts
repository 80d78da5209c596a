/** Sender guard: which names a server answers to, and which pages may send. There is no password, so foreign web pages must not get through. */
import { isIP } from "node:net";
import { HTTPException } from "hono/http-exception";
import { hostName, isLoopbackName } from "../../core/loopback.ts";

/**
 * Refuses requests that reached us by a foreign name (DNS rebinding always has one), and those that another page sends.
 * @param host Name or address that is served besides those of loopback; one that means every interface lets plain addresses in.
 * @throws HTTPException 403.
 */
export function checkSender({ method, url, headers }: Request, host: string): void {
  const asked = headers.get("host") ?? "";
  const name = hostName(asked);
  const everywhere = host === "0.0.0.0" || host === "::";
  if (name === "" || !(isLoopbackName(name) || name === host.toLowerCase() || (everywhere && isIP(name) !== 0)))
    throw refused("host: this server has another name.");
  // A request line with an address of its own names another server than its headers do.
  const there = `http://${asked}`;
  if (!URL.canParse(url) || !URL.canParse(there) || new URL(url).host !== new URL(there).host)
    throw refused("host: the address is of another server.");
  const origin = headers.get("origin");
  if (origin !== null && origin !== `http://${asked}`) throw refused("origin: another page asks.");
  const site = headers.get("sec-fetch-site");
  const reads = method === "GET" || method === "HEAD";
  // A browser that sends no origin with a write says by this that the write is another page's.
  if (!reads && origin === null && site !== null && site !== "same-origin" && site !== "none")
    throw refused("origin: another page asks.");
}

/**
 * Refuses writes of which nothing says that a page of ours sent them.
 * @throws HTTPException 403.
 */
export function checkWriter({ method, headers }: Request): void {
  const reads = method === "GET" || method === "HEAD";
  if (!reads && headers.get("origin") === null && headers.get("sec-fetch-site") !== "same-origin")
    throw refused("origin: missing.");
}

function refused(message: string): HTTPException {
  return new HTTPException(403, { message });
}
