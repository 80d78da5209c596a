/** Answers as JSON. Ledger and files hold no keys; should one have got in by another way, it ends here. */
import type { ServerResponse } from "node:http";
import { redactor } from "../../../core/redaction.ts";

/** Sends JSON, unless an answer has begun already. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(clean(body));
}

/** JSON with every text redacted on its own, so that no pattern reaches from one into the next. No key is shorter than 8 characters. */
export function clean(body: unknown): string {
  const redact = redactor();
  return JSON.stringify(body, (_, value) => (typeof value === "string" && value.length >= 8 ? redact(value) : value));
}
