/** Contract suite of {@link Method}: its definition holds together, and it asks, recalls and writes what it says and nothing else. */
import assert from "node:assert/strict";
import type { SettingsInput } from "../core/settings.ts";
import { buildGraph } from "../graphs/billp.ts";
import { entryId, MEMORY_NAMES, type Memories, noMemories } from "../memory/entries.ts";
import { checkMethod } from "../methods/definition/check-definition.ts";
import { rolesOf } from "../methods/derived.ts";
import { methodOf } from "../methods/registry.ts";
import { createMemoryLedger } from "../models/ledger/ledger.ts";
import { createRuntime } from "../nodes/runtime.ts";
import type { State } from "../nodes/state.ts";
import type { World } from "../worlds/world.ts";
import type { Check } from "./check.ts";

/** Episodes that each check plays. */
const EPISODES = 3;

/** The checks of a registered method, played with the offline model. `load` gives the same world, with train and test users, at every call. */
export function methodContract(name: string, load: () => Promise<World>): Check[] {
  const check = (title: string, body: (play: Play) => Promise<void>): Check => ({
    name: title,
    run: async () => body(playerOf(name, await load())),
  });
  return [
    check("its definition holds together", async () => void checkMethod(methodOf(name))),
    check("it plays its episodes to an end, and the same ones twice", async (play) => {
      const { state } = await play("train");
      assert.equal(state.outcomes.length, EPISODES);
      assert.deepEqual((await play("train")).state, state);
    }),
    check("every role it has is asked, and no other", async (play) => {
      assert.deepEqual((await play("train")).asked, [...rolesOf(name)].sort());
    }),
    check("it writes its own memories, and no other", async (play) => {
      assert.deepEqual((await play("train")).written, [...methodOf(name).memories].sort());
    }),
    check("it recalls nothing but its own memories, whatever it is given", async (play) => {
      const { recalled } = await play("train", PRIOR);
      assert.deepEqual(recalled, [...methodOf(name).memories].sort());
    }),
    check("a frozen test writes nothing and reflects on nothing", async (play) => {
      const { written, asked } = await play("test");
      assert.deepEqual({ written, reflects: asked.includes("reflector") }, { written: [], reflects: false });
    }),
  ];
}

/** What came of some episodes: names of roles and memories, sorted. */
interface Played {
  readonly state: State;
  readonly asked: readonly string[];
  readonly written: readonly string[];
  readonly recalled: readonly string[];
}

type Play = (split: "train" | "test", prior?: Memories) => Promise<Played>;

function playerOf(method: string, world: World): Play {
  // Every entry is near enough to be recalled, and seen from the next episode on.
  const settings: SettingsInput = { method, lag: 1, caseDistance: 2, valueDistance: 2 };
  return async (split, prior = noMemories()) => {
    const ledger = createMemoryLedger();
    const graph = buildGraph(createRuntime({ ledger, loadWorld: async () => world }));
    const state = (await graph.invoke({ settings, users: { split, count: EPISODES }, ...prior } as never)) as State;
    const calls = Array.from({ length: EPISODES }, (_, i) => ledger.entries(i + 1)).flat();
    return {
      state,
      asked: distinct(calls.map((call) => call.role)),
      written: MEMORY_NAMES.filter((name) => state[name].some((entry) => entry.episode > 0)).sort(),
      recalled: distinct(calls.flatMap((call) => call.recalled ?? []).map((entry) => entry.split(":")[0] as string)),
    };
  };
}

const distinct = (names: readonly string[]): string[] => [...new Set(names)].sort();

const KEY = { id: entryId(0, 1), episode: 0, round: 1, state: "a state of another run" };
const PRIOR: Memories = {
  experience: [{ ...KEY, title: "A title", good: true }],
  values: [{ ...KEY, value: 3 }],
  reflections: [{ id: entryId(0), episode: 0, text: "A lesson of another run." }],
  plans: [{ ...KEY, plan: "A plan of another run.", advantage: 1 }],
};
