/** The registry of methods and policies: what it takes, what it refuses and says, and that settings ask it when they check. */
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createRegistry } from "../../core/registry.ts";
import { cautionsOf } from "../../experiments/studies/analysis/interpretation.ts";
import type { Arm } from "../../experiments/studies/analysis/result.ts";
import { readStudy } from "../../experiments/studies/spec/spec.ts";
import { buildGraph } from "../../graphs/billp.ts";
import { BUILT_IN_METHODS } from "../../methods/built-in.ts";
import type { Method, Policy } from "../../methods/definition/definition.ts";
import { isCeiling, learns, ownCaution, readsRewards, rolesOf, workOfRound } from "../../methods/derived.ts";
import { defineMethod, definePolicy, isBuiltIn, isPolicy, methodNames, methodOf, policyOf } from "../../methods/registry.ts";
import { parseSettings, SettingsSchema } from "../../methods/settings.ts";
import { createRuntime } from "../../nodes/runtime.ts";
import { BillpState } from "../../nodes/state.ts";

const METHOD: Method = { name: "mine", summary: "of a test", roles: [], memories: [] };
const POLICY: Policy = { name: "mine-too", summary: "of a test", knows: "catalogue", start: () => () => null };

describe("a registry", () => {
  const made = createRegistry<{ name: string; n: number }>("thing");
  for (const [n, name] of ["first", "second", "third"].entries()) made.add({ name, n });

  it("keeps the order, and gives what was added", () => {
    expect(made.names()).toEqual(["first", "second", "third"]);
    expect(made.get("second").n).toBe(1);
    expect([made.has("third"), made.has("fourth")]).toEqual([true, false]);
    expect(made.all()).toHaveLength(3);
  });

  it("refuses a name twice, and names those near to an unknown one", () => {
    expect(() => made.add({ name: "first", n: 9 })).toThrow('There is already a thing "first"');
    expect(() => made.get("secnd")).toThrow(
      expect.objectContaining({
        code: "bad-settings",
        message: 'There is no thing "secnd".',
        hint: expect.stringMatching(/^Near it: second,/),
      }),
    );
  });
});

describe("a definition", () => {
  it.each<[string, Partial<Method>, string]>([
    ["name", { name: "Mine" }, "lower-case letter"],
    ["name", { name: "a".repeat(41) }, "lower-case letter"],
    ["name of a policy", { name: "greedy" }, 'already a method or policy "greedy"'],
    ["summary", { summary: "two\nlines" }, "one line"],
    ["role", { roles: ["actor" as never] }, "roles.0"],
    ["role twice", { roles: ["planner", "planner"] }, "each role once"],
    ["memory", { memories: ["plans" as never] }, "memories.0"],
    ["memory without its writer", { roles: ["planner"], memories: ["reflections"] }, "filled by the reflector"],
    ["memory without its reader", { roles: ["reflector"], memories: ["reflections"] }, "read by the planner"],
    ["values without a Critic", { memories: ["values"] }, "filled by the critic"],
    [
      "idle Critic",
      { roles: ["critic"] },
      "its critic fills no memory, so that asking it would change nothing: name experience or values",
    ],
    ["idle Reflector", { roles: ["planner", "reflector"] }, "name reflections"],
    ["field", { rolls: [] } as never, "Unrecognized key"],
  ])("of a method is refused for its %s", (_, part, why) => {
    expect(() => defineMethod({ ...METHOD, ...part })).toThrow(
      expect.objectContaining({ code: "bad-settings", message: expect.stringContaining(why) }),
    );
  });

  it.each<[string, Partial<Policy>, string]>([
    ["name of a method", { name: "billp" }, 'already a method or policy "billp"'],
    ["knowledge", { knows: "everything" as never }, "knows"],
    ["start", { start: 3 as never }, "a function that begins an episode"],
    ["ceiling", { ceiling: true }, "does not know the rewards"],
  ])("of a policy is refused for its %s", (_, part, why) => {
    expect(() => definePolicy({ ...POLICY, ...part })).toThrow(
      expect.objectContaining({ code: "bad-settings", message: expect.stringContaining(why) }),
    );
  });

  it("is kept as it was given, whatever is done to the object later", () => {
    const roles: Method["roles"][number][] = ["planner"];
    defineMethod({ ...METHOD, name: "kept", roles });
    roles.push("critic");
    expect(methodOf("kept").roles).toEqual(["planner"]);
    expect(isBuiltIn("kept")).toBe(false);
  });
});

describe("what is derived", () => {
  it("of ours is what it was before there were definitions", () => {
    const facts = BUILT_IN_METHODS.map(({ name }) => [name, learns(name), workOfRound(name), rolesOf(name).length]);
    expect(facts).toEqual([
      ["act-only", false, 1, 1],
      ["react", false, 2, 2],
      ["reflexion", true, 3, 3],
      ["billp-no-macro", true, 3, 3],
      ["billp-no-micro", true, 3, 3],
      ["billp", true, 4, 4],
    ]);
    expect(["random", "oracle"].map((name) => [isPolicy(name), learns(name), workOfRound(name)])).toEqual([
      [true, false, 0.01],
      [true, false, 0.01],
    ]);
  });

  it("of a policy of somebody's own are its cautions, whether it knows the rewards, and whether it is a ceiling", () => {
    definePolicy({ ...POLICY, name: "best", knows: "rewards", ceiling: true, caution: "It is slow." });
    expect([readsRewards("best"), isCeiling("best"), ownCaution("best")]).toEqual([true, true, "It is slow."]);
    expect([readsRewards("popular"), isCeiling("greedy"), ownCaution("oracle")]).toEqual([false, false, null]);
    const arms = ["best", "oracle", "react"].map((method) => ({ name: `${method}, limit 4`, method, memory: "none" }) as Arm);
    const cautions = cautionsOf({ seeds: [1, 2, 3, 4, 5], users: 100, arms, comparisons: [], world: "w@1" }, false);
    expect(cautions).toEqual([
      "best, limit 4 and oracle, limit 4 read the true rewards, which no method can: no competitors. The best and oracle are ceilings, and the distance to them a gap, not a regret.",
      "best, limit 4: It is slow.",
    ]);
    expect([readsRewards("unheard-of"), isCeiling("unheard-of"), ownCaution("unheard-of")]).toEqual([false, false, null]);
  });

  it("asks for the right kind", () => {
    expect(() => methodOf("oracle")).toThrow('method: "oracle" is a policy without a model, not played by the graph');
    expect(() => policyOf("react")).toThrow('"react" has roles that ask models');
    expect(() => methodOf("reakt")).toThrow('There is no method or policy "reakt"');
  });
});

describe("a method that nobody defined", () => {
  const names = /method: Invalid option: expected one of "act-only"\|"react"\|.*\|"oracle"/;

  it("is refused by settings, with the field and every choice", () => {
    expect(() => parseSettings({ method: "bilp" })).toThrow(names);
    expect(() => parseSettings({ method: 5 })).toThrow(names);
  });

  it("is refused by a study file, with its line", () => {
    const study = (arms: string) => `title: T\nquestion: Q\narms:\n  - react\n${arms}`;
    expect(() => readStudy(study("  - bilp"), "s.yaml")).toThrow(
      /s.yaml is not usable: line 5, arms.1: Invalid option: expected one of/,
    );
    expect(() => readStudy(study("  - method: bilp"), "s.yaml")).toThrow(
      /line 5, arms.1: method: Invalid option: expected one of/,
    );
  });

  it("is refused by the graph's input", async () => {
    const graph = buildGraph(createRuntime());
    await expect(graph.invoke({ settings: { method: "bilp" } } as never)).rejects.toThrow(/expected one of/);
  });
});

describe("a method that was defined late", () => {
  const choices = () => {
    const json = z.toJSONSchema(SettingsSchema, { io: "input" }) as unknown as {
      properties: { method: { enum: string[]; default: string } };
    };
    return json.properties.method;
  };

  it("is taken by settings, studies and the graph's input, and offered as a choice", async () => {
    expect(choices()).toMatchObject({ type: "string", default: "billp" });
    expect(choices().enum).not.toContain("late");
    defineMethod({ ...METHOD, name: "late" });
    expect(methodNames().at(-1)).toBe("late");
    expect(choices().enum).toContain("late");
    expect(JSON.stringify(BillpState.getInputJsonSchema())).toContain('"oracle"'); // the choices in Studio's form
    expect(parseSettings({ method: "late" }).method).toBe("late");
    expect(readStudy("title: T\nquestion: Q\narms: [late]", "s.yaml").arms).toEqual([{ method: "late" }]);
    const graph = buildGraph(createRuntime());
    const state = await graph.invoke({ settings: { method: "late", model: "offline" }, users: { count: 1 } } as never);
    expect((state as { outcomes: unknown[] }).outcomes).toHaveLength(1);
  });
});
