/**
 * Operator's settings: what only the person who runs billp decides, by environment, code or flag. Nothing that a caller sends (graph input,
 * run folder, study file, dataset, request) can set them: docs/settings.md.
 */
import { BillpError } from "./errors.ts";

/** Origin of OpenAI's own service, the only one that OPENAI_API_KEY is sent to. */
export const OPENAI_ORIGIN = "https://api.openai.com";

/** The operator's settings as code or flags give them; what is missing is taken from the environment. */
export interface OperatorOptions {
  /** Address of an OpenAI-compatible server. Default: BILLP_BASE_URL, then OPENAI_BASE_URL; without any, OpenAI's own. */
  readonly baseUrl?: string | null;
  /** Key for the server of `baseUrl` (without one: for OpenAI's own), sent to its origin alone. Default: BILLP_API_KEY, OPENAI_API_KEY. */
  readonly apiKey?: string;
  /** Folder whose worlds callers may name by the name of their folder. Default: BILLP_WORLDS. */
  readonly worlds?: string | null;
}

/** The operator's settings, decided. Keys are behind a function, so that no log or JSON of this object has them. */
export interface Operator {
  /** The chosen address (flag, code or BILLP_BASE_URL); it counts into a run's id. Null: none was chosen. */
  readonly baseUrl: string | null;
  /** Where calls of `openai:` models go; null: to OpenAI's own server. */
  readonly server: string | null;
  /** Folder of worlds that callers may name; null: only embedded ones. */
  readonly worlds: string | null;
  /** Set where the address only stands in a record, and nothing may be sent to it. */
  readonly sealed?: true;
  /** The key for an address, if one was given for its origin. */
  keyFor(address: string): string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Decides the operator's settings; one that is decided already is given back as it is. The environment is read now, not at import; its
 * address is checked when it is used, so that a run without a server does not stumble over it.
 * @throws BillpError `bad-settings` for a given address that cannot be used, see {@link addressFault}.
 */
export function operatorOf(given: OperatorOptions | Operator = {}, env: Environment = process.env): Operator {
  if ("keyFor" in given) return given;
  const named = env.BILLP_BASE_URL || null;
  const clients = env.OPENAI_BASE_URL || env.OPENAI_API_BASE || null; // the two names that OpenAI's clients know
  const baseUrl = given.baseUrl ?? named;
  const address = baseUrl ?? clients;
  if (given.baseUrl != null) checkAddress(given.baseUrl);
  const keys = new Map<string, string>();
  const bind = (origin: string, key: string | undefined) => key && keys.set(origin, key);
  bind(OPENAI_ORIGIN, env.OPENAI_API_KEY);
  // A key of the environment belongs to the address beside it; only where there is none, to the one that a flag or code gives.
  bind(originOf(named ?? clients ?? address ?? "") ?? "", env.BILLP_API_KEY);
  bind(originOf(baseUrl ?? OPENAI_ORIGIN) ?? "", given.apiKey);
  return {
    baseUrl,
    server: address === null || originOf(address) === OPENAI_ORIGIN ? null : address,
    worlds: given.worlds ?? (env.BILLP_WORLDS || null),
    keyFor: (at) => keys.get(originOf(at) ?? " "),
  };
}

/** An operator for what is only read again: the address decides how a question was put, and nothing is sent to it. */
export function sealedOperator(server: string | null, operator: Operator = operatorOf()): Operator {
  return { baseUrl: server, server: server ?? operator.server, worlds: operator.worlds, sealed: true, keyFor: () => undefined };
}

/** Scheme, host and port of an address; null of what is none. */
export function originOf(address: string): string | null {
  return URL.canParse(address) ? new URL(address).origin : null;
}

/** What is wrong with the address of a server, in words; null for nothing. The text never quotes it: it may hold a password. */
export function addressFault(address: string): string | null {
  if (!URL.canParse(address)) return "is not an address";
  const { protocol, username, password, search, hash } = new URL(address);
  if (protocol !== "http:" && protocol !== "https:") return "is not an http or https address";
  if (username !== "" || password !== "") return "holds a user name or password";
  return search !== "" || hash !== "" ? "holds a query or fragment" : null;
}

/** @throws BillpError `bad-settings` for an address that cannot be used. */
export function checkAddress(address: string): void {
  const fault = addressFault(address);
  if (fault === null) return;
  throw new BillpError("bad-settings", `The server's address ${fault}, and is not used.`, {
    hint: "Give --base-url (or BILLP_BASE_URL) bare, for example http://localhost:8000/v1; its key belongs into BILLP_API_KEY.",
  });
}
