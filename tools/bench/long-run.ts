/**
 * A long run without the playing: 1,000 episodes whose items, rewards and ends are the world's own, with memories and a full ledger, written
 * by the same functions as a played one's. What the roles say is filled in; nothing is concluded from it but how fast it is shown.
 */

import { sumBy } from "../../core/math.ts";
import { makeRandom, type Random } from "../../core/random.ts";
import type { ResolvedSettings } from "../../core/settings.ts";
import type { Episode, Round } from "../../experiments/evaluation/record.ts";
import { scheduleOf } from "../../experiments/evaluation/schedule.ts";
import { summarise } from "../../experiments/evaluation/summary.ts";
import { runId } from "../../experiments/runs/run.ts";
import { folderStore } from "../../experiments/runs/store/store.ts";
import { entryId, type Memories } from "../../memory/entries.ts";
import { resolveSettings } from "../../methods/settings.ts";
import type { Ledger } from "../../models/ledger/ledger.ts";
import { loadWorld } from "../../worlds/format/load.ts";
import { rulesFor } from "../../worlds/rules.ts";
import type { Simulator } from "../../worlds/simulator.ts";
import { createSimulator } from "../../worlds/user-models/user-models.ts";
import type { World } from "../../worlds/world.ts";

/** Rounds of an episode: 2 to 38, 20 in the mean, as `limit` allows. */
const LONGEST = 38;

/** Writes the folder; gives how many rounds it holds. */
export async function makeLongRun(folder: string, train: number, test: number): Promise<{ episodes: number; rounds: number }> {
  const settings = resolveSettings({ method: "billp", train, test, limit: LONGEST });
  const world = await loadWorld(settings.world);
  const plan = scheduleOf(settings, world);
  const random = makeRandom(1);
  const episodes = plan.map(({ episode, user, split }) => {
    return playOut(world, createSimulator(world, rulesFor(world.rules, settings, split)), { episode, user, split }, random);
  });
  const memories = episodes.filter((e) => e.split === "train").map((e) => learn(world, e));
  const run = runId(settings, world);
  await folderStore.createRun(folder, { run, world: world.id, settings }, { resume: false });
  const writer = await folderStore.writeRun(folder, run);
  fillLedger(writer.ledger, episodes, world, random);
  const head = { run, world: world.id, ...pick(settings) };
  const usage = { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0, byRole: {} };
  const summary = summarise(head, episodes, { world, gamma: settings.gamma }, usage, 0);
  await writer.writeOut({ episodes, memories, summary });
  writer.close();
  return { episodes: episodes.length, rounds: sumBy(episodes, (e) => e.rounds.length) };
}

const pick = ({ method, model, seed, fidelity }: ResolvedSettings) => ({ method, model, seed, fidelity });

/** An episode that takes items at random, and looks for one that the user accepts until the length drawn for it is reached. */
function playOut(world: World, simulator: Simulator, who: Pick<Episode, "episode" | "user" | "split">, random: Random): Episode {
  const length = 2 + random.int(LONGEST - 1);
  let state = simulator.start(who.user, 1);
  const rounds: Round[] = [];
  for (;;) {
    let found = simulator.step(state, random.int(world.items.length));
    for (let tries = 0; found.terminated && rounds.length < length - 1 && tries < 400; tries++)
      found = simulator.step(state, random.int(world.items.length));
    const item = found.state.items.at(-1) as number;
    const { title = "", categories = [] } = world.items[item] ?? {};
    const value = 2 + 2 * random.next();
    rounds.push({
      plan: `Next ${categories.join(", then ")}. Keep away from what came in the last rounds.`,
      ...{ proposal: title, item, title, reward: found.reward, worldReward: found.worldReward, accepted: !found.terminated },
      ...{ value, advantage: found.reward + 0.5 * 3 - value, replaced: false },
    });
    state = found.state;
    if (!found.terminated && !found.truncated) continue;
    const taken = rounds.filter((r) => r.accepted);
    const end = found.terminated ? ({ kind: "quit", reason: found.reason } as const) : ({ kind: "limit", reason: null } as const);
    return { ...who, end, len: taken.length, return: sumBy(taken, (r) => r.reward), rounds };
  }
}

function learn(world: World, { episode, user, rounds, end }: Episode): Memories {
  const titles = (world.users[user]?.history ?? []).map((i) => world.items[i]?.title ?? "");
  const at = rounds.map((r, i) => ({
    id: entryId(episode, i + 1),
    episode,
    round: i + 1,
    state: [...titles, ...rounds.slice(0, i).map((p) => p.title)].slice(-10).join("; "),
    r,
  }));
  return {
    experience: at.map(({ r, ...where }) => ({ ...where, title: r.title ?? "", good: (r.advantage ?? 0) >= 0 })),
    values: at.map(({ r, ...where }) => ({ ...where, value: r.reward + 1.5 })),
    reflections: [
      {
        id: entryId(episode),
        episode,
        text: `They left by ${end.reason ?? end.kind} after ${rounds.length} rounds. Change the kind every round.`,
      },
    ],
    plans: [],
  };
}

/** Three calls a round, with prompts that grow as real ones do, and the entries they showed. */
function fillLedger(ledger: Ledger, episodes: readonly Episode[], world: World, random: Random): void {
  for (const { episode, rounds } of episodes) {
    const told: string[] = [];
    rounds.forEach((r, i) => {
      const before = Math.max(1, episode - 32);
      for (const [role, recalled] of [
        ["planner", [`reflections:${entryId(before)}`]],
        ["critic", [`values:${entryId(before, 1)}`, `values:${entryId(before, 2)}`]],
        ["actor", [`experience:${entryId(before, 1)}`, `experience:${entryId(before, 2)}`]],
      ] as const) {
        const address = { scope: "", episode, round: i + 1, role, attempt: 0 };
        const messages = JSON.stringify([
          { role: "system", content: `You are the ${role}.` },
          { role: "user", content: [...told, ...shortlist(world, random)].join("\n") },
        ]);
        const answer = JSON.stringify({ reason: "It fits the history.", answer: r.plan });
        ledger.finish(address, {
          request: "",
          answer,
          model: "offline",
          inputTokens: 900,
          outputTokens: 40,
          costUsd: 0,
          estimated: false,
          messages,
          recalled,
        });
      }
      told.push(`Round ${i + 1}: ${r.title}, rated ${r.reward}`);
    });
  }
}

/** Twenty titles with their categories, which change from prompt to prompt, as the Actor is shown them. */
function shortlist(world: World, random: Random): string[] {
  return Array.from({ length: 20 }, () => {
    const { title = "", categories = [] } = world.items[random.int(world.items.length)] ?? {};
    return `${title}: ${categories.join(", ")}`;
  });
}
