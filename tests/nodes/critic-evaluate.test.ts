/** critic-evaluate: when the Critic is asked and what it is shown, how the round before is settled, and what is remembered of it. */
import { describe, expect, it } from "vitest";
import type { SettingsInput } from "../../core/settings.ts";
import type { Script } from "../../models/scripted.ts";
import { criticEvaluate } from "../../nodes/critic-evaluate.ts";
import type { Judgement, State } from "../../nodes/state.ts";
import { entriesOf, HISTORY, probe, roundOf, sectionsOf, stateOf, titleOf } from "../stubs/context.ts";

const texts = (...items: number[]) => items.map(titleOf).join("; ");
const values = entriesOf(8, (n) => ({ state: `state ${n}`, value: n * 1.111 }));
const judged = (round: number, value: number | null): Judgement => ({
  ...{ id: `000040-00${round}`, episode: 40, round, value, clipped: false, advantage: null },
});
const rounds = [roundOf(1, 40, { reward: 5 }), roundOf(2, 41, { reward: 4 })];
const judgements = [judged(1, 20), judged(2, 7)];
const LEFT = { end: { kind: "quit", reason: "dislike" }, reward: 0, accepted: false } as const;

async function judge(value: number | string, more: Partial<State> = {}, settings: SettingsInput = {}) {
  const critic: Script["critic"] = [typeof value === "string" ? value : { reason: "r", value }];
  const made = probe(settings, { critic });
  const update = await criticEvaluate(stateOf({ values, rounds, judgements, ...more }, settings), made.context, {});
  return { ...made, update, sections: sectionsOf(made.calls[0]) };
}

describe("what the Critic is shown", () => {
  it("values, recalled by the state as it is now, with the Critic's own number and distance", async () => {
    const { searches, sections, ledger } = await judge(9);
    expect(searches).toEqual([
      {
        index: "states",
        query: texts(...HISTORY.slice(-8), 40, 41),
        ids: values.map((v) => v.id),
        texts: values.map((v) => v.state),
        options: { visibleUpTo: 31, k: 4, maxDistance: 0.57 },
      },
    ]);
    expect(sections.get("values")).toEqual([
      { value: 1.11, likeness: 1 },
      { value: 2.22, likeness: 0.9 },
      { value: 3.33, likeness: 0.8 },
      { value: 4.44, likeness: 0.7 },
    ]);
    const call = ledger.get({ scope: "", episode: 40, round: 3, role: "critic", attempt: 0 });
    expect(call?.recalled).toEqual([26, 27, 28, 29].map((e) => `values:0000${e}-001`));
  });

  it("the scale: 0 to r_max/(1−γ), or the integers from −5 to 5 in paper fidelity", async () => {
    expect((await judge(9)).calls[0]?.messages[0]?.content).toMatch(/plus 0\.75 times the one after.* to 20 \(/s);
    expect((await judge(3, {}, { fidelity: "paper" })).calls[0]?.messages[0]?.content).toContain("an integer from -5");
  });
});

describe("the judgement", () => {
  it("of the first state settles nothing and remembers nothing", async () => {
    const { update } = await judge(9, { rounds: [], judgements: [] });
    expect(update).toEqual({ judgements: [judged(1, 9)] });
  });

  it("of a later state settles the round before: A = r + γV' − V", async () => {
    const { update } = await judge(9);
    expect(update.judgements).toEqual([{ ...judged(3, 9), advantage: 4 + 0.75 * 9 - 7 }]);
  });

  it("is not asked for after the user left: V' is 0", async () => {
    const { update, calls, searches } = await judge("unused", { rounds: [rounds[0] as never, roundOf(2, 41, LEFT)] });
    expect([calls, searches]).toEqual([[], []]);
    expect(update.judgements).toEqual([{ ...judged(3, null), advantage: -7 }]);
    expect(update.values).toMatchObject([{ value: 0 }]);
    expect(update.experience).toMatchObject([{ good: false }]);
  });

  it("is asked for after a cut-off, which has a next state", async () => {
    const { update, calls } = await judge(10, {
      rounds: [rounds[0] as never, roundOf(2, 41, { reward: 4, end: { kind: "limit", reason: null } })],
    });
    expect(calls).toHaveLength(1);
    expect(update.judgements).toEqual([{ ...judged(3, 10), advantage: 4 + 7.5 - 7 }]);
  });

  it("is moved into the range, and that is counted", async () => {
    expect((await judge(20.5)).update.judgements).toMatchObject([{ value: 20, clipped: true }]);
    expect((await judge(-0.5)).update.judgements).toMatchObject([{ value: 0, clipped: true }]);
    expect((await judge(20)).update.judgements).toMatchObject([{ value: 20, clipped: false }]);
    expect((await judge(-4.6, {}, { fidelity: "paper" })).update.judgements).toMatchObject([{ value: -5, clipped: false }]);
    expect((await judge(6, {}, { fidelity: "paper" })).update.judgements).toMatchObject([{ value: 5, clipped: true }]);
  });

  it("of the first state is 0 in paper fidelity, without asking", async () => {
    const { update, calls } = await judge("unused", { rounds: [], judgements: [] }, { fidelity: "paper" });
    expect(calls).toEqual([]);
    expect(update).toEqual({ judgements: [judged(1, 0)] });
  });

  it("that cannot be used leaves no value, no advantage and no entry", async () => {
    const { update } = await judge("nothing");
    expect(update).toEqual({ judgements: [judged(3, null)] });
    const before = await judge(9, { judgements: [judged(1, 20), judged(2, null)] });
    expect(before.update.judgements).toEqual([judged(3, 9)]);
    expect(before.update.experience).toBeUndefined();
    expect(before.update.values).toMatchObject([{ value: 4 + 0.75 * 9 }]); // the target needs no V
  });
});

describe("what is remembered of the settled round", () => {
  const key = { id: "000040-002", episode: 40, round: 2, state: texts(...HISTORY.slice(-9), 40) };

  it("M_A and M_C, keyed by the state before the item", async () => {
    const { update } = await judge(9);
    expect(update.experience).toEqual([{ ...key, title: titleOf(41), good: true }]);
    expect(update.values).toEqual([{ ...key, value: 4 + 0.75 * 9 }]);
    expect(update.plans).toBeUndefined();
    expect((await judge(3.9)).update.experience).toMatchObject([{ good: false }]); // 4 + 2.925 − 7
    expect((await judge(4)).update.experience).toMatchObject([{ good: true }]); // exactly 0
  });

  it("the plan and its advantage, when plan memory is on and there was a plan", async () => {
    const { update } = await judge(9, {}, { plans: true });
    expect(update.plans).toEqual([{ ...key, plan: "plan 2", advantage: 4 + 0.75 * 9 - 7 }]);
    const without = [rounds[0] as never, roundOf(2, 41, { plan: "" })];
    expect((await judge(9, { rounds: without }, { plans: true })).update.plans).toBeUndefined();
  });

  it("nothing by a frozen test, everything by an online one", async () => {
    const episode = { number: 40, user: 3, split: "test" as const, visibleUpTo: 30 };
    expect(Object.keys((await judge(9, { episode })).update)).toEqual(["judgements"]);
    const online = await judge(9, { episode }, { memory: "online", plans: true });
    expect(Object.keys(online.update).sort()).toEqual(["experience", "judgements", "plans", "values"]);
  });

  it("nothing of a round without an item", async () => {
    const unusable = { item: null, title: null, proposal: null, end: { kind: "unusable", reason: null }, reward: 0 } as const;
    const { update } = await judge("unused", { rounds: [rounds[0] as never, roundOf(2, 41, { ...unusable, accepted: false })] });
    expect(update).toEqual({ judgements: [{ ...judged(3, null), advantage: -7 }] });
  });
});

describe("a method that keeps only one of the Critic's memories", () => {
  async function judgeWithout(memory: "experience" | "values") {
    const made = probe({}, { critic: [{ reason: "r", value: 9 }] });
    const context = { ...made.context, parts: { ...made.context.parts, [memory]: false } };
    return { ...made, update: await criticEvaluate(stateOf({ values, rounds, judgements }), context, {}) };
  }

  it("writes no experience without M_A", async () => {
    const { update } = await judgeWithout("experience");
    expect(Object.keys(update).sort()).toEqual(["judgements", "values"]);
  });

  it("neither writes nor recalls values without M_C", async () => {
    const { update, searches } = await judgeWithout("values");
    expect(Object.keys(update).sort()).toEqual(["experience", "judgements"]);
    expect(searches).toEqual([]);
  });
});

it("remembers the first round of a simulated user without a history, and nothing of a live one of whom only the history is known", async () => {
  const first = { rounds: rounds.slice(0, 1), judgements: judgements.slice(0, 1) };
  const settle = async (live: boolean) => {
    const { context } = probe({}, { critic: [{ reason: "r", value: 9 }] });
    const users = context.users.map((u) => ({ ...u, history: live ? u.history : [] }));
    return criticEvaluate(stateOf(first), { ...context, users, live }, {});
  };
  expect(await settle(false)).toMatchObject({ experience: [{ round: 1, state: "" }], values: [{ round: 1, state: "" }] });
  expect(Object.keys(await settle(true))).toEqual(["judgements"]);
});
