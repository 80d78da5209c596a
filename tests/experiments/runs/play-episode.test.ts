/** What an episode is given: every entry that it may see and its thread does not hold, and nothing else. */
import { MemorySaver } from "@langchain/langgraph";
import { expect, test } from "vitest";
import type { Scheduled } from "../../../experiments/evaluation/schedule.ts";
import { inputOf, playEpisode } from "../../../experiments/runs/play-episode.ts";
import { buildGraph } from "../../../graphs/billp.ts";
import { type Memories, noMemories } from "../../../memory/entries.ts";
import { resolveSettings } from "../../../methods/settings.ts";
import { createScript } from "../../../models/scripted.ts";
import { createRuntime } from "../../../nodes/runtime.ts";
import { tinyWorld } from "../../stubs/tiny-world.ts";
import { hashScript } from "./hash-model.ts";

const world = tinyWorld();
const settings = resolveSettings({ method: "billp", train: 9, test: 1, limit: 4, lag: 2 });
const wrote = (episode: number): [number, Memories] => [
  episode,
  { ...noMemories(), reflections: [{ id: `00000${episode}`, episode, text: `lesson ${episode}` }] },
];
const user = world.users.find((u) => u.split === "train")?.id as number;
const scheduled: Scheduled = { episode: 5, user, split: "train", visibleUpTo: 3 };

test("entries up to the last visible episode, prior ones first, whatever order they are known in", () => {
  const input = inputOf(settings, scheduled, new Map([4, 2, 0, 3, 1].map(wrote)));
  expect(input).toMatchObject({
    settings,
    users: { split: "train", ids: [user], from: 0, count: 1 },
    cursor: 0,
    firstEpisode: 5,
  });
  expect(input.reflections?.map((r) => r.episode)).toEqual([0, 1, 2, 3]);
  expect(Object.keys(input)).not.toContain("experience"); // nothing of it is known
});

test("what the thread holds is not given again, and what it is given counts as held", () => {
  const held = new Set([0, 2]);
  const memories = new Map([0, 1, 2, 3, 4].map(wrote));
  expect(inputOf(settings, scheduled, memories, held).reflections?.map((r) => r.episode)).toEqual([1, 3]);
  expect([...held].sort()).toEqual([0, 1, 2, 3]);
  expect(inputOf(settings, scheduled, memories, held).reflections).toBeUndefined();
});

test("an episode gives its record and its own entries, and its thread holds them from then on", async () => {
  const { chat } = createScript(hashScript);
  const graph = buildGraph(createRuntime({ chat, loadWorld: async () => world }), new MemorySaver());
  const config = { configurable: { thread_id: "t" } };
  const held = new Set<number>();
  const { record, memories } = await playEpisode({ settings, graph }, scheduled, new Map([0, 3, 4].map(wrote)), { config, held });
  expect(record).toMatchObject({ episode: 5, user, split: "train" });
  expect(memories.experience.length).toBeGreaterThan(0);
  for (const entry of [...memories.experience, ...memories.values, ...memories.reflections]) expect(entry.episode).toBe(5);
  expect([...held].sort()).toEqual([0, 3, 5]);
  const state = (await graph.getState(config)).values;
  expect(state.reflections.map((r: { episode: number }) => r.episode)).toEqual([0, 3, 5]);
});

test("a policy's episode is recorded in the same form, and writes nothing", async () => {
  const policy = resolveSettings({ ...settings, method: "popular" });
  const { record, memories } = await playEpisode({ settings: policy, world, graph: null }, scheduled, new Map());
  expect(record).toMatchObject({ episode: 5, user, split: "train" });
  expect(memories).toEqual(noMemories());
});
