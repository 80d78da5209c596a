/** Call ledger: every finished model call under its address, so that a resumed run repeats none and usage survives a kill. */
import { BillpError } from "../../core/errors.ts";
import type { UnusableReason } from "../answers/unusable-answer.ts";
import { addCalls, addLoss, createOutlays, type Loss, type Outlay } from "./outlay.ts";
import { addTo, type Tally } from "./usage.ts";

/** Where in a run a call belongs. `scope` is "" for the run itself and a fork's id for a fork; attempt 0 is the first, repairs follow. */
export interface Address {
  scope: string;
  episode: number;
  round: number;
  role: string;
  attempt: number;
}

/** A finished call. */
export interface LedgerEntry {
  /** sha256 of the canonical request: model, messages, parameters, seed, method. */
  request: string;
  /** The raw text of the answer. */
  answer: string;
  model: string;
  inputTokens: number;
  outputTokens: number;
  /** Null when the model has no known price. */
  costUsd: number | null;
  /** True when the server gave no token counts and these are estimates. */
  estimated: boolean;
  /** True when the answer came from the cache of answers. */
  cached?: boolean;
  /** Why the answer ended, where it did not end of itself; absent where it did, and in files of older versions. */
  ended?: UnusableReason;
  /** Why the answer could not be used, in words, those of the server where it refused the call; absent where it was used. */
  fault?: string;
  /** The messages sent, as JSON, for people to read later. May be dropped by a ledger in memory. */
  messages?: string;
  /** Memory entries that the prompt showed, as `memory:id`; absent where the role recalls nothing, and in files of older versions. */
  recalled?: readonly string[];
}

/** A finished call with its place in the episode. */
export interface LedgerCall extends LedgerEntry {
  readonly round: number;
  readonly role: string;
  readonly attempt: number;
}

/** How many calls ended how. `cutOff`: started, then killed or aborted before an end was written. */
export interface Counts {
  finished: number;
  failed: number;
  cutOff: number;
}

/** Embeddings by model and text hash, and what making them took. */
export interface Vectors {
  get(model: string, textHash: string): Float32Array | undefined;
  /** Stores the vectors of one embedding call together with its usage, at once. The vectors are everybody's, the usage is the scope's. */
  put(model: string, rows: readonly { hash: string; vector: Float32Array }[], usage: Tally, scope?: string): void;
}

/** Store of calls and vectors of one run. */
export interface Ledger {
  get(address: Address): LedgerEntry | undefined;
  /** The finished calls of an episode by round, role (Planner, Critic, Actor, Reflector) and attempt. Messages are unpacked when they are read. */
  entries(episode: number, scope?: string): LedgerCall[];
  /** Notes that a call starts; one that never ends was cut off. */
  begin(address: Address, request: string): void;
  /** Writes the answer. An address that has one keeps its first. */
  finish(address: Address, entry: LedgerEntry): void;
  /** Notes that a call ended without an answer: in an error, or cut off by an abort. */
  fail(address: Address, cutOff?: boolean): void;
  /** Calls of a scope: the run's own, or those of a fork. */
  counts(scope?: string): Counts;
  /** Totals of a scope's finished calls by role; embeddings under `embedding`. */
  usageByRole(scope?: string): Record<string, Tally>;
  /** Notes a try that ended without an answer and may have been billed. */
  lose(loss: Loss, scope?: string): void;
  /** What a scope's calls have cost, losses included. */
  outlay(scope?: string): Outlay;
  readonly vectors: Vectors;
  close(): void;
}

/** Name under which embeddings are counted beside the four roles. */
export const EMBEDDING_ROLE = "embedding";

/** The finished call at an address, after checking that it answered this very request. */
export function replay(ledger: Ledger, address: Address, request: string): LedgerEntry | undefined {
  const entry = ledger.get(address);
  if (!entry || entry.request === request) return entry;
  const { episode, round, role, attempt } = address;
  throw new BillpError(
    "resume-mismatch",
    `The recorded call of episode ${episode}, round ${round}, ${role}, attempt ${attempt} answered another request than this run makes.`,
    { hint: "Resume with the settings, code and world of the first start, or begin a new run in another folder." },
  );
}

/** One string per address, for maps. */
export function addressKey(a: Address): string {
  return `${a.episode}|${a.round}|${a.role}|${a.attempt}|${a.scope}`;
}

/** Options of {@link createMemoryLedger}. */
export interface MemoryLedgerOptions {
  /** Keep the messages of every call (large). */
  keepMessages?: boolean;
  /** False: finished calls are counted but never given back, for a server whose threads share addresses. */
  replay?: boolean;
}

/** A ledger that ends with the process. */
export function createMemoryLedger(options: MemoryLedgerOptions = {}): Ledger {
  const entries = new Map<string, LedgerCall & Address>();
  const open = new Set<string>();
  const vectors = new Map<string, Float32Array>();
  const scopes = createTotals();
  const outlays = createOutlays();
  const ended = new Map<string, Counts>();
  const countsOf = (scope: string): Counts => {
    const known = ended.get(scope) ?? { finished: 0, failed: 0, cutOff: 0 };
    ended.set(scope, known);
    return known;
  };
  const cutOff = (scope: string): void => {
    countsOf(scope).cutOff++;
    outlays.of(scope).cutOff++;
  };
  return {
    get(a) {
      const found = entries.get(addressKey(a));
      return found && entryOf(found);
    },
    entries: (episode, scope = "") =>
      [...entries.values()]
        .filter((e) => e.episode === episode && e.scope === scope)
        .map(callOf)
        .sort(byPlace),
    begin(a) {
      if (open.has(addressKey(a))) cutOff(a.scope);
      open.add(addressKey(a));
    },
    finish(a, entry) {
      const key = addressKey(a);
      open.delete(key);
      if (entries.has(key)) return; // the first answer stays
      countsOf(a.scope).finished++;
      addTo(scopes.of(a.scope), a.role, tallyOf(entry));
      addCalls(outlays.of(a.scope), entry.model, tallyOf(entry));
      if (options.replay === false) return;
      const { messages, ...rest } = entry;
      entries.set(key, { ...a, ...rest, ...(options.keepMessages ? { messages } : {}) });
    },
    fail(a, wasCut = false) {
      if (!open.delete(addressKey(a))) return;
      if (wasCut) cutOff(a.scope);
      else countsOf(a.scope).failed++;
    },
    counts: (scope = "") => ({ ...countsOf(scope) }),
    usageByRole: (scope = "") => structuredClone(scopes.of(scope)),
    lose: (loss, scope = "") => addLoss(outlays.of(scope), loss),
    outlay: (scope = "") => structuredClone(outlays.of(scope)),
    vectors: {
      get: (model, hash) => vectors.get(`${model}|${hash}`),
      put(model, rows, usage, scope = "") {
        for (const { hash, vector } of rows) vectors.set(`${model}|${hash}`, vector);
        addTo(scopes.of(scope), EMBEDDING_ROLE, usage);
        addCalls(outlays.of(scope), model, usage);
      },
    },
    close: () => undefined,
  };
}

/** Totals by scope and role. */
export function createTotals(known: Iterable<[string, Record<string, Tally>]> = []) {
  const scopes = new Map(known);
  return {
    of(scope: string): Record<string, Tally> {
      const roles = scopes.get(scope) ?? {};
      scopes.set(scope, roles);
      return roles;
    },
  };
}

const ROLE_ORDER = ["planner", "critic", "actor", "reflector"];

/** Order of an episode's calls; by time would depend on who answered first. */
export function byPlace(a: LedgerCall, b: LedgerCall): number {
  return a.round - b.round || ROLE_ORDER.indexOf(a.role) - ROLE_ORDER.indexOf(b.role) || a.attempt - b.attempt;
}

function entryOf({ scope: _, episode: __, round: ___, role: ____, attempt: _____, ...entry }: LedgerCall & Address): LedgerEntry {
  return entry;
}

function callOf({ scope: _, episode: __, ...call }: LedgerCall & Address): LedgerCall {
  return call;
}

/** What one finished call adds to the totals. */
export function tallyOf(entry: LedgerEntry): Tally {
  return {
    calls: 1,
    inputTokens: entry.inputTokens,
    outputTokens: entry.outputTokens,
    costUsd: entry.costUsd,
    estimatedCalls: entry.estimated ? 1 : 0,
    ...(entry.cached ? { cached: 1 } : {}),
    ...(entry.fault === undefined ? {} : { unusable: 1 }),
  };
}
