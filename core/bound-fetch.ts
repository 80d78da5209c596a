/** Fetch bound to one origin: nothing is sent to another, not over a redirect either, and the headers of credentials are ours alone. */
import { BillpError, type ErrorCode } from "./errors.ts";

/** What a bound fetch is made with. */
export interface BoundOptions {
  /** Scheme, host and port that requests may go to. */
  readonly origin: string;
  /** What the errors call the server. */
  readonly name: string;
  /** What to do when the server sends on to another. */
  readonly hint: string;
  /** Code of the errors. Default: `model-refused`. */
  readonly code?: ErrorCode;
  /** Changes the headers before they are sent. */
  readonly headers?: (headers: Headers) => void;
  /** Default: the global fetch of the moment. */
  readonly fetch?: typeof fetch;
}

const HOPS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * A fetch for one origin. Redirects within it are followed, five at most.
 * The fetch throws BillpError for a request, or a redirect, to another origin, before anything is sent there.
 */
export function boundFetch(options: BoundOptions): typeof fetch {
  return async (input, init = {}) => {
    if (input instanceof Request) throw new TypeError("a bound fetch takes an address and options");
    const send = options.fetch ?? globalThis.fetch;
    const headers = new Headers(init.headers);
    options.headers?.(headers);
    let [url, request] = [new URL(input), { ...init, headers, redirect: "manual" } as RequestInit];
    for (let hop = 0; ; hop++) {
      if (url.origin !== options.origin) throw elsewhere(options, url);
      const response = await send(url.href, request);
      const location = REDIRECTS.includes(response.status) ? response.headers.get("location") : null;
      if (location === null || hop === HOPS || !URL.canParse(location, url.href)) return response;
      await response.body?.cancel();
      url = new URL(location, url);
      if (response.status < 307 && request.method !== undefined && !/^(get|head)$/i.test(request.method))
        request = { ...request, method: "GET", body: undefined };
    }
  };
}

/** Names the other server by its origin alone: paths and queries of redirects may hold secrets. */
function elsewhere({ origin, name, hint, code = "model-refused" }: BoundOptions, url: URL): BillpError {
  const other = url.origin === "null" ? `an address of another kind (${url.protocol})` : url.origin;
  return new BillpError(code, `${name} at ${origin} sends its calls on to ${other}; nothing was sent there.`, {
    hint,
  });
}
