/** The schedule: train users in the seed's order, test users once in the world's, each with what its episode may see. */
import { describe, expect, it } from "vitest";
import type { SettingsInput } from "../../../core/settings.ts";
import { scheduleOf } from "../../../experiments/evaluation/schedule.ts";
import { resolveSettings } from "../../../methods/settings.ts";
import { tinyWorld } from "../../stubs/tiny-world.ts";

const world = tinyWorld(); // users 0 to 24 train, 25 to 39 test
const of = (settings: SettingsInput) => scheduleOf(resolveSettings({ train: 6, test: 3, lag: 2, ...settings }), world);
const users = (settings: SettingsInput, split: "train" | "test") =>
  of(settings).flatMap((s) => (s.split === split ? [s.user] : []));

describe("a schedule", () => {
  it("numbers the episodes from 1, training first, and says what each may see", () => {
    const all = of({});
    expect(all.map((s) => [s.episode, s.split])).toEqual(
      [1, 2, 3, 4, 5, 6].map((n) => [n, "train"]).concat([7, 8, 9].map((n) => [n, "test"])),
    );
    expect(all.map((s) => s.visibleUpTo)).toEqual([0, 0, 1, 2, 3, 4, 6, 6, 6]);
    expect(of({ batch: 4, memory: "online" }).map((s) => s.visibleUpTo)).toEqual([0, 0, 0, 0, 4, 4, 4, 4, 8]);
  });

  it("trains with the seed's order, again from its start when users run out", () => {
    expect(users({ seed: 1 }, "train")).toEqual(users({ seed: 1 }, "train"));
    expect(users({ seed: 1 }, "train")).not.toEqual(users({ seed: 2 }, "train"));
    const long = users({ train: 60 }, "train");
    expect([...long.slice(0, 25)].sort((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, i) => i));
    expect(long.slice(25, 50)).toEqual(long.slice(0, 25));
  });

  it("tests the first test users in the world's order, whatever the seed", () => {
    for (const seed of [1, 2]) expect(users({ seed }, "test")).toEqual([25, 26, 27]);
    expect(() => of({ test: 16 })).toThrow("16 episodes asked for, but world tiny@1 has 15 test users");
  });

  it("of a policy is the test alone", () => {
    expect(of({ method: "greedy" }).map((s) => [s.episode, s.user])).toEqual([
      [1, 25],
      [2, 26],
      [3, 27],
    ]);
  });
});
