/** Sessions of live people for server code: start, answer, resume. All that lasts is in the checkpointer; any process may go on. */
import { randomUUID } from "node:crypto";
import { type BaseCheckpointSaver, Command } from "@langchain/langgraph";
import { BillpError } from "../../core/errors.ts";
import type { SettingsInput } from "../../core/settings.ts";
import { sessionInput } from "../../graphs/episode-input.ts";
import { buildSessionGraph } from "../../graphs/session.ts";
import { type Memories, noMemories } from "../../memory/entries.ts";
import { asPriorMemories } from "../../memory/prior.ts";
import { parseSettings } from "../../methods/settings.ts";
import { REFUSAL } from "../../nodes/await-feedback.ts";
import type { ContextOf } from "../../nodes/context.ts";
import { findTitles, sharedMemories } from "../../nodes/live-person.ts";
import { createRuntime } from "../../nodes/runtime.ts";
import { type Feedback, FeedbackSchema, type LiveState, type Offer, PersonSchema } from "../../nodes/session-state.ts";
import type { End } from "../../nodes/state.ts";
import { locksInProcess, type SessionLock } from "./claims.ts";

/** What a person gets: the next recommendation, or the end. Plain JSON. */
export type Turn =
  | { session: string; status: "waiting"; round: number; title: string; categories: readonly string[] }
  | { session: string; status: "ended"; end: End; len: number; return: number };

/** The first turn also says which titles of the history the catalogue does not have. */
export type FirstTurn = Turn & { unknown: string[] };

export interface SessionsOptions {
  readonly checkpointer: BaseCheckpointSaver;
  /** Settings of every session; models as in a run. With `memory: "online"` a session writes memories of its own, too. */
  readonly settings?: SettingsInput;
  /** What was learned before: a run's memory.jsonl, read by `parseMemories`. Every session sees all of it. */
  readonly memories?: Partial<Memories>;
  /** Default: {@link createRuntime} without options. */
  readonly runtime?: ContextOf;
  /** Default: {@link locksInProcess}. */
  readonly claim?: SessionLock;
}

export interface Sessions {
  /** Begins a session. @throws BillpError `bad-input`; `session-conflict` when there is a session of that id. */
  start(person: { history: readonly string[] }, session?: string): Promise<FirstTurn>;
  /**
   * Takes the answer to the item of a round.
   * @throws BillpError `bad-input`, and the session still waits; `no-session`; `session-conflict` when it does not wait for this answer.
   */
  answer(session: string, round: number, feedback: Feedback): Promise<Turn>;
  /** Where a session stands; one that was cut off between an answer and the next item goes on first. */
  resume(session: string): Promise<Turn>;
}

/** Opens the sessions of a checkpointer. */
export function createSessions(options: SessionsOptions): Sessions {
  const contextOf = options.runtime ?? createRuntime();
  const given = givenBy(options);
  let shared: Memories | undefined;
  const { play, alone, standing } = threadsOf(options, contextOf);
  return {
    async start(person, session = randomUUID()) {
      if (session in {})
        throw new BillpError("bad-input", `session: ${session} cannot be an id.`, { hint: "Choose another, or none." });
      const { catalogue } = await contextOf(given.settings);
      shared ??= sharedMemories(catalogue, given.memories);
      const input = sessionInput(given.settings, personOf(person), shared);
      const { unknown } = findTitles(catalogue, input.person.history);
      return alone(session, async () => {
        if ((await standing(session)) !== null) throw conflict(session, "exists already", "Resume it, or choose another id.");
        return { ...(await play(session, input)), unknown };
      });
    },
    async answer(session, round, feedback) {
      const { success, data } = FeedbackSchema.safeParse(feedback);
      if (!success) throw new BillpError("bad-input", REFUSAL);
      return alone(session, async () => {
        const { offer, over } = (await standing(session)) ?? missing(session);
        if (over) throw conflict(session, "is over", "Start another one.");
        if (offer === undefined) throw conflict(session, "was cut off before its next item", "Resume it.");
        if (offer.round !== round)
          throw conflict(session, `waits for the answer to round ${offer.round}, not ${round}`, "Resume it.");
        return play(session, new Command({ resume: data }));
      });
    },
    async resume(session) {
      const { state, offer, over } = (await standing(session)) ?? missing(session);
      if (over) return turnOf(session, state);
      if (offer !== undefined) return waiting(session, offer);
      return alone(session, () => play(session, null));
    },
  };
}

/** The graph's threads as sessions need them. */
function threadsOf({ checkpointer, claim = locksInProcess(checkpointer) }: SessionsOptions, contextOf: ContextOf) {
  const graph = buildSessionGraph(contextOf, checkpointer);
  const at = (session: string) => ({ configurable: { thread_id: session } });
  return {
    // "sync": what was answered is stored before the next item is asked for.
    play: async (session: string, input: unknown): Promise<Turn> =>
      turnOf(session, (await graph.invoke(input as never, { ...at(session), durability: "sync" })) as LiveState & Interrupted),

    async alone<T>(session: string, act: () => Promise<T>): Promise<T> {
      const free = await claim(session);
      if (free === null)
        throw conflict(session, "is busy with another request", "Wait for its answer, then ask where it stands.");
      try {
        return await act();
      } finally {
        await free();
      }
    },

    /** Null when there is no such session. */
    async standing(session: string) {
      if (session in {}) return null; // checkpointers keep threads in plain objects
      const snapshot = await graph.getState(at(session));
      const state = snapshot.values as LiveState;
      if (state.settings === undefined && snapshot.next.length === 0) return null;
      const offer = snapshot.tasks.flatMap((t) => t.interrupts)[0]?.value as Offer | undefined;
      return { state, offer, over: snapshot.next.length === 0 };
    },
  };
}

interface Interrupted {
  readonly __interrupt__?: readonly { value?: unknown }[];
}

function givenBy({ settings = {}, memories = {} }: SessionsOptions) {
  return { settings: parseSettings(settings), memories: asPriorMemories({ ...noMemories(), ...memories }) };
}

function personOf(person: unknown) {
  const parsed = PersonSchema.safeParse(person);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new BillpError("bad-input", `person.${issue?.path.join(".")}: ${issue?.message}`);
}

function turnOf(session: string, state: LiveState & Interrupted): Turn {
  const offer = state.__interrupt__?.[0]?.value as Offer | undefined;
  if (offer !== undefined) return waiting(session, offer);
  const { end, len, return: total } = state.outcomes.at(-1) ?? { end: { kind: "unusable", reason: null }, len: 0, return: 0 };
  return { session, status: "ended", end, len, return: total };
}

function waiting(session: string, { round, title, categories }: Offer): Turn {
  return { session, status: "waiting", round, title, categories };
}

function missing(session: string): never {
  throw new BillpError("no-session", `There is no session "${session}".`, { hint: "Start one." });
}

function conflict(session: string, what: string, hint: string): BillpError {
  return new BillpError("session-conflict", `Session "${session}" ${what}.`, { hint });
}
