/** The control `offline:blind`: the right form, no content. It plays every method without a fault, always the same, and costs nothing. */
import { HumanMessage, SystemMessage } from "@langchain/core/messages";
import { describe, expect, it } from "vitest";
import { operatorOf } from "../../core/operator.ts";
import { ROLES, type Role, type SettingsInput } from "../../core/settings.ts";
import { toldNothing } from "../../core/told.ts";
import { runExperiment } from "../../experiments/runs/run.ts";
import { methodNames } from "../../methods/registry.ts";
import { parseSettings } from "../../methods/settings.ts";
import { BlindChat } from "../../models/offline/blind.ts";
import { loadChat } from "../../models/providers/chat.ts";
import { criticPrompt } from "../../prompts/critic.ts";
import { section } from "../../prompts/sections.ts";
import { tinyWorld } from "../stubs/tiny-world.ts";

const play = (settings: SettingsInput, lanes = 2) =>
  runExperiment({
    settings: { model: "offline:blind", train: 4, test: 4, lag: 2, limit: 5, ...settings },
    out: null,
    workers: lanes,
    // A budget of nothing: one paid call, or one without a price, would stop the run.
    runtime: { loadWorld: async () => tinyWorld(), budgetUsd: 0 },
  });

async function ask(role: Role, user: string, system = "You are one of the roles."): Promise<Record<string, unknown>> {
  const answer = await new BlindChat(role).invoke([new SystemMessage(system), new HumanMessage(user)]);
  return JSON.parse(String(answer.content)) as Record<string, unknown>;
}

describe("episodes", () => {
  it.each(methodNames())("of %s are played to an end, without a fault and without cost", async (method) => {
    for (const fidelity of ["default", "paper"] as const) {
      const { summary, episodes } = await play({ method, fidelity, plans: true });
      expect(episodes).toHaveLength(8);
      expect(summary.faults).toEqual({ planner: 0, actor: 0, critic: 0, reflector: 0, clipped: 0 });
      expect(summary.test.quits.unusable).toBe(0);
      expect(summary.usage.calls).toBeGreaterThan(8);
      expect(summary.usage.costUsd).toBe(0);
      // With a catalogue section, or a history that may be repeated, every title is one of the catalogue.
      expect(summary.test.replacedRate).toBe(0);
    }
  });

  it("are the same again, whatever the lanes, and others with the offline model in one role", async () => {
    const first = await play({ method: "billp" });
    expect((await play({ method: "billp" }, 5)).episodes).toEqual(first.episodes);
    const mixed = await play({ method: "billp", model: "offline", models: { actor: "offline:blind" } });
    const rules = await play({ method: "billp", model: "offline" });
    expect(mixed.summary.faults.actor).toBe(0);
    const offered = (r: typeof first) => r.episodes.flatMap((e) => e.rounds.map((round) => round.title));
    expect(offered(mixed)).not.toEqual(offered(rules));
    const planned = mixed.episodes.flatMap((e) => e.rounds.map((r) => r.plan));
    expect(planned.every((p) => p?.startsWith("Next "))).toBe(true);
  });
});

describe("an answer", () => {
  const titles = Array.from({ length: 20 }, (_, i) => ({ title: `Film ${i}`, categories: [] }));

  it("of the Actor is a title of the catalogue, all about equally often, else a title that is shown", async () => {
    const counts = new Map<unknown, number>();
    for (let n = 0; n < 2000; n++) {
      const { title } = await ask("actor", `${section("catalogue", titles)}\n${section("plan", [`plan ${n}`])}`);
      counts.set(title, (counts.get(title) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(titles.map((t) => t.title).sort());
    for (const count of counts.values()) expect(count).toBeGreaterThan(60); // 100 expected
    const shown = `${section("history", ["Heat (1995)"])}\n${section("rounds", [])}`;
    expect(await ask("actor", shown)).toMatchObject({ title: "Heat (1995)" });
    expect(await ask("actor", "no section at all")).toMatchObject({ title: expect.stringMatching(/^Title \w+$/) });
  });

  it("of the Critic covers the scale that is stated, and not that of the ratings", async () => {
    const observation = {
      noun: { one: "film", many: "films" },
      repeatsEnd: true,
      told: toldNothing("film"),
      history: [],
      rounds: [],
    };
    const values = async (scale: Parameters<typeof criticPrompt>[0]["scale"]) => {
      const system = criticPrompt({ observation, remembered: [], scale })[0]?.content as string;
      const found: number[] = [];
      for (let n = 0; n < 500; n++) found.push((await ask("critic", `situation ${n}`, system)).value as number);
      return found;
    };
    const returns = await values({ kind: "return", max: 10, gamma: 0.5 });
    expect(Math.min(...returns)).toBeLessThan(0.5);
    expect(Math.max(...returns)).toBeGreaterThan(9.5);
    const integers = await values({ kind: "integer" });
    expect([...new Set(integers)].sort((a, b) => a - b)).toEqual([-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5]);
  });

  it("is another for another role or prompt, and says nothing of the prompt", async () => {
    const one = await ask("planner", section("history", ["Heat (1995)"]));
    expect(one).not.toEqual(await ask("planner", section("history", ["Ronin (1998)"])));
    for (const role of ["planner", "reflector"] as const)
      expect(JSON.stringify(await ask(role, section("history", ["Heat (1995)"])))).not.toContain("Heat");
  });
});

describe("names", () => {
  it("of models that are not there are refused with those that are", async () => {
    for (const role of ROLES)
      expect(() => parseSettings({ models: { [role]: "offline:deaf" } })).toThrow(
        /models\..*expected `offline`, `offline:blind` or/,
      );
    expect(() => parseSettings({ model: "offline:deaf" })).toThrow(/model: expected `offline`, `offline:blind` or/);
    expect(() => parseSettings({ embedding: "offline:blind" })).toThrow(/embedding: expected `offline` or `provider:model`/);
    const load = loadChat("offline:deaf", {
      settings: { temperature: 0 },
      operator: operatorOf(),
      offline: () => new BlindChat("actor"),
    });
    await expect(load).rejects.toMatchObject({ code: "bad-model", hint: "Known: offline, offline:blind." });
  });
});
