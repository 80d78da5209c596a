/** await-feedback: what a person is shown, what they may answer, and which round that makes. The graph around it is real. */
import { Command, END, MemorySaver, START, StateGraph } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import type { SettingsInput } from "../../core/settings.ts";
import { awaitFeedback, offerOf, REFUSAL } from "../../nodes/await-feedback.ts";
import { type LiveState, SessionState } from "../../nodes/session-state.ts";
import type { Round } from "../../nodes/state.ts";
import { probe, roundOf, stateOf, titleOf } from "../stubs/context.ts";

const action = { proposal: "Film 50", item: 50, replaced: true };

/** The state of a session in its third round; its person stands in the world as user 3. */
function live(rounds: Round[] = [roundOf(1, 40), roundOf(2, 41)], settings: SettingsInput = {}): LiveState {
  const state = stateOf({ rounds, action, users: { split: "test", ids: null, from: 0, count: 1 } }, settings);
  return { ...state, person: { history: [] }, refused: null } as unknown as LiveState;
}

/** Shows the offer, and answers it. */
async function answer(given: unknown, state = live(), settings: SettingsInput = {}) {
  const { context } = probe(settings);
  const graph = new StateGraph(SessionState)
    .addNode("await-feedback", (s: LiveState) => awaitFeedback(s, context))
    .addEdge(START, "await-feedback")
    .addEdge("await-feedback", END)
    .compile({ checkpointer: new MemorySaver() });
  const config = { configurable: { thread_id: "one" } };
  await graph.invoke(state, config);
  const [task] = (await graph.getState(config)).tasks;
  const after = (await graph.invoke(new Command({ resume: given }), config)) as LiveState;
  return { offer: task?.interrupts[0]?.value, rounds: after.rounds, refused: after.refused };
}

describe("await-feedback", () => {
  it("shows the item of the round: title and kinds, nothing of what it is worth", async () => {
    const offer = { round: 3, title: titleOf(50), categories: ["Drama", "Comedy"], refused: null };
    expect((await answer({ rating: 4 })).offer).toEqual(offer);
    expect(offerOf({ ...live(), refused: "why" }, probe().context)).toEqual({ ...offer, refused: "why" });
  });

  it("takes a rating as the round's reward; the world's own is not looked up", async () => {
    const { rounds, refused } = await answer({ rating: 4.5 });
    expect(refused).toBeNull();
    expect(rounds).toHaveLength(3);
    expect(rounds[2]).toEqual({
      ...{ id: "000040-003", episode: 40, round: 3, plan: "Next Western, then Drama.", proposal: "Film 50", item: 50 },
      ...{ title: titleOf(50), reward: 4.5, worldReward: null, accepted: true, replaced: true, end: null },
    });
  });

  it("a person who leaves quits, and the round earns nothing", async () => {
    expect((await answer({ left: true })).rounds[2]).toMatchObject({
      ...{ reward: 0, accepted: false, end: { kind: "quit", reason: null } },
    });
  });

  it("the rating at the step limit is the last; a person who leaves there has left", async () => {
    const rounds = [1, 2, 3, 4, 5].map((n) => roundOf(n, 40 + n));
    expect((await answer({ rating: 1 }, live(rounds))).rounds[5]).toMatchObject({
      reward: 1,
      end: { kind: "limit", reason: null },
    });
    expect((await answer({ left: true }, live(rounds))).rounds[5]).toMatchObject({ end: { kind: "quit" } });
    expect((await answer({ rating: 1 }, live(rounds.slice(1)))).rounds.at(-1)?.end).toBeNull();
  });

  it.each([{ rating: 0.9 }, { rating: 5.1 }, { rating: "5" }, { left: false }, {}, "5"])("refuses %j in words", async (given) => {
    const { rounds, refused } = await answer(given);
    expect(refused).toBe(REFUSAL);
    expect(rounds).toHaveLength(2);
  });

  it("has no plan without a Planner", async () => {
    const settings: SettingsInput = { method: "act-only" };
    expect((await answer({ rating: 3 }, live(undefined, settings), settings)).rounds[2]?.plan).toBeNull();
  });
});
