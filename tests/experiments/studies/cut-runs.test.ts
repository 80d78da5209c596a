/** Runs of a study that say they are finished and are not: compare names them, and counts them nowhere. */
import { copyFileSync, cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { runFiles } from "../../../experiments/runs/store/files.ts";
import type { StudySchedule } from "../../../experiments/studies/spec/run-specs.ts";
import { both, type Forge, json, line, text } from "../replay/forge.ts";
import { scratch, tinyPlan, tinyStudy } from "./tiny.ts";

const folder = scratch();
const runs = join(folder, "runs");
const SETTINGS = { train: 4, test: 6, lag: 2, limit: 4 };
let plan: StudySchedule;
beforeAll(async () => {
  plan = await tinyPlan({
    seeds: [1, 2],
    settings: SETTINGS,
    arms: ["billp", "random", { name: "shuffled", method: "billp", memories: { from: "billp", change: "shuffled" } }],
  });
  const { failed, result } = await tinyStudy(plan, runs);
  expect([failed.size, result.complete]).toEqual([0, true]);
});

/** Drops the last test episodes, and makes the summary say that this was all. */
const cut: Forge = both(
  text("episodes", (t) => `${t.trimEnd().split("\n").slice(0, -2).join("\n")}\n`),
  json("summary", (s) => {
    s.test.episodes -= 2;
  }),
);

const FORGERIES: readonly (readonly [string, Forge, RegExp])[] = [
  ["cut short", cut, /there is no episode 9 \(8 of 10 are there\)/],
  [
    "with fewer test users in its settings, too",
    both(
      cut,
      json("settings", (s) => {
        s.settings.test -= 2;
      }),
    ),
    /test.*6|field run/,
  ],
  [
    "with a doubled R_traj",
    json("summary", (s) => {
      s.test.rTraj *= 2;
    }),
    /field test\.rTraj/,
  ],
  ["with another's user", line("episodes", -1, (e) => ({ ...e, user: 0 })), /field user/],
  [
    "with other memories to start from",
    json("settings", (s) => {
      s.priorMemories = "0".repeat(64);
    }),
    /memories/,
  ],
  [
    "of another γ",
    json("settings", (s) => {
      s.settings.gamma = 0.9;
    }),
    /gamma/,
  ],
];

describe("a run of a study that is finished by its own word alone", () => {
  it.each(FORGERIES)("%s is named, and counts nowhere", async (name, forge, words) => {
    const copy = join(folder, name.replace(/\W+/g, "-"));
    cpSync(runs, copy, { recursive: true });
    const spec = plan.runSpecs.find(
      (s) => s.priorMemories === null && s.settings.method === "billp",
    ) as (typeof plan.runSpecs)[number];
    await forge(join(copy, spec.id));
    const before = readFileSync(runFiles(join(copy, spec.id)).episodes);
    const { failed, result } = await tinyStudy(plan, copy);
    expect(failed.get(spec.id)).toMatch(words);
    expect(result.complete).toBe(false);
    expect(result.missing.join()).toMatch(/billp on tiny@1: 1 of 2 runs are missing, seeds 1/);
    expect(result.groups[0]?.arms.find((a) => a.name === "billp")?.runs.map((r) => r.seed)).toEqual([2]);
    expect(readFileSync(runFiles(join(copy, spec.id)).episodes)).toEqual(before);
  });

  it("is written anew from its checkpoints, where they were kept", async () => {
    const kept = join(folder, "kept");
    await tinyStudy(plan, kept, { keepCheckpoints: true });
    const id = plan.runSpecs[0]?.id as string;
    const honest = join(folder, "honest.jsonl");
    copyFileSync(runFiles(join(kept, id)).episodes, honest);
    await cut(join(kept, id));
    const { failed, result } = await tinyStudy(plan, kept, { keepCheckpoints: true });
    expect([failed.size, result.complete]).toEqual([0, true]);
    expect(readFileSync(runFiles(join(kept, id)).episodes)).toEqual(readFileSync(honest));
  });
});
