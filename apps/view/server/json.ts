/** JSON responses. Ledger and files hold no keys; should one have got in by another way, it ends here. */
import { redactor } from "../../../core/redaction.ts";

/** An answer with JSON, redacted. */
export function jsonResponse(status: number, body: unknown): Response {
  return new Response(clean(body), { status, headers: { "content-type": "application/json; charset=utf-8" } });
}

/** JSON with every text redacted on its own, so that no pattern reaches from one into the next. No key is shorter than 8 characters. */
export function clean(body: unknown): string {
  const redact = redactor();
  return JSON.stringify(body, (_, value) => (typeof value === "string" && value.length >= 8 ? redact(value) : value));
}
