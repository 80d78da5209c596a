/** Reading of request bodies: JSON only, of a limited size. */
import { HTTPException } from "hono/http-exception";

/**
 * The JSON of a request.
 * Asking for the content type also keeps forms of foreign web pages out: a browser sends that type only after asking us.
 * (Hono's `bodyLimit` makes a new global `Request` of a chunked one, which fails unless the adapter replaces the globals of the process.)
 * @throws HTTPException 415, 413 or 400.
 */
export async function readJson(request: Request, limit: number): Promise<unknown> {
  if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? ""))
    throw new HTTPException(415, { message: "content-type: expected application/json" });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > limit) throw new HTTPException(413, { message: `body: larger than ${limit} bytes` });
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new HTTPException(400, { message: "body: no valid JSON" });
  }
}
