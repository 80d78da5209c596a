/** Fit of a request to a server: parameters it refuses are left out or renamed, roles it does not know are folded into others. */
import type { ErrorBody } from "./error-body.ts";

/** What a server was found not to take. */
export interface Fit {
  /** Parameters to leave out. */
  drop: Set<string>;
  /** Parameters to send under another name. */
  rename: Map<string, string>;
  /** `system`: messages of the role `developer` become `system`. `user`: both go into the first message of the user. */
  system: "kept" | "system" | "user";
}

/** A chat or embedding request as it is sent. */
export type RequestBody = Record<string, unknown>;

interface Sent {
  role: string;
  content: unknown;
}

/** A fit of nothing. */
export function emptyFit(): Fit {
  return { drop: new Set(), rename: new Map(), system: "kept" };
}

/** Parameters that a request can do without: what they wish for is a wish. */
const OPTIONAL = [
  ...["seed", "temperature", "stream_options", "top_p", "n", "user", "store", "metadata", "logprobs", "parallel_tool_calls"],
  ...["tool_choice", "frequency_penalty", "presence_penalty", "encoding_format", "service_tier", "reasoning_effort"],
] as const;
const LIMITS = ["max_tokens", "max_completion_tokens"] as const;

const REFUSED =
  /unsupported|not\s+support|n't support|unknown|unrecogni[sz]ed|unexpected|extra|not (permitted|allowed|accepted|implemented)|invalid|forbidden|only the default|deprecated|can(not|'t) be|must be|no such|not valid|only/i;
const ALTERNATE =
  /roles? must alternate|alternate user\/assistant|only user and assistant|first message must be|must (start|begin) with a user/i;
const SYSTEM =
  /\bsystem\b[\s\S]{0,40}\b(role|message|prompt|instruction)|\brole\b[\s\S]{0,40}\bsystem\b|\bsystem\b[^.]{0,30}(not supported|unsupported|invalid)/i;

/** The request as this server takes it. */
export function fitted(body: RequestBody, fit: Fit): RequestBody {
  const out: RequestBody = {};
  for (const [name, value] of Object.entries(body)) {
    const sent = fit.rename.get(name) ?? name;
    if (!fit.drop.has(sent)) out[sent] = value;
  }
  if (Array.isArray(out.messages)) out.messages = folded(out.messages as Sent[], fit.system);
  return out;
}

function folded(messages: readonly Sent[], system: Fit["system"]): readonly Sent[] {
  const above = (m: Sent) => m.role === "system" || m.role === "developer";
  if (system === "kept" || !messages.some(above)) return messages;
  if (system === "system") return messages.map((m) => (m.role === "developer" ? { ...m, role: "system" } : m));
  const out: Sent[] = [];
  for (const message of messages) {
    const next = above(message) ? { ...message, role: "user" } : message;
    const last = out.at(-1);
    if (last?.role === "user" && next.role === "user" && typeof last.content === "string" && typeof next.content === "string")
      out[out.length - 1] = { ...last, content: `${last.content}\n\n${next.content}` };
    else out.push(next);
  }
  return out;
}

/**
 * Learns from a refusal what the server does not take.
 * @param sent The request as it was refused.
 * @returns what is done from now on, for people; null where the refusal names nothing that can be changed.
 */
export function learn(fit: Fit, sent: RequestBody, error: ErrorBody): string | null {
  return learnLimit(fit, sent, error) ?? learnParameter(fit, sent, error) ?? learnRole(fit, sent, error);
}

function names(error: ErrorBody, name: string): boolean {
  return error.param === name || (new RegExp(`\\b${name}\\b`).test(error.message) && REFUSED.test(error.message));
}

function learnLimit(fit: Fit, sent: RequestBody, error: ErrorBody): string | null {
  const name = LIMITS.find((limit) => Object.hasOwn(sent, limit) && names(error, limit));
  if (name === undefined || !/support|unknown|unrecogni|unexpected|extra|permitted|allowed|instead/i.test(error.message))
    return null;
  const other = name === "max_tokens" ? "max_completion_tokens" : "max_tokens";
  if ([...fit.rename.values()].includes(name)) {
    for (const limit of LIMITS) fit.drop.add(limit);
    fit.rename.clear();
    return "max_tokens is left out";
  }
  fit.rename.set(name, other);
  return `${name} is sent as ${other}`;
}

function learnParameter(fit: Fit, sent: RequestBody, error: ErrorBody): string | null {
  const name = OPTIONAL.find((parameter) => Object.hasOwn(sent, parameter) && names(error, parameter));
  if (name === undefined) return null;
  fit.drop.add(name);
  return `${name} is left out`;
}

function learnRole(fit: Fit, sent: RequestBody, error: ErrorBody): string | null {
  const roles = Array.isArray(sent.messages) ? (sent.messages as Sent[]).map((m) => m?.role) : [];
  if (roles.includes("developer") && /developer/i.test(error.message)) {
    fit.system = "system";
    return "the role developer is sent as system";
  }
  const refused = ALTERNATE.test(error.message) || (SYSTEM.test(error.message) && REFUSED.test(error.message));
  if (!refused || !(roles.includes("system") || roles.includes("developer"))) return null;
  fit.system = "user";
  return "system messages are put before the user's first message";
}
