/** Reasons as the server tells them: what a method may recall, which settings were in force, why an episode ended. */
import { beforeAll, describe, expect, test } from "vitest";
import { endingOf, reasonsOf } from "../../../apps/view/server/ending.ts";
import { episodePage } from "../../../apps/view/server/episodes.ts";
import { changeable, factsOf, rulesOf } from "../../../apps/view/server/facts.ts";
import { openLedgers } from "../../../apps/view/server/ledgers.ts";
import { memoryPage } from "../../../apps/view/server/memories.ts";
import { openRuns } from "../../../apps/view/server/runs.ts";
import type { Why } from "../../../apps/view/server/shapes.ts";
import { sightOf, whyNoneShown, whyNoneWritten } from "../../../apps/view/server/sight.ts";
import type { Episode } from "../../../experiments/evaluation/record.ts";
import { forkRun } from "../../../experiments/forks/fork.ts";
import { resolveSettings } from "../../../methods/settings.ts";
import { rulesFor } from "../../../worlds/rules.ts";
import { tinyWorld } from "../../stubs/tiny-world.ts";
import { playRun, runsFolder } from "./played.ts";

const settings = (more = {}) => resolveSettings({ method: "billp", train: 7, test: 3, lag: 2, ...more });

describe("what an episode may recall", () => {
  test.each(["act-only", "react", "random", "oracle"])("%s keeps no memory, and is not said to have seen one", (method) => {
    for (const split of ["train", "test"] as const) {
      const sight = sightOf(settings({ method }), 9, split, false);
      expect(sight).toMatchObject({ memories: [], upTo: null, text: expect.stringContaining(`${method} `) });
      expect(sight.text).toMatch(/keeps no memory/);
      expect(sight.text).not.toMatch(/episode 1|1 to/);
    }
  });

  test("a method with memories sees its own, as far as lag, batch and test let it", () => {
    const of = (more: object, n: number, split: "train" | "test" = "train") => sightOf(settings(more), n, split, false);
    expect(of({}, 5)).toMatchObject({ upTo: 3, text: "experience, values and reflections of episodes 1 to 3" });
    expect(of({ method: "reflexion" }, 3)).toMatchObject({ upTo: 1, text: "reflections of episode 1" });
    expect(of({}, 2).text).toBe("no memories of the run (with a lag of 2, the first 2 episodes see none)");
    expect(of({ batch: 4 }, 4).text).toContain("the first batch of 4 episodes sees none");
    expect(of({}, 9, "test")).toMatchObject({ upTo: 7 });
    expect(of({ train: 0 }, 1, "test").text).toContain("there was no training");
    expect(sightOf(settings(), 2, "train", true).text).toContain("those given to it alone");
  });

  test("plan memory counts where there is a Planner to be shown it and a Critic to write it", () => {
    const memories = (method: string) => sightOf(settings({ method, plans: true }), 5, "train", false).memories;
    expect(memories("billp")).toContain("plans");
    expect([memories("act-only"), memories("reflexion")]).toEqual([[], ["reflections"]]);
  });

  test("why a prompt showed none, and why a round left none", () => {
    const s = settings({ caseDistance: 0.25 });
    const [early, late] = [sightOf(s, 1, "train", false), sightOf(s, 6, "train", false)];
    const why = (role: string, sight = late) => whyNoneShown(role, sight, s, false);
    expect(why("actor")).toBe("nothing within the distance τ = 0.25");
    expect(why("actor", early)).toBe("sees no memory yet");
    expect(why("reflector")).toBe("reads no memory in billp");
    expect(whyNoneShown("actor", late, settings({ caseCount: 0 }), false)).toBe("is to be shown none");
    const none = settings({ method: "act-only" });
    expect(whyNoneShown("actor", sightOf(none, 6, "train", false), none, false)).toBe("reads no memory in act-only");
    expect(whyNoneWritten(none, "test", true)).toBe("Nothing: act-only keeps no memory between episodes.");
    expect(whyNoneWritten(settings(), "test", true)).toContain("frozen");
    expect(whyNoneWritten(settings({ memory: "online" }), "test", true)).toBe("Nothing.");
    expect(whyNoneWritten(settings(), "train", false)).toContain("Not known yet");
  });
});

describe("settings in force", () => {
  const world = tinyWorld();
  const facts = (more = {}) => {
    const s = settings(more);
    return Object.fromEntries(factsOf(s, rulesOf(world, s)).map((f) => [f.name, f]));
  };

  test("W and the step limit are those of the world where none was set, and each setting has its own words", () => {
    expect(facts().window).toEqual({ name: "window", value: String(world.rules.window), from: "the world's" });
    expect(facts().limit).toEqual({ name: "limit", value: String(world.rules.limit), from: "the world's" });
    expect(facts({ window: 2 }).window).toEqual({ name: "window", value: "2" });
    expect(facts({ fidelity: "paper", limit: null }).limit?.value).toBe(`50 in training, ${world.rules.limit} in the test`);
    expect(facts().beta?.value).toBe(String(world.rules.beta));
    expect(facts().ratingThreshold?.value).toBe(String(world.rules.ratingThreshold));
    expect(factsOf(settings(), null).find((f) => f.name === "window")?.value).toContain("not here");
  });

  test("an address that was not set is no fact about the world", () => {
    expect(Object.values(facts()).map((f) => f.value)).not.toContain("(the world's)");
    expect(facts().baseUrl?.value ?? "none: the models are in this process").toBe("none: the models are in this process");
    expect(facts({ model: "openai:gpt-4o-mini" }).baseUrl?.value ?? "provider's own").toContain("provider's own");
  });

  test("what a fork may set is what a fork takes", () => {
    const { episode, run } = changeable(settings());
    expect(episode).toEqual(expect.arrayContaining(["settings.gamma", "settings.seed", "model.actor"]));
    expect(run).toEqual(expect.arrayContaining(["settings.gamma", "settings.lag"]));
    for (const name of ["settings.world", "settings.train", "settings.models"]) expect([...episode, ...run]).not.toContain(name);
    expect([episode.includes("settings.lag"), run.includes("settings.seed")]).toEqual([false, false]);
  });
});

describe("why an episode ended", () => {
  const rules = { ...tinyWorld().rules, window: 3, limit: 2, beta: 0.25, ratingThreshold: 2.5 };
  const round = { plan: null, proposal: null, value: null, advantage: null, replaced: null };
  const two = [1, 2].map((n) => ({ ...round, item: n, title: `T${n}`, reward: 4, worldReward: 4, accepted: true }));
  const ended = (kind: string, reason: string | null = null, rounds = two) =>
    ({ episode: 1, user: 1, split: "test", end: { kind, reason }, len: rounds.length, return: 8, rounds }) as Episode;
  const why = (more: Partial<Why>): Why => ({ round: 2, compared: [], worldReward: null, repeatOf: null, ...more });
  const near = (round: number, close: boolean) => ({ round, title: `T${round}`, distance: 0.1, close });

  test.each([
    ["limit", null, null, "The user stayed for all 2 rounds that the step limit allows."],
    ["unusable", null, null, "No usable answer came in round 2, so the episode was ended."],
    [
      "quit",
      "similar",
      why({ compared: [near(1, true)] }),
      "The user left in round 2: T2 is too like round 1, nearer than β = 0.25.",
    ],
    [
      "quit",
      "similar",
      why({ compared: [near(1, false)] }),
      "The user left in round 2: T2 was too like an item before it, by the record.",
    ],
    ["quit", "repeat", why({ repeatOf: 0 }), "The user left in round 2: T2 was in the history already."],
    ["quit", "repeat", why({}), "The user left in round 2: T2 was a repetition, by the record."],
    [
      "quit",
      "dislike",
      why({ worldReward: 1.5 }),
      "The user left in round 2: T2 is worth 1.50 to this user, less than the rating threshold of 2.50.",
    ],
    ["quit", null, why({ worldReward: 4 }), "The user left in round 2: T2 was the last item; the record does not say why."],
  ] as const)("%s, %s", (kind, reason, given, sentence) => {
    expect(endingOf(ended(kind, reason), rules, given)).toBe(sentence);
  });

  test("an episode that was cut off below the limit did not reach it, and without the world no number is claimed", () => {
    expect(endingOf(ended("limit"), { ...rules, limit: 9 }, null)).toBe(
      "Nothing more was proposed after 2 rounds, below the step limit of 9; the user had not left.",
    );
    expect(endingOf(ended("limit"), null, null)).toBe("The episode was cut off after 2 rounds; the user had not left.");
    expect(endingOf(ended("quit", "dislike"), null, null)).toContain("by the record");
  });

  test("each reason has the numbers of the run", () => {
    expect(reasonsOf({ train: { ...rules, limit: 50 }, test: rules })).toMatchObject({
      similar: "nearer than β = 0.25 to one of the last 3 items",
      dislike: "worth less than 2.50",
      limit: "stayed to the step limit (50 in training, 2 in the test)",
    });
  });
});

describe("of played runs", () => {
  const root = runsFolder();
  const runs = openRuns(root);
  const ledgers = openLedgers();
  const pageOf = async (id: string, n: number, fork: string | null = null) => {
    const run = await runs.read(id);
    return episodePage(run, await runs.worldOf(run), n, fork, ledgers);
  };
  beforeAll(async () => {
    await playRun(root, "plain", { method: "act-only", train: 2, test: 2, lag: 1 });
    await playRun(root, "learning", { method: "billp", train: 3, test: 2, lag: 1 });
    await playRun(root, "policy", { method: "random", test: 2 });
    return () => ledgers.close();
  });

  test("a method without memories saw none, wrote none, and has no Critic; a policy asked nobody", async () => {
    const plain = await pageOf("plain", 4);
    expect(plain.sight).toMatchObject({ upTo: null, text: "act-only keeps no memory between episodes" });
    expect(plain.noneWritten).toContain("act-only keeps no memory");
    expect(plain.roles).toEqual(["actor"]);
    expect(plain.calls.map((c) => c.noneShown)).toEqual(plain.calls.map(() => "reads no memory in act-only"));
    expect(await memoryPage(await runs.read("plain"))).toMatchObject({
      entries: [],
      empty: expect.stringContaining("act-only keeps no memory"),
    });
    expect((await runs.page("plain")).about.noMemory).toContain("act-only keeps no memory");
    expect(await pageOf("policy", 1)).toMatchObject({ roles: [], noCalls: "No model was asked: random is a policy." });
    expect((await pageOf("learning", 4)).sight.upTo).toBe(3);
  });

  test("an advantage is called what M_A keeps it as", async () => {
    const { episode, verdicts } = await pageOf("learning", 2);
    expect(verdicts).toEqual(
      episode.rounds.map((r) => (r.advantage === null ? null : r.advantage >= 0 ? "encouraging" : "discouraging")),
    );
  });

  test("a fork is told with the rules and the sight of its own settings", async () => {
    const overrides = ["settings.window=1", "settings.historyLength=2"];
    const { forks } = await forkRun({ folder: `${root}/learning`, episode: 4, round: 1, overrides });
    const page = await pageOf("learning", 4, forks[0]?.id as string);
    const own = (await runs.worldOf(await runs.read("learning")))?.rules;
    expect(page.world?.rules).toEqual(rulesFor(own as never, { ...(await runs.read("learning")).settings, window: 1 }, "test"));
    expect(page.world?.rules.window).toBe(1);
    expect(page.world?.history.length).toBeLessThanOrEqual(2);
  });
});
