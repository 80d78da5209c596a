/** reflect: the outcome of an episode, what could not be used in it, and when and what the Reflector is asked. */
import { describe, expect, it } from "vitest";
import type { SettingsInput } from "../../core/settings.ts";
import type { Script } from "../../models/scripted.ts";
import { reflect } from "../../nodes/reflect.ts";
import type { Judgement, State } from "../../nodes/state.ts";
import { HISTORY, probe, roundOf, sectionsOf, stateOf, titleOf } from "../stubs/context.ts";

const LESSON = { diagnosis: "Too much alike.", principle: "Vary the kinds." };
const quit = { kind: "quit", reason: "similar" } as const;
const rounds = [
  roundOf(1, 40, { reward: 4.5 }),
  roundOf(2, 41, { reward: 2.5, plan: "" }),
  roundOf(3, 42, { reward: 0, worldReward: 3, accepted: false, end: quit }),
];
const judged = (round: number, value: number | null, clipped = false): Judgement => ({
  ...{ id: `000040-00${round}`, episode: 40, round, value, clipped, advantage: null },
});
const judgements = [judged(1, 3), judged(2, null), judged(3, 25, true), judged(4, null)];
const cutOff = rounds.map((r) =>
  r.round === 3 ? { ...r, reward: 3, accepted: true, end: { kind: "limit" as const, reason: null } } : r,
);

async function end(more: Partial<State> = {}, settings: SettingsInput = {}, script: Script = { reflector: [LESSON] }) {
  const made = probe(settings, script);
  const update = await reflect(stateOf({ rounds, judgements, ...more }, settings), made.context, {});
  return { ...made, update, outcome: (update.outcomes as State["outcomes"])[0] };
}

describe("the outcome", () => {
  it("sums the accepted rounds alone", async () => {
    const { outcome } = await end();
    expect(outcome).toEqual({
      ...{ id: "000040", episode: 40, user: 3, split: "train", end: quit, len: 2, return: 7 },
      faults: { planner: 1, actor: 0, critic: 1, reflector: 0, clipped: 1 },
    });
    expect((await end({ rounds: cutOff })).outcome).toMatchObject({ len: 3, return: 10, end: { kind: "limit" } });
  });

  it("misses the Critic's last value after a cut-off, and not after a quit", async () => {
    expect((await end({ rounds: cutOff })).outcome?.faults).toMatchObject({ critic: 2, clipped: 1 });
    expect((await end({ judgements: judgements.slice(0, 3) })).outcome?.faults).toMatchObject({ critic: 1 });
  });

  it("counts a round without a proposal as the Actor's fault, and an episode without a round as unusable", async () => {
    const unusable = { ...roundOf(2, 41), item: null, title: null, proposal: null, accepted: false, reward: 0 };
    const last = { ...unusable, end: { kind: "unusable" as const, reason: null } };
    expect((await end({ rounds: [rounds[0] as never, last] })).outcome).toMatchObject({
      ...{ len: 1, return: 4.5, end: { kind: "unusable" }, faults: { actor: 1, planner: 0 } },
    });
    expect((await end({ rounds: [], judgements: [] })).outcome).toMatchObject({
      end: { kind: "unusable", reason: null },
      len: 0,
      return: 0,
    });
  });
});

describe("the Reflector", () => {
  it("is asked once, after the last round, with the whole stay; its two sentences are the entry", async () => {
    const { update, calls, ledger } = await end();
    expect(update.reflections).toEqual([{ id: "000040", episode: 40, text: "Too much alike. Vary the kinds." }]);
    expect(calls.map((c) => c.role)).toEqual(["reflector"]);
    const sections = sectionsOf(calls[0]);
    expect(sections.get("history")).toEqual(HISTORY.slice(-7).map(titleOf));
    expect(sections.get("end")).toEqual([{ left: true, rounds: 3, sum_of_ratings: 7 }]);
    expect(ledger.get({ scope: "", episode: 40, round: 4, role: "reflector", attempt: 0 })).toBeDefined();
  });

  it("is told of a cut-off as one", async () => {
    expect(sectionsOf((await end({ rounds: cutOff })).calls[0]).get("end")).toEqual([
      { left: false, rounds: 3, sum_of_ratings: 10 },
    ]);
  });

  it("whose answer cannot be used is at fault, and leaves no entry", async () => {
    const { update, outcome } = await end({}, { repairs: 1 }, { reflector: ["no", "no"] });
    expect(outcome?.faults.reflector).toBe(1);
    expect(Object.keys(update)).toEqual(["outcomes"]);
  });

  it.each(["act-only", "react", "billp-no-macro"] as const)("is no part of %s", async (method) => {
    const { update, calls, outcome } = await end({}, { method }, {});
    expect([calls, Object.keys(update), outcome?.faults.reflector]).toEqual([[], ["outcomes"], 0]);
  });

  it("is not asked in a frozen test, and is in an online one", async () => {
    const episode = { number: 40, user: 28, split: "test" as const, visibleUpTo: 30 };
    expect((await end({ episode })).calls).toEqual([]);
    expect((await end({ episode })).outcome).toMatchObject({ user: 28, split: "test", faults: { reflector: 0 } });
    expect((await end({ episode }, { memory: "online" })).update.reflections).toHaveLength(1);
  });
});
