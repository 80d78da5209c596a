/** Contract suite of {@link Policy}: one seat gives one episode, the mask is kept, and no more is looked at than the definition says. */
import assert from "node:assert/strict";
import { checkPolicy } from "../methods/definition/check-definition.ts";
import type { Choose, Policy } from "../methods/definition/definition.ts";
import { playItems } from "../methods/play-policy.ts";
import type { Simulator, UserState } from "../worlds/simulator.ts";
import { createSimulator } from "../worlds/user-models/user-models.ts";
import type { World } from "../worlds/world.ts";
import type { Check } from "./check.ts";

/** What a policy is put to the test with. */
export interface PolicyCase {
  readonly world: World;
  /** False of a policy that proposes masked items on purpose, such as `cycle`. Default: true. */
  readonly keepsToMask?: boolean;
}

/** Users that each check plays. */
const USERS = 10;
const SEED = 7;

/** The checks, played under the world's rules with repeats that end an episode. `load` gives the same world at every call. */
export function policyContract(policy: Policy, load: () => Promise<PolicyCase>): Check[] {
  const check = (name: string, body: (table: Table) => void): Check => ({ name, run: async () => body(tableOf(await load())) });
  return [
    check("its definition is usable", () => void checkPolicy(policy)),
    check("the same seat gives the same episode, whoever was played before or is played beside it", (table) => {
      const first = table.users.map((user) => play(policy, table, user));
      const backwards = table.users.toReversed().map((user) => play(policy, table, user));
      assert.deepEqual(backwards.toReversed(), first);
      const open = table.users.map((user) => policy.start({ ...table, user, seed: SEED }));
      assert.deepEqual(
        open.map((choose, i) => proposalsOf(choose, table.simulator, table.users[i] as number)),
        first,
      );
    }),
    check("it proposes items of the catalogue that are allowed, or null", (table) => {
      for (const user of table.users)
        for (const { state, item } of play(policy, table, user)) {
          if (item === null) continue;
          assert.ok(table.world.items[item] !== undefined, `item ${item} is not in the catalogue`);
          const fits = !table.keepsToMask || table.simulator.allowed(state, item);
          assert.ok(fits, `item ${item} is masked in round ${state.items.length + 1}`);
        }
    }),
    check("it never changes the state, and takes no step itself", (table) => {
      const step = () => assert.fail("the policy took a step");
      for (const user of table.users) {
        const choose = policy.start({ world: table.world, simulator: { ...table.simulator, step }, user, seed: SEED });
        proposalsOf((state) => choose(frozen(state)), table.simulator, user);
      }
    }),
    check("it looks at no more than it says it knows", (table) => {
      const world = asTold(table.world, policy.knows);
      const simulator = policy.knows === "rewards" ? table.simulator : closed(table.simulator);
      for (const user of table.users) {
        const choose = policy.start({ world, simulator, user, seed: SEED });
        proposalsOf((state) => choose(policy.knows === "rewards" ? state : withoutModel(state)), table.simulator, user);
      }
    }),
  ];
}

interface Table extends Required<PolicyCase> {
  readonly simulator: Simulator;
  readonly users: readonly number[];
}

function tableOf({ world, keepsToMask = true }: PolicyCase): Table {
  const every = Math.max(1, Math.floor(world.users.length / USERS));
  const users = world.users.filter((_, i) => i % every === 0).map(({ id }) => id);
  return { world, keepsToMask, simulator: createSimulator(world, { ...world.rules, repeats: "leave" }), users };
}

interface Proposal {
  readonly state: UserState;
  readonly item: number | null;
}

function play(policy: Policy, { world, simulator }: Table, user: number): Proposal[] {
  return proposalsOf(policy.start({ world, simulator, user, seed: SEED }), simulator, user);
}

/** Everything that is proposed in one episode, which the simulator ends. */
function proposalsOf(choose: Choose, simulator: Simulator, user: number): Proposal[] {
  const proposals: Proposal[] = [];
  playItems(simulator, simulator.start(user, SEED), (state) => {
    const item = choose(state);
    proposals.push({ state, item });
    return item;
  });
  return proposals;
}

const frozen = (state: UserState): UserState => Object.freeze({ ...state, items: Object.freeze([...state.items]) });

/** The simulator as those may have it who do not know rewards: it answers what is allowed, and foretells nothing. */
function closed(simulator: Simulator): Simulator {
  const refuse = (what: string) => () => assert.fail(`the policy does not know rewards, and asked the simulator to ${what}`);
  return { ...simulator, look: refuse("look ahead"), stays: refuse("say who stays"), step: refuse("take a step") };
}

/** The state with an error in place of what the user model keeps, which nobody beside it may read. */
function withoutModel({ user, seed, items }: UserState): UserState {
  return {
    ...{ user, seed, items },
    get model() {
      return assert.fail("the policy does not know rewards, and looked at what the user model keeps");
    },
  };
}

/** What of a world is beyond each knowledge. */
const BEYOND: Readonly<Record<Policy["knows"], readonly (keyof World)[]>> = {
  catalogue: ["users", "popularity", "reward", "distance", "userParameters"],
  histories: ["reward", "distance", "userParameters"],
  rewards: [],
};

/** The world, with an error in place of what the policy does not claim to know. */
function asTold(world: World, knows: Policy["knows"]): World {
  return new Proxy(world, {
    get(target, key) {
      if ((BEYOND[knows] as readonly PropertyKey[]).includes(key))
        assert.fail(`the policy knows "${knows}", and looked at ${String(key)}`);
      return Reflect.get(target, key);
    },
  });
}
