/** Call to a model server with rate limit, time-out and retries: backs off while there is hope, then refuses in plain words. */
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import pRetry from "p-retry";
import { BillpError, messageOf } from "../core/errors.ts";
import { redact } from "../core/redaction.ts";
import { isOfflineSpec } from "../core/settings.ts";
import { UnusableAnswer } from "./answers/unusable-answer.ts";
import type { Hold } from "./budget.ts";
import { type Failure, judge } from "./call-failure.ts";
import { sayOnce } from "./providers/notices.ts";
import type { Limiter } from "./rate-limiter.ts";

/** How long and how often a call is tried. */
export interface RetryOptions {
  /** Tries in all, the first included. */
  tries: number;
  /** Wait before the second try; doubles with every further one. */
  baseMs: number;
  /** Longest wait of our own choosing. */
  maxMs: number;
  /** Longest wait a server may ask for by Retry-After; longer counts as a refusal. */
  maxServerWaitMs: number;
  /** Time for one try, from its start to the whole answer. */
  timeoutMs: number;
}

/** Defaults: six tries over about half a minute of waiting, two minutes for an answer. */
export const RETRY: RetryOptions = { tries: 6, baseMs: 1000, maxMs: 20_000, maxServerWaitMs: 120_000, timeoutMs: 120_000 };

/** What a call is about, for messages and for spreading the waits. */
export interface CallInfo {
  /** `provider:model`. */
  spec: string;
  /** A number of the call's own; spreads the waits of many workers, decides nothing. */
  spread: number;
  signal?: AbortSignal;
  /**
   * Whether this model has answered requests of this kind before. Then a refusal that names no reason is about this request, and an
   * unusable answer; otherwise it is about address and settings, and stops the run. `status`: it was refused with a status, not by a body that
   * nobody can read. Default: no.
   */
  answered?: (status: boolean) => boolean;
  /** Told in one line, once a process, of a kind of trouble that is being waited out. Default: a line on stderr. */
  tell?: ((line: string) => void) | undefined;
}

/**
 * Runs `task` until it gives an answer. Each try takes its money from `hold` once it has its place in the limiter. After an answer, or an
 * answer that is unusable, the money stays held: whoever called writes the answer into the ledger, then gives it back.
 * @throws BillpError `model-refused` or `budget`; UnusableAnswer; the abort reason when `signal` ends it.
 */
export async function call<T>(
  task: (signal: AbortSignal) => Promise<T>,
  info: CallInfo,
  limiter: Limiter,
  options: RetryOptions,
  hold?: Hold,
): Promise<T> {
  if (isOfflineSpec(info.spec)) return inProcess(task, info);
  let tries = 0;
  const once = async (): Promise<T> => {
    info.signal?.throwIfAborted();
    try {
      return await limiter.run(async () => {
        await hold?.take(info.signal);
        tries++;
        return timed(task, info.signal, options.timeoutMs);
      }, info.signal);
    } catch (error) {
      const failure = judge(error);
      // An unusable answer keeps its money held until it is in the ledger; what is aborted counts there as cut off.
      if (failure.unusable === undefined) hold?.[failure.billed && !info.signal?.aborted ? "lose" : "give"]();
      throw new Failed(failure, error);
    }
  };
  try {
    return await pRetry(once, {
      retries: Math.max(0, options.tries - 1),
      minTimeout: 0, // the wait is ours, in onFailedAttempt, because a server may ask for a longer one
      shouldRetry: ({ error }) => isHopeful(error, info, options),
      onFailedAttempt: async ({ error, attemptNumber, retriesLeft }) => {
        if (retriesLeft === 0 || !(error instanceof Failed) || !isHopeful(error, info, options)) return;
        const wait = waitOf(error.failure, attemptNumber, info.spread, options);
        const next = `trying again in ${Math.ceil(wait / 1000)} s, try ${attemptNumber + 1} of ${options.tries}`;
        const line = `${info.spec}: ${redact(error.failure.message)}; ${next}.`;
        // One line a kind of trouble: messages carry ids of requests, and no two are alike.
        const kind = /^HTTP \d+/.exec(error.failure.message)?.[0] ?? "no connection";
        sayOnce(`retry ${info.spec} ${kind}`, line, info.tell);
        await sleep(wait, undefined, { signal: info.signal });
      },
    });
  } catch (error) {
    info.signal?.throwIfAborted();
    if (error instanceof Failed) throw unusable(error, info) ?? refusal(error, info.spec, tries);
    throw error;
  }
}

/** A model in this process needs neither limits nor patience, and fails the same way every time. */
async function inProcess<T>(task: (signal: AbortSignal) => Promise<T>, info: CallInfo): Promise<T> {
  await nextTurn(); // an in-process model never waits, and without this no timer, signal or request is heard while it plays
  info.signal?.throwIfAborted();
  try {
    return await task(info.signal ?? new AbortController().signal);
  } catch (error) {
    info.signal?.throwIfAborted();
    if (error instanceof BillpError) throw error;
    throw new BillpError("model-refused", `The ${info.spec} model failed: ${redact(messageOf(error))}`, {
      hint: "This is a defect in the model's own code; the cause has the trace.",
      cause: error,
    });
  }
}

class Failed extends Error {
  readonly failure: Failure;
  readonly original: unknown;
  constructor(failure: Failure, original: unknown) {
    super(failure.message);
    this.failure = failure;
    this.original = original;
  }
}

function isHopeful(error: unknown, info: CallInfo, options: RetryOptions): boolean {
  if (!(error instanceof Failed) || info.signal?.aborted) return false;
  return error.failure.retry && (error.failure.waitMs ?? 0) <= options.maxServerWaitMs;
}

/** Doubling waits, up to a quarter longer by the call's own number; never shorter than the server asked for. */
export function waitOf(failure: Failure, attempt: number, spread: number, options: RetryOptions): number {
  const own = Math.min(options.maxMs, options.baseMs * 2 ** (attempt - 1));
  return Math.max(failure.waitMs ?? 0, own) * (1 + (spread % 256) / 1024);
}

/** Ends a task that takes too long, whether or not it listens to its signal. */
async function timed<T>(task: (signal: AbortSignal) => Promise<T>, outer: AbortSignal | undefined, ms: number): Promise<T> {
  const inner = new AbortController();
  const abort = () => inner.abort(outer?.reason);
  outer?.addEventListener("abort", abort, { once: true });
  let timer: NodeJS.Timeout | undefined;
  const ended = new Promise<never>((_, reject) => {
    inner.signal.addEventListener("abort", () => reject(inner.signal.reason), { once: true });
    timer = setTimeout(() => {
      const error = new Error(`no answer within ${ms / 1000} s`);
      error.name = "TimeoutError";
      inner.abort(error);
    }, ms);
  });
  try {
    return await Promise.race([task(inner.signal), ended]);
  } catch (error) {
    throw inner.signal.aborted ? inner.signal.reason : error; // clients rename the abort; the reason says which it was
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener("abort", abort);
  }
}

/** The answer that nobody can use, where the failure is this call's alone. What was refused with a status cost nothing. */
function unusable({ failure, original }: Failed, info: CallInfo): UnusableAnswer | undefined {
  if (original instanceof UnusableAnswer) return original;
  const usage = failure.billed ? undefined : { inputTokens: 0, outputTokens: 0 };
  if (failure.unusable !== undefined) return new UnusableAnswer(failure.unusable, failure.message, { usage });
  if (!failure.unclear || !info.answered?.(!failure.billed)) return undefined;
  const reason = failure.billed ? "malformed" : "refusal";
  return new UnusableAnswer(reason, failure.message, { usage: { inputTokens: 0, outputTokens: 0 } }); // its tries are counted as lost
}

function refusal(error: Failed, spec: string, tries: number): unknown {
  if (error.original instanceof BillpError) return error.original;
  const { failure } = error;
  const after = tries > 1 ? ` after ${tries} tries` : "";
  // The original error is no cause: clients hang requests and headers on it, keys included.
  return new BillpError("model-refused", `${spec} gave no answer${after}: ${failure.message}`, { hint: failure.hint });
}
