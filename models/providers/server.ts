/** Server of a model and the key that goes there: an address is the operator's, and a key goes to the origin it was given for. */
import { boundFetch } from "../../core/bound-fetch.ts";
import { BillpError } from "../../core/errors.ts";
import { checkAddress, OPENAI_ORIGIN, type Operator, originOf } from "../../core/operator.ts";
import { modelOf, type ResolvedSettings, ROLES } from "../../core/settings.ts";

/** Whether a run asks a model whose address the operator may choose (`openai:…`). */
export function usesServer(settings: Pick<ResolvedSettings, "model" | "models" | "embedding">): boolean {
  return [...ROLES.map((role) => modelOf(settings, role)), settings.embedding].some((spec) => spec.startsWith("openai:"));
}

/** Address of the server behind a specification, to tell answers of different servers apart; empty for the provider's own. */
export function serverOf(spec: string, operator: Operator): string {
  const own = { openai: operator.server, ollama: process.env.OLLAMA_BASE_URL ?? process.env.OLLAMA_HOST };
  return (own[spec.slice(0, spec.indexOf(":")) as keyof typeof own] ?? "").replace(/\/+$/, "");
}

/** What OpenAI's client is made with, so that it reads no address, key, organisation or header of the environment by itself. */
export interface OpenaiAccess {
  readonly apiKey: string;
  readonly configuration: {
    readonly baseURL: string;
    readonly fetch: typeof fetch;
    readonly organization?: null;
    readonly project?: null;
    readonly logLevel: "off";
  };
}

/** Headers that a server other than OpenAI's gets: the rest of what the client would send is for OpenAI. */
const PLAIN = ["accept", "content-type", "content-length", "user-agent", "authorization"];

/**
 * Address and key for OpenAI's client.
 * @throws BillpError `bad-settings` for an address that cannot be used; `bad-model` without a key for OpenAI's own server, or where the address stands in a record only.
 */
export function openaiAccess(spec: string, operator: Operator): OpenaiAccess {
  if (operator.sealed)
    throw new BillpError("bad-model", `${spec} would be asked at an address that only stands in a record.`, {
      hint: "Give the address yourself: --base-url or BILLP_BASE_URL.",
    });
  const baseURL = operator.server ?? `${OPENAI_ORIGIN}/v1`;
  checkAddress(baseURL);
  const origin = originOf(baseURL) as string;
  const own = origin === OPENAI_ORIGIN;
  const key = operator.keyFor(baseURL);
  if (own && key === undefined)
    throw new BillpError("bad-model", `${spec} needs a key, and OPENAI_API_KEY is not set.`, {
      hint: "Set OPENAI_API_KEY, or name a server of your own with --base-url (its key: BILLP_API_KEY), or use --model offline.",
    });
  const headers = (sent: Headers) => {
    if (!own) for (const name of [...sent.keys()]) if (!PLAIN.includes(name)) sent.delete(name);
    if (key === undefined) sent.delete("authorization");
    else sent.set("authorization", `Bearer ${key}`);
  };
  const hint = "If that is the server you mean, name it: --base-url or BILLP_BASE_URL, and its key in BILLP_API_KEY.";
  const fetch = boundFetch({ origin, name: "The server", hint, headers });
  // The client wants a word for a key; which key is sent is decided above.
  const foreign = own ? {} : { organization: null, project: null };
  return { apiKey: key ?? "none", configuration: { baseURL, fetch, ...foreign, logLevel: "off" } };
}
