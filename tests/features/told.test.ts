/** What roles are told of a person comes from the user model alone: no constant of a world is in any prompt below `rule`, and `rule` has them all. */
import { beforeAll, describe, expect, it } from "vitest";
import type { SettingsInput } from "../../core/settings.ts";
import { TOLD_LEVELS, type ToldLevel } from "../../core/told.ts";
import { runExperiment } from "../../experiments/runs/run.ts";
import { methodNames } from "../../methods/registry.ts";
import { resolveSettings } from "../../methods/settings.ts";
import { createMemoryLedger } from "../../models/ledger/ledger.ts";
import { createRoleClient } from "../../models/role-client.ts";
import { createScript, type Recorded } from "../../models/scripted.ts";
import { createContext } from "../../nodes/context.ts";
import { liveContext } from "../../nodes/live-person.ts";
import { loadWorld } from "../../worlds/format/load.ts";
import { USER_MODELS } from "../../worlds/user-models/user-models.ts";
import type { World } from "../../worlds/world.ts";
import { hashScript } from "../experiments/runs/hash-model.ts";
import { PATIENCE, userWorld } from "../stubs/user-worlds.ts";

/** Constants that no other number of a prompt can be by chance, and what `rule` must hold of them. */
const RULES = { window: 13, beta: 0.0812345, ratingThreshold: 1.2371, limit: 17 };
const PARAMETERS: Record<string, Record<string, unknown>> = {
  window: {},
  count: { most: 19 },
  satisfaction: { temper: 11.371, most: 2.1713, perRound: 0.31713, memory: 0.71371, sensitivity: 0.61713, aspiration: 3.51371 },
  patience: {
    ...{ seed: 13_377_331, shape: 23, perRound: 0.0313713, boredomCost: 0.1413713, shortfallCost: 0.1713713 },
    ...{ aspiration: 3.51371, boredomDrop: 0.513713, ratingStep: 0.01, exposure: "whole" },
    categories: PATIENCE.categories.map((c, i) => ({
      name: c.name,
      weight: 0.71371 + i,
      tires: 2.51371 + i,
      keeps: 0.851371 + i / 1e4,
    })),
  },
};
/** Rules that a model's users follow. */
const FOLLOWED: Record<string, readonly (keyof typeof RULES)[]> = {
  window: ["window", "beta", "ratingThreshold", "limit"],
  count: ["window", "ratingThreshold", "limit"],
  satisfaction: ["limit"],
  patience: ["limit"],
};
const oddWorld = (model: string): World => {
  const world = userWorld(model);
  return { ...world, rules: { ...world.rules, ...RULES }, userParameters: PARAMETERS[model] as Record<string, unknown> };
};

/** Every prompt of a small run. */
async function promptsOf(world: World, settings: SettingsInput): Promise<readonly Recorded[]> {
  const { chat, calls } = createScript(hashScript);
  const runtime = { chat, loadWorld: async () => world };
  await runExperiment({ settings: { train: 2, test: 1, lag: 1, ...settings }, out: null, checkpoints: "memory", runtime });
  return calls;
}

const numbersOf = (value: unknown): number[] =>
  typeof value === "number"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(numbersOf)
      : [];
const odd = (n: number) => n > 1000 || !Number.isInteger(n * 100);
const holds = (text: string, n: number) => new RegExp(`(?<![\\d.])${String(n).replace(".", "\\.")}(?!\\d|\\.\\d)`).test(text);
const systemOf = ({ messages }: Recorded) => messages.find((m) => m.role === "system")?.content ?? "";
const textOf = ({ messages }: Recorded) => messages.map((m) => m.content).join("\n");

describe.each(Object.keys(USER_MODELS))("user model %s", (model) => {
  const world = oddWorld(model);
  const constants = numbersOf(PARAMETERS[model]);
  const followed = (FOLLOWED[model] ?? []).map((rule) => RULES[rule]);

  it.each(methodNames().flatMap((method) => (["default", "paper"] as const).map((fidelity) => [method, fidelity] as const)))(
    "tells no constant below `rule`, and each at `rule`, to every role of %s at fidelity %s",
    async (method, fidelity) => {
      // By itself each fidelity tells one of the levels below `rule`; the method with all roles is asked for both.
      for (const told of method === "billp" ? TOLD_LEVELS : ([null, "rule"] as const)) {
        const calls = await promptsOf(world, { method, fidelity, told, ...(method === "billp" ? {} : { train: 1, test: 0 }) });
        expect(calls.length).toBeGreaterThan(0);
        for (const call of calls) {
          const system = systemOf(call);
          if (told === "rule") {
            for (const n of constants.filter((c) => c !== PATIENCE.ratingStep && c < 1000))
              expect(holds(system, n), `${call.role}: ${n}`).toBe(true);
            continue;
          }
          for (const n of [...constants, ...Object.values(RULES)].filter(odd))
            expect(holds(textOf(call), n), `${call.role}: ${n}`).toBe(false);
          for (const n of [...constants, ...Object.values(RULES)].filter((c) => c > 5))
            expect(holds(system, n), `${call.role}: ${n}`).toBe(false);
        }
      }
    },
    60_000,
  );

  it("tells the rules that its users follow at `rule`", async () => {
    const [call] = await promptsOf(world, { method: "act-only", told: "rule" });
    for (const n of followed) expect(holds(systemOf(call as Recorded), n), String(n)).toBe(true);
  });

  it("is told of in the same words whatever the world's constants are", async () => {
    const other = { ...userWorld(model), id: world.id };
    for (const told of ["nothing", "hint"] as const) {
      const [one, two] = await Promise.all([world, other].map((w) => promptsOf(w, { told, train: 1, test: 0 })));
      expect(one?.[0]).toEqual(two?.[0]);
      expect(new Set([...(one ?? []), ...(two ?? [])].map(systemOf)).size).toBe(4);
    }
  });
});

it("the Actor's category tool looks on as many rounds whatever the world's window is", async () => {
  const recent = async (window: number, settings: SettingsInput = {}) => {
    const calm = userWorld("satisfaction");
    const world = { ...calm, rules: { ...calm.rules, window } };
    const calls = await promptsOf(world, { method: "act-only", train: 3, test: 0, ...settings });
    return calls.map(textOf);
  };
  expect(await recent(2)).toEqual(await recent(9));
  expect((await recent(2)).length).toBeGreaterThan(8);
  expect(await recent(9, { window: 2 })).not.toEqual(await recent(9));
});

describe("films", () => {
  let films: World;
  beforeAll(async () => {
    films = await loadWorld("films");
  });
  it("is told of as before, and with its constants at `rule`", async () => {
    const at = async (told: ToldLevel) => systemOf((await promptsOf(films, { told, train: 1, test: 0 }))[0] as Recorded);
    const [nothing, hint, rule] = await Promise.all(TOLD_LEVELS.map(at));
    expect(nothing).toBe(hint);
    for (const n of [films.rules.beta, films.rules.window, films.rules.ratingThreshold, films.rules.limit])
      expect([holds(hint as string, n) && n !== 1 && n !== 5 && n > 5, holds(rule as string, n)]).toEqual([false, true]);
  });
});

it("a live person is told of in words at most: the rule is that of simulated users", () => {
  const { chat } = createScript({});
  const settings = resolveSettings({ told: "rule" });
  const roleClient = createRoleClient({ settings, chat, ledger: createMemoryLedger() });
  const context = createContext({ told: "rule" }, oddWorld("patience"), roleClient, (t) => t.length);
  const live = liveContext(context, { history: [] } as never, "test");
  expect(live.told("test")).toEqual(context.simulator("test").told("hint"));
  expect(context.told("test")).toEqual(context.simulator("test").told("rule"));
});
