/** A stay of a user model with memory of its own, left off and taken up again: resumed after an abort, forked unchanged, replayed. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Message } from "../../../core/message.ts";
import { type Episode, episodeLine } from "../../../experiments/evaluation/record.ts";
import { forkRun } from "../../../experiments/forks/fork.ts";
import { replayRun } from "../../../experiments/replay/replay.ts";
import { runExperiment } from "../../../experiments/runs/run.ts";
import { createScript, type Script } from "../../../models/scripted.ts";
import { stateAfter } from "../../../worlds/simulator.ts";
import { createSimulator, USER_MODELS } from "../../../worlds/user-models/user-models.ts";
import { userWorld } from "../../stubs/user-worlds.ts";
import { hashScript } from "../runs/hash-model.ts";
import { bytesOf } from "./played.ts";

const base = mkdtempSync(join(tmpdir(), "billp-mid-stay-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const SETTINGS = { method: "billp", train: 5, test: 3, limit: 9, lag: 2, seed: 4 } as const;

/** The hash model, which aborts at its n-th call. */
function aborting(at: number) {
  const controller = new AbortController();
  let calls = 0;
  const script = Object.fromEntries(
    Object.entries(hashScript).map(([role, reply]) => [
      role,
      (messages: readonly Message[], call: number) => {
        if (++calls === at) controller.abort(new Error("stopped in mid-stay"));
        return (reply as (m: readonly Message[], c: number) => string)(messages, call);
      },
    ]),
  ) as Script;
  return { chat: createScript(script).chat, signal: controller.signal };
}

describe.each(Object.keys(USER_MODELS))("user model %s", (model) => {
  const world = userWorld(model);
  const loadWorld = async () => world;
  const whole = { chat: createScript(hashScript).chat, loadWorld };
  const folder = join(base, model);
  let episodes: readonly Episode[] = [];

  test("a run stopped in mid-stay and resumed is the run that was never stopped", async () => {
    ({ episodes } = await runExperiment({ settings: SETTINGS, out: folder, runtime: whole }));
    expect(Math.max(...episodes.map((e) => e.rounds.length))).toBeGreaterThan(3);
    for (const at of [8, 21]) {
      const out = join(base, `${model}-${at}`);
      const { chat, signal } = aborting(at);
      await expect(runExperiment({ settings: SETTINGS, out, runtime: { chat, loadWorld }, signal })).rejects.toThrow();
      await runExperiment({ settings: SETTINGS, out, resume: true, runtime: whole });
      expect(bytesOf(out)).toBe(bytesOf(folder));
    }
  });

  test("a fork in mid-stay that changes nothing ends as the original, and a replay too", async () => {
    const { episode, rounds } = episodes.toSorted((a, b) => b.rounds.length - a.rounds.length)[0] as Episode;
    for (const round of [2, rounds.length]) {
      const { forks, original } = await forkRun({ folder, episode, round, overrides: [], runtime: whole });
      expect(episodeLine(forks[0]?.record as Episode)).toBe(episodeLine(original as Episode));
    }
    const before = bytesOf(folder);
    await replayRun({ folder, runtime: { loadWorld } });
    expect(bytesOf(folder)).toBe(before);
  });

  test("what is recorded is what the simulator says of the same items and seed", () => {
    const simulator = createSimulator(world, { ...world.rules, limit: SETTINGS.limit });
    for (const { user, rounds, end } of episodes)
      for (const [n, { item, reward, worldReward }] of rounds.entries()) {
        const items = rounds.slice(0, n).map((r) => r.item as number);
        const result = simulator.step(stateAfter(simulator, { user, items }, SETTINGS.seed), item as number);
        expect([result.reward, result.worldReward]).toEqual([reward, worldReward]);
        if (n === rounds.length - 1 && end.kind !== "unusable") expect(result.reason).toBe(end.reason);
      }
  });
});

test("the run's seed decides which people come, and with the seed of a fork others come", async () => {
  const world = userWorld("patience", 30);
  const stays = async (seed: number) => {
    const runtime = { loadWorld: async () => world };
    const { episodes } = await runExperiment({ settings: { method: "greedy", test: 15, seed }, out: null, runtime });
    return episodes.map((e) => e.len).join();
  };
  expect(await stays(1)).toBe(await stays(1));
  expect(await stays(1)).not.toBe(await stays(2));
});
