/** Contract suite of {@link Simulator}: what every user model must keep, whoever wrote it. */
import assert from "node:assert/strict";
import { makeRandom } from "../core/random.ts";
import { TOLD_LEVELS } from "../core/told.ts";
import { type Simulator, type StepResult, stateAfter, type UserState } from "../worlds/simulator.ts";
import type { World } from "../worlds/world.ts";
import type { Check } from "./check.ts";

/** What is put to the test: a world, and the simulator of it. */
export interface SimulatorCase {
  readonly world: World;
  readonly simulator: Simulator;
  /** Largest reward; default: the world's. */
  readonly rewardMax?: number;
}

/** Users and rounds that each check plays. */
const [USERS, ROUNDS, SEED] = [20, 60, 5];

/** The checks. `make` gives a fresh simulator of the same world at every call. */
export function simulatorContract(make: () => Promise<SimulatorCase>): Check[] {
  const check = (name: string, body: (made: SimulatorCase) => Promise<void> | void): Check => ({
    name,
    run: async () => body(await make()),
  });
  return [
    check("the same user, seed and items give the same stay", async (one) => {
      const two = await make();
      for (const user of usersOf(one.world)) assert.deepEqual(stay(one, user), stay(two, user));
    }),
    check("a stay taken up again from its items is the same, at every round", (one) => {
      for (const user of usersOf(one.world))
        for (const { before, item, result } of stay(one, user)) {
          const again = stateAfter(one.simulator, { user, items: before.items }, SEED);
          assert.deepEqual(again, before);
          assert.deepEqual(one.simulator.step(again, item), result);
        }
    }),
    check("stays played side by side are as each alone: no user and no item changes another's state", async (one) => {
      const { world, simulator } = await make();
      const alone = usersOf(one.world).map((user) => stay(one, user));
      const states = alone.map((rounds) => simulator.start(rounds[0]?.before.user as number, SEED));
      for (let round = 0; round < ROUNDS; round++)
        alone.forEach((rounds, i) => {
          const expected = rounds[round];
          if (expected === undefined) return;
          for (const other of othersOf(expected.item, world)) simulator.step(states[i] as UserState, other);
          simulator.start(states[i]?.user as number, SEED + 1);
          const result = simulator.step(states[i] as UserState, expected.item);
          assert.deepEqual(result, expected.result);
          states[i] = result.state;
        });
    }),
    check(
      "an outlook says what a step then does: the rating felt, and whether leaving is certain or out of the question",
      (one) => {
        const { simulator, world } = one;
        for (const user of usersOf(world)) {
          let spent = 0;
          for (const { before, item } of stay(one, user)) {
            const items = Int32Array.from([item, ...othersOf(item, world)]);
            const untouched = JSON.stringify(before);
            const outlook = simulator.look(before, items);
            assert.equal(JSON.stringify(before), untouched, "looking changed the state");
            items.forEach((at, i) => {
              const result = simulator.step(before, at);
              assert.equal(outlook.felt[i], result.worldReward);
              assert.ok((outlook.spent[i] as number) >= spent, "patience came back");
              const chance = simulator.stays(outlook.spent[i] as number);
              if (chance === 1) assert.equal(result.terminated, false);
              if (chance === 0) assert.equal(result.terminated, true);
            });
            spent = outlook.spent[0] as number;
          }
        }
      },
    ),
    check(
      "who has spent nothing is there, who has spent everything is not, and more spent never makes it likelier",
      ({ simulator }) => {
        assert.equal(simulator.stays(0), 1);
        assert.equal(simulator.stays(Number.POSITIVE_INFINITY), 0);
        let last = 1;
        for (let spent = 0; spent < 20; spent += 0.01) {
          const chance = simulator.stays(spent);
          assert.ok(chance >= 0 && chance <= last + 1e-12, `stays(${spent}) is ${chance}, after ${last}`);
          last = chance;
        }
      },
    ),
    check("each level tells at least what the one below it does, and `rule` tells more", ({ simulator }) => {
      const [nothing, hint, rule] = TOLD_LEVELS.map((level) => simulator.told(level));
      for (const sentence of nothing?.person ?? []) assert.ok(hint?.person.includes(sentence));
      for (const sentence of hint?.person ?? []) assert.ok(rule?.person.includes(sentence));
      assert.ok((rule?.person.length ?? 0) > (hint?.person.length ?? 0));
    }),
    check("a state is plain JSON, and going on from its copy is the same", ({ world, simulator }) => {
      for (const user of usersOf(world)) {
        for (const { before, item, result } of stay({ world, simulator }, user)) {
          const copy = JSON.parse(JSON.stringify(before)) as UserState;
          assert.deepEqual(copy, before);
          assert.deepEqual(simulator.step(copy, item), result);
        }
      }
    }),
    check("a step changes neither its state nor another user's", ({ world, simulator }) => {
      const [first = 0, second = 0] = usersOf(world);
      const [mine, other] = [simulator.start(first, SEED), simulator.start(second, SEED)];
      const frozen = deepFreeze(JSON.parse(JSON.stringify(mine)) as UserState);
      const item = itemsFor(first, world)[0] as number;
      simulator.step(frozen, item);
      assert.deepEqual(frozen, mine);
      assert.deepEqual(simulator.start(second, SEED), other);
    }),
    check("a leaving round earns 0 and keeps the world's reward; an accepted one earns it", ({ world, simulator, rewardMax }) => {
      for (const user of usersOf(world))
        for (const { result } of stay({ world, simulator }, user)) {
          assert.equal(result.reward, result.terminated ? 0 : result.worldReward);
          assert.ok(
            result.worldReward >= 1 && result.worldReward <= (rewardMax ?? world.rewardMax),
            `reward ${result.worldReward}`,
          );
        }
    }),
    check("terminated has a reason, truncated has none, and they never come together", ({ world, simulator }) => {
      for (const user of usersOf(world))
        for (const { result } of stay({ world, simulator }, user)) {
          assert.ok(!(result.terminated && result.truncated));
          assert.equal(result.terminated, result.reason !== null);
        }
    }),
    check("no stay is longer than the limit, and one as long as it is cut off", ({ world, simulator }) => {
      for (const user of usersOf(world)) {
        const rounds = stay({ world, simulator }, user);
        assert.ok(rounds.length <= simulator.rules.limit);
        const last = rounds.at(-1)?.result;
        if (rounds.length === simulator.rules.limit) assert.ok(last?.truncated || last?.terminated);
      }
    }),
    check("what is not allowed is answered by leaving; the mask follows the rule on repeats", ({ world, simulator }) => {
      for (const user of usersOf(world)) {
        const start = simulator.start(user, SEED);
        const [item] = world.users[user]?.history ?? [];
        if (item === undefined) continue;
        assert.equal(simulator.allowed(start, item), simulator.rules.repeats === "allowed");
        if (!simulator.allowed(start, item) && !simulator.rules.firstRoundSafe)
          assert.equal(simulator.step(start, item).terminated, true);
      }
    }),
    check("a user or an item that is not there is refused with a RangeError", ({ world, simulator }) => {
      assert.throws(() => simulator.start(world.users.length, SEED), RangeError);
      for (const item of [-1, world.items.length, 0.5, Number.NaN])
        assert.throws(() => simulator.step(simulator.start(0, SEED), item), RangeError);
    }),
  ];
}

interface Played {
  readonly before: UserState;
  readonly item: number;
  readonly result: StepResult;
}

/** A stay over items drawn for the user, until it ends. */
function stay({ world, simulator }: SimulatorCase, user: number): Played[] {
  const played: Played[] = [];
  let before = simulator.start(user, SEED);
  for (const item of itemsFor(user, world)) {
    const result = simulator.step(before, item);
    played.push({ before, item, result });
    if (result.terminated || result.truncated) break;
    before = result.state;
  }
  return played;
}

function usersOf({ users }: World): number[] {
  const step = Math.max(1, Math.floor(users.length / USERS));
  return users.filter((_, i) => i % step === 0).map(({ id }) => id);
}

function itemsFor(user: number, { items }: World): number[] {
  const random = makeRandom(1, user);
  return Array.from({ length: ROUNDS }, () => random.int(items.length));
}

/** Some other items beside one. */
function othersOf(item: number, { items }: World): number[] {
  return [1, 7, 29].map((step) => (item + step) % items.length);
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
