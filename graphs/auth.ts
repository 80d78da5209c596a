/**
 * Who may use the graphs behind a LangGraph server: the holder of BILLP_SERVER_TOKEN, or, where none is set, this machine alone. Named by
 * langgraph.json, where Studio's own way in is closed (`disable_studio_auth`): its header can be sent by anybody.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { Auth, HTTPException } from "@langchain/langgraph-sdk/auth";
import { hostName, isLoopbackName, isLoopbackOrigin } from "../core/loopback.ts";
import { STUDIO_ORIGINS } from "./studio-origins.ts";

/** Who asks: the holder of the token, or a person at this machine. */
export type Caller = "token" | "loopback";

/**
 * Decides who asks, by the request's headers and the environment of the moment.
 * @throws HTTPException 401 without the token where one is set; 403 of another name or page where none is.
 */
export function callerOf(headers: Headers, token: string | undefined = process.env.BILLP_SERVER_TOKEN): Caller {
  if (token !== undefined && token.trim() !== "") {
    const given = /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1] ?? "";
    if (same(given, token.trim())) return "token";
    throw new HTTPException(401, { message: "Send the token of this server: Authorization: Bearer …", headers: CHALLENGE });
  }
  if (!isLoopbackName(hostName(headers.get("host") ?? "")))
    throw new HTTPException(403, { message: "Without BILLP_SERVER_TOKEN this server answers to loopback names alone." });
  const origin = headers.get("origin");
  if (origin !== null && !isLoopbackOrigin(origin) && !STUDIO_ORIGINS.includes(origin))
    throw new HTTPException(403, {
      message: "Without BILLP_SERVER_TOKEN this server answers to pages of this machine and to Studio.",
    });
  return "loopback";
}

const CHALLENGE = { "www-authenticate": "Bearer" };

/** Compares in the same time, whatever they share. */
function same(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash("sha256").update(text).digest()) as [Buffer, Buffer];
  return timingSafeEqual(a, b);
}

/**
 * Refuses a run that is to be reported to an address of the caller's: the server would send the whole state there.
 * @throws HTTPException 403.
 */
export function refuseWebhook(kwargs: unknown): void {
  const { webhook } = (kwargs ?? {}) as { webhook?: unknown };
  if (webhook !== undefined && webhook !== null)
    throw new HTTPException(403, { message: "webhook: this server calls no address that a caller names." });
}

/** The hook as langgraph.json names it. */
export const auth = new Auth()
  .authenticate(async (request) => callerOf(request.headers))
  .on("threads:create_run", ({ value }) => refuseWebhook(value.kwargs));
