/** environment-step: the one writer of rounds; rewards come from the world, ends from its rules with what the settings decide. */
import { describe, expect, it } from "vitest";
import type { SettingsInput } from "../../core/settings.ts";
import { environmentStep } from "../../nodes/environment-step.ts";
import type { Round, State } from "../../nodes/state.ts";
import { HISTORY, probe, roundOf, stateOf, titleOf, unequalWorld } from "../stubs/context.ts";

const world = unequalWorld();
const worth = (item: number) => world.reward(3, item);
const liked = (than: number) => (i: number) =>
  worth(i) >= 2 && world.distance(than, i) >= world.rules.beta && !(HISTORY as readonly number[]).includes(i);
const ids = world.items.map((i) => i.id);
/** Items user 3 accepts after item 40; one too like it; one rated below the threshold. */
const GOOD = ids.find((i) => i !== 40 && liked(40)(i)) as number;
const ALIKE = ids.find(
  (i) => i !== 40 && world.distance(40, i) < world.rules.beta && !(HISTORY as readonly number[]).includes(i),
) as number;
const POOR = ids.find(
  (i) => worth(i) < 2 && world.distance(40, i) >= world.rules.beta && !(HISTORY as readonly number[]).includes(i),
) as number;

async function step(
  item: number | null,
  rounds: readonly Round[] = [roundOf(1, 40)],
  settings: SettingsInput = {},
  more: Partial<State> = {},
) {
  const action = { proposal: "what was said", item, replaced: item === null ? null : true };
  const update = await environmentStep(stateOf({ rounds: [...rounds], action, ...more }, settings), probe(settings).context);
  expect(Object.keys(update)).toEqual(["rounds"]);
  return (update.rounds as Round[])[0] as Round;
}

describe("environment-step", () => {
  it("writes the round: the world's reward, the plan, the proposal and whether it was replaced", async () => {
    expect(await step(GOOD)).toEqual({
      ...{ id: "000040-002", episode: 40, round: 2, plan: "Next Western, then Drama.", proposal: "what was said" },
      ...{ item: GOOD, title: titleOf(GOOD), reward: worth(GOOD), worldReward: worth(GOOD) },
      ...{ accepted: true, replaced: true, end: null },
    });
  });

  it.each([
    ["similar", ALIKE],
    ["dislike", POOR],
    ["repeat", 40],
    ["repeat", HISTORY[0]],
  ] as const)("a quit (%s) earns nothing; what the world would have given is kept apart", async (reason, item) => {
    expect(await step(item)).toMatchObject({
      ...{ reward: 0, worldReward: worth(item), accepted: false, end: { kind: "quit", reason } },
    });
  });

  it("an item put in the place of a masked one says so, most of all where it is nearer than the quit distance", async () => {
    const action = { proposal: titleOf(40), item: ALIKE, replaced: true, replacedBecause: "masked" as const };
    expect(await step(ALIKE, undefined, {}, { action })).toMatchObject({
      ...{ proposal: titleOf(40), item: ALIKE, replaced: true, replacedBecause: "masked" },
      end: { kind: "quit", reason: "similar" },
    });
    expect(await step(GOOD)).not.toHaveProperty("replacedBecause");
  });

  it("an action without an item ends the episode as unusable", async () => {
    expect(await step(null)).toMatchObject({
      item: null,
      title: null,
      reward: 0,
      worldReward: null,
      accepted: false,
      replaced: null,
    });
    expect((await step(null)).end).toEqual({ kind: "unusable", reason: null });
    expect((await step(3, [], {}, { action: null })).end).toEqual({ kind: "unusable", reason: null });
  });

  it("compares with the last W rounds and no more", async () => {
    const between = ids.find((i) => liked(40)(i) && liked(ALIKE)(i) && i !== ALIKE) as number;
    const rounds = [roundOf(1, 40), roundOf(2, between)];
    expect((await step(ALIKE, rounds, { window: 2 })).end).toEqual({ kind: "quit", reason: "similar" });
    expect((await step(ALIKE, rounds, { window: 1 })).end?.reason ?? null).not.toBe("similar");
  });

  it("is cut off at the step limit, by the settings, the paper's 50 in training, or the world's", async () => {
    const upTo = (n: number) => Array.from({ length: n - 1 }, (_, i) => roundOf(i + 1, i === n - 2 ? 40 : 70 + (i % 5)));
    const cut = { kind: "limit", reason: null };
    const allowed: SettingsInput = { repeats: "allowed" };
    expect((await step(GOOD, upTo(5), allowed)).end).toBeNull();
    expect(await step(GOOD, upTo(6), allowed)).toMatchObject({ end: cut, accepted: true, reward: worth(GOOD) });
    const free: SettingsInput = { ...allowed, limit: null };
    expect((await step(GOOD, upTo(8), free)).end).toEqual(cut);
    const paper: SettingsInput = { fidelity: "paper", limit: null };
    expect((await step(GOOD, upTo(49), paper)).end).toBeNull();
    expect((await step(GOOD, upTo(50), paper)).end).toEqual(cut);
    const episode = { number: 40, user: 3, split: "test" as const, visibleUpTo: 30 };
    expect((await step(GOOD, upTo(8), paper, { episode })).end).toEqual(cut);
  });

  it("never ends in the first round of paper fidelity, and counts a repeat as a round there", async () => {
    expect((await step(POOR, [])).end).toEqual({ kind: "quit", reason: "dislike" });
    expect(await step(POOR, [], { fidelity: "paper" })).toMatchObject({ end: null, accepted: true, reward: worth(POOR) });
    const old = HISTORY.find(liked(40)) ?? HISTORY.find((i) => worth(i) >= 2 && world.distance(40, i) >= world.rules.beta);
    expect((await step(old as number)).end).toEqual({ kind: "quit", reason: "repeat" });
    expect((await step(old as number, [roundOf(1, 40)], { repeats: "allowed" })).end).toBeNull();
  });

  it("has no plan without a Planner, and an empty one when the Planner gave none", async () => {
    expect((await step(GOOD, [], { method: "act-only" })).plan).toBeNull();
    expect((await step(GOOD, [roundOf(1, 40)], {}, { plan: null })).plan).toBe("");
  });
});
