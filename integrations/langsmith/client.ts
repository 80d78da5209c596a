/** LangSmith's client as the commands use it: no key in what is sent or said, and errors in one sentence. */
import { Client, type ClientConfig } from "langsmith";
import { boundFetch } from "../../core/bound-fetch.ts";
import { BillpError, messageOf } from "../../core/errors.ts";
import { redact, redactor, redactValue } from "../../core/redaction.ts";
import { cut, oneLine } from "../../core/text.ts";

/** Longest wait for one answer. How often the SDK tries (five times, about 20 s in all, where an answer is 5xx) cannot be set. */
const ANSWER_MS = 20_000;

/** A connection to one server. */
export interface LangSmith {
  readonly client: Client;
  readonly apiUrl: string;
  /**
   * Does one thing with the client. `doing` completes "LangSmith could not …".
   * @throws BillpError `langsmith` in one sentence, without the server's own text where it may quote what was sent.
   */
  ask<T>(doing: string, work: (client: Client) => Promise<T>): Promise<T>;
}

/**
 * Opens the connection that the environment names (LANGSMITH_ENDPOINT, LANGSMITH_API_KEY). Nobody is asked yet.
 * @throws BillpError `bad-settings` when the address holds a user name or password.
 */
export function openLangSmith(more: Partial<ClientConfig> = {}): LangSmith {
  const { apiUrl } = Client.getDefaultClientConfig();
  refuseCredentials(apiUrl);
  const bound = boundFetch({
    origin: new URL(apiUrl).origin,
    name: "LangSmith",
    hint: "If that is the server you mean, name it: LANGSMITH_ENDPOINT.",
    code: "langsmith",
    ...(more.fetchImplementation && { fetch: more.fetchImplementation }),
  });
  const client = new Client({
    timeout_ms: ANSWER_MS,
    omitTracedRuntimeInfo: true,
    disablePromptCache: true,
    tracingMode: "langsmith",
    ...more,
    fetchImplementation: cleaned(final(bound)),
  });
  return {
    client,
    apiUrl,
    async ask(doing, work) {
      try {
        return await work(client);
      } catch (error) {
        throw error instanceof BillpError ? error : failureOf(error, doing, apiUrl);
      }
    },
  };
}

/** A refusal of ours is the same at every try: with a status, the SDK makes none. */
function final(inner: typeof fetch): typeof fetch {
  return async (input, init) => {
    try {
      return await inner(input, init);
    } catch (error) {
      throw error instanceof BillpError ? Object.assign(error, { status: 421 }) : error;
    }
  };
}

/** An address with credentials would stand in logs and errors of everything on the way. */
function refuseCredentials(apiUrl: string): void {
  const url = URL.canParse(apiUrl) ? new URL(apiUrl) : null;
  if (url?.username === "" && url.password === "") return;
  const what = url === null ? "is not an address" : "holds a user name or password";
  throw new BillpError("bad-settings", `LANGSMITH_ENDPOINT ${what}.`, {
    hint: "Give the bare http or https address; the key belongs into LANGSMITH_API_KEY.",
  });
}

/** A fetch that replaces keys in JSON bodies, and leaves out what the SDK tells of the local git repository (authors, remote, branch). */
function cleaned(inner: typeof fetch): typeof fetch {
  const clean = redactor();
  return (input, init) => {
    const text = jsonOf(init?.body);
    if (text === null) return inner(input, init);
    const body = JSON.parse(text) as { extra?: { metadata?: { git?: unknown } } };
    delete body.extra?.metadata?.git;
    return inner(input, { ...init, body: JSON.stringify(redactValue(body, clean)) });
  };
}

/** Text of a body that is JSON; null of a form, whose parts were cleaned before, and of none. */
function jsonOf(body: unknown): string | null {
  if (typeof body === "string") return body;
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : null;
}

const HINTS: Record<number, string> = {
  401: "Check LANGSMITH_API_KEY, and LANGSMITH_ENDPOINT for a region of your own.",
  403: "Check LANGSMITH_API_KEY (a key for an organisation also needs LANGSMITH_WORKSPACE_ID), and LANGSMITH_ENDPOINT.",
  404: "Check the name, and LANGSMITH_ENDPOINT.",
  429: "The server limits the rate; try again later.",
};

function failureOf(error: unknown, doing: string, apiUrl: string): BillpError {
  const { status, name, cause } = error as { status?: number; name?: string; cause?: { code?: string } };
  const known = status ?? (name === "LangSmithNotFoundError" ? 404 : undefined);
  const why = known !== undefined ? `answer ${known}` : name === "TimeoutError" ? `no answer in ${ANSWER_MS / 1000} s` : null;
  const text = why ?? cause?.code ?? cut(oneLine(redact(messageOf(error)), 300), 300);
  return new BillpError("langsmith", `LangSmith at ${redact(apiUrl)} could not ${doing}: ${text}.`.replace(/\.\.$/, "."), {
    hint: HINTS[known ?? 0] ?? "Is the server there? LANGSMITH_ENDPOINT and LANGSMITH_API_KEY say which and who.",
  });
}
