/** One story that every checkpointer and server must tell alike: three users, then a fork from the middle of episode 2. */
import { expect } from "vitest";
import type { buildGraph } from "../../graphs/billp.ts";
import { MEMORY_NAMES, type Memories } from "../../memory/entries.ts";
import type { Judgement, Outcome, Round, State } from "../../nodes/state.ts";

/** Three train users; each sees what the one before wrote. */
export const INPUT = { settings: { lag: 1, plans: true }, users: { split: "train" as const, from: 0, count: 3 } };

/** What the fork's plan says instead. */
export const EDITED_PLAN = "Offer a quiet documentary next.";

/** A superstep as LangGraph's history shows it, here or through the SDK; history is newest first. */
export interface Snapshot {
  readonly values: Partial<State>;
  readonly next: readonly string[];
  readonly thread: string;
  readonly checkpoint: string;
  readonly parent: string | undefined;
}

/** The graph behind a way of reaching it. */
export interface Teller {
  play(thread: string): Promise<State>;
  history(thread: string): Promise<Snapshot[]>;
  /** Updates as `macro-plan` on the checkpoint, then runs the thread on; gives the state at the end. */
  fork(thread: string, checkpoint: string, update: { plan: string }): Promise<State>;
}

/** What a story leaves behind: no ids of threads or checkpoints. */
export interface Told {
  readonly played: Outcome[];
  readonly memories: Memories;
  readonly forked: Outcome[];
  readonly forkedRounds: Round[];
  readonly forkedMemories: Memories;
}

/** Tells the story, checks what each chapter must show, and returns what can be compared between tellers. */
export async function tell(teller: Teller, thread: string): Promise<Told> {
  const end = await teller.play(thread);
  expect(end.outcomes.map((o) => o.episode)).toEqual([1, 2, 3]);
  const history = await teller.history(thread);
  checkGrowth(history);
  const middle = middleOf(history);
  const before = middle.values as State;
  const last = await teller.fork(thread, middle.checkpoint, { plan: EDITED_PLAN });
  const after = await teller.history(thread);
  checkFork(before, end, after, middle);
  checkUntouched(history, after);
  expect(last.outcomes.map((o) => o.episode)).toEqual([1, 2, 3]);
  const forkedRounds = roundsOfEpisode(after, 2);
  return {
    played: end.outcomes,
    memories: memoriesOf(end),
    forked: last.outcomes,
    forkedRounds,
    forkedMemories: memoriesOf(last),
  };
}

/** Memories only ever grow along the history, entry by entry, and end with something in each. */
function checkGrowth(history: readonly Snapshot[]): void {
  const oldestFirst = [...history].reverse();
  for (const name of MEMORY_NAMES) {
    const ids = oldestFirst.map((s) => (s.values[name] ?? []).map((e) => e.id));
    for (let i = 1; i < ids.length; i++) expect(ids[i]?.slice(0, ids[i - 1]?.length), name).toEqual(ids[i - 1]);
    expect(ids.at(-1)?.length, name).toBeGreaterThan(0);
  }
}

/** The checkpoint after the superstep that planned and judged round 2 or later of episode 2. */
function middleOf(history: readonly Snapshot[]): Snapshot {
  const found = history.filter(
    (s) => s.values.episode?.number === 2 && s.next.join() === "micro-act" && (s.values.rounds?.length ?? 0) >= 1,
  );
  expect(found.length).toBeGreaterThan(1);
  return found.at(-1) as Snapshot;
}

function checkFork(before: State, original: State, history: readonly Snapshot[], middle: Snapshot): void {
  const round = before.rounds.length + 1;
  const update = history.find((s) => s.parent === middle.checkpoint && s.values.plan === EDITED_PLAN);
  expect(update?.next).toEqual(["micro-act"]);
  // As it was then: the very entries of that checkpoint, nothing of what came later.
  for (const name of MEMORY_NAMES) expect(update?.values[name], name).toEqual(before[name]);
  expect(update?.values.rounds).toEqual(before.rounds);
  expect(update?.values.judgements).toEqual(before.judgements);
  const branch = lineage(history);
  const ended = branch.find((s) => s.values.episode?.number === 2 && s.next.join() === "reflect")?.values as State;
  expect(ended.rounds.find((r) => r.round === round)?.plan).toBe(EDITED_PLAN);
  expect(ended.judgements.map((j) => j.round)).toEqual(
    (ended.rounds.at(-1)?.end?.kind === "unusable" ? ended.rounds : [...ended.rounds, null]).map((_, i) => i + 1),
  );
  // The round that was planned before the fork is judged once, and its entries are written, as in the original.
  expect(ended.judgements.filter((j: Judgement) => j.round === round)).toEqual(before.judgements.slice(-1));
  const own = (s: State) => ({
    experience: s.experience.filter((e) => e.episode === 2 && e.round <= round).map((e) => e.id),
    values: s.values.filter((e) => e.episode === 2 && e.round <= round).map((e) => e.id),
    plans: s.plans.filter((e) => e.episode === 2 && e.round <= round).map((e) => e.id),
  });
  expect(own(ended)).toEqual(own(original));
  expect(own(ended).values.length).toBe(round);
}

/** The branch that was left reads as before. */
function checkUntouched(before: readonly Snapshot[], after: readonly Snapshot[]): void {
  const known = new Map(after.map((s) => [s.checkpoint, s]));
  for (const s of before) expect(known.get(s.checkpoint)?.values).toEqual(s.values);
}

/** The snapshots from the head back to the beginning: what the head's branch consists of. */
export function lineage(history: readonly Snapshot[]): Snapshot[] {
  const byId = new Map(history.map((s) => [s.checkpoint, s]));
  const path: Snapshot[] = [];
  for (let s = history[0]; s !== undefined; s = s.parent === undefined ? undefined : byId.get(s.parent)) path.push(s);
  return path;
}

function roundsOfEpisode(history: readonly Snapshot[], episode: number): Round[] {
  const last = lineage(history).find((s) => s.values.episode?.number === episode && s.next.join() === "reflect");
  return last?.values.rounds ?? [];
}

/** The four memories of a state. */
export function memoriesOf(state: State): Memories {
  return { experience: state.experience, values: state.values, reflections: state.reflections, plans: state.plans };
}

/** The graph in this process. */
export function inProcess(graph: ReturnType<typeof buildGraph>): Teller {
  const at = (thread_id: string, checkpoint_id?: string) => ({ configurable: { thread_id, checkpoint_id } });
  return {
    play: async (thread) => (await graph.invoke(INPUT as never, at(thread))) as State,
    async history(thread) {
      const all: Snapshot[] = [];
      for await (const s of graph.getStateHistory(at(thread)))
        all.push({
          values: s.values,
          next: s.next,
          thread,
          checkpoint: s.config.configurable?.checkpoint_id,
          parent: s.parentConfig?.configurable?.checkpoint_id,
        });
      return all;
    },
    async fork(thread, checkpoint, update) {
      const forked = await graph.updateState(at(thread, checkpoint), update, "macro-plan");
      return (await graph.invoke(null, forked)) as State;
    },
  };
}
