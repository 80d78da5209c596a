/** Upload queue between LangSmith's client and its server: takes uploads at once, retries them beside the run, counts losses. */
import { setTimeout as delay } from "node:timers/promises";
import { asMultipart, isBatch, recordsIn, type Score, scoreRequests } from "./batch-format.ts";
import { askServer, credentialsOf, type Failure, send, type UploadRequest } from "./upload-request.ts";
import type { Delivery } from "./uploads.ts";

/** Requests under way at once, and the most bytes held while the server does not take them. */
const AT_ONCE = 4;
const HELD_BYTES = 64 * 2 ** 20;
/** First and longest wait after a failure, the longest at exit, and how many failures of one request there end all trying. */
const WAIT_MS = 250;
const LONGEST_MS = 20_000;
const EXIT_MS = 1500;
const GIVE_UP = 2;

/** Waits; a signal ends the wait early, without an error. `ref` keeps the process alive meanwhile. */
export type Sleep = (ms: number, options: { signal: AbortSignal; ref: boolean }) => Promise<unknown>;

const sleepForReal: Sleep = (ms, options) => delay(ms, undefined, options).catch(() => {});

/** Requests for one server, in the order they were taken. */
export class UploadQueue {
  /** The server's address. */
  readonly apiUrl: string;
  readonly #sleep: Sleep;
  readonly #waiting: UploadRequest[] = [];
  readonly #active = new Set<UploadRequest>();
  readonly #closing = new AbortController();
  readonly #over = new AbortController();
  #credentials = new Headers();
  #zips = false;
  #takesForms = false;
  #wantsForms = false;
  #held = 0;
  #refused: string | null = null;
  #sent = 0;
  #lost = 0;
  #reason: string | null = null;
  #emptied: () => void = () => {};

  /** `sleep` makes the waits between tries; tests give their own. */
  constructor(apiUrl: string, sleep: Sleep = sleepForReal) {
    this.apiUrl = apiUrl;
    this.#sleep = sleep;
  }

  /** Stands in for `fetch` in the client. Never rejects and never waits for an upload, so that the client never warns or retries. */
  readonly fetch: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    this.#credentials = credentialsOf(headers);
    if ((init?.method ?? "GET") === "GET") return Response.json(await this.#info(String(input), headers));
    const body = new Uint8Array(await new Response(init?.body).arrayBuffer());
    const url = String(input);
    this.#put({
      url,
      method: init?.method ?? "POST",
      headers,
      body,
      records: recordsIn(url, body),
      follows: url.endsWith("/feedback"),
    });
    return Response.json({}, { status: 202 });
  };

  /** Takes scores, with the client's credentials; sent when the uploads before them have arrived, since they speak of them. */
  postScores(scores: readonly Score[]): void {
    if (scores.length === 0) return;
    for (const request of scoreRequests(this.apiUrl, scores, this.#credentials, this.#takesForms)) this.#put(request);
  }

  /** Sends what is left until the signal fires or the server proves dead. */
  async close(signal: AbortSignal): Promise<Delivery> {
    this.#closing.abort();
    const end = () => this.#abandon("no answer in time");
    if (signal.aborted) end();
    signal.addEventListener("abort", end, { once: true });
    await new Promise<void>((resolve) => {
      this.#emptied = resolve;
      this.#pump();
    });
    signal.removeEventListener("abort", end);
    this.#over.abort();
    return { sent: this.#sent, lost: this.#lost, reason: this.#reason };
  }

  /**
   * Runs are to come as one plain batch: the headers of a form are a third of what its parts carry, and plain records can be
   * counted. It is compressed here, off the main thread.
   */
  async #info(url: string, headers: Headers): Promise<object> {
    const info = await askServer(url, headers, this.#over.signal);
    this.#zips = info.instance_flags?.gzip_body_enabled === true;
    this.#takesForms = info.batch_ingest_config?.use_multipart_endpoint === true;
    return { ...info, batch_ingest_config: { ...info.batch_ingest_config, use_multipart_endpoint: false } };
  }

  #put(request: UploadRequest): void {
    const full = this.#held + request.body.byteLength > HELD_BYTES ? "taken too slowly" : null;
    const no = this.#refused ?? (this.#over.signal.aborted ? "too late" : full);
    if (no !== null) {
      this.#lose(request, no);
      return;
    }
    this.#held += request.body.byteLength;
    this.#waiting.push(request);
    this.#pump();
  }

  #pump(): void {
    for (;;) {
      const request = this.#waiting[0];
      if (request === undefined || this.#active.size >= AT_ONCE) break;
      if (request.follows && [...this.#active].some((other) => !other.follows)) break;
      this.#waiting.shift();
      this.#active.add(request);
      void this.#deliver(request).finally(() => {
        this.#active.delete(request);
        this.#pump();
      });
    }
    if (this.#active.size === 0 && this.#waiting.length === 0) this.#emptied();
  }

  async #deliver(given: UploadRequest): Promise<void> {
    let request = given;
    let late = 0; // failures since the run's end
    for (let attempt = 0; ; attempt++) {
      if (this.#wantsForms && isBatch(request)) request = asMultipart(request);
      const failure = this.#refused === null ? await send(request, this.#zips, this.#over.signal) : { why: this.#refused };
      if (failure === null) {
        this.#sent += request.records;
        break;
      }
      if ("missing" in failure && failure.missing && isBatch(request)) {
        this.#wantsForms = true;
        continue;
      }
      if (this.#closing.signal.aborted) late++;
      this.#learn(failure, late);
      if (failure.hopeless !== undefined || this.#refused !== null || this.#over.signal.aborted) {
        this.#lose(request, failure.why);
        break;
      }
      await this.#pause(failure.waitMs ?? WAIT_MS * 2 ** attempt);
    }
    this.#held -= given.body.byteLength;
  }

  #learn(failure: Failure, late: number): void {
    if (failure.hopeless === "server") this.#refused = failure.why;
    if (late >= GIVE_UP) this.#abandon(failure.why);
  }

  /** The end of the run cuts a wait short. */
  async #pause(ms: number): Promise<void> {
    const closing = this.#closing.signal.aborted;
    const signal = closing ? this.#over.signal : this.#closing.signal;
    await this.#sleep(Math.min(ms, closing ? EXIT_MS : LONGEST_MS), { signal, ref: closing });
  }

  #abandon(why: string): void {
    for (const request of this.#waiting.splice(0)) this.#lose(request, why);
    this.#over.abort();
  }

  #lose(request: UploadRequest, why: string): void {
    this.#lost += request.records;
    this.#reason ??= why;
  }
}
