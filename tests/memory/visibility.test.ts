/** What an episode may remember is decided by numbers alone: lag, batch borders, and what the test does. */

import { describe, expect, it } from "vitest";
import type { SettingsInput } from "../../core/settings.ts";
import { visibleUpTo, writesMemories } from "../../memory/visibility.ts";
import { resolveSettings } from "../../methods/settings.ts";

const seen = (settings: SettingsInput, episodes: readonly number[], split: "train" | "test" = "train") =>
  episodes.map((k) => visibleUpTo(resolveSettings({ train: 20, ...settings }), k, split));

describe("an episode sees", () => {
  it("by the lag: episodes 1 to k − S", () => {
    expect(seen({ lag: 3 }, [1, 2, 3, 4, 5, 12])).toEqual([0, 0, 0, 1, 2, 9]);
    expect(seen({ lag: 1 }, [1, 2, 12])).toEqual([0, 1, 11]);
  });

  it("by batches: up to the last border before it, the lag unused", () => {
    expect(seen({ batch: 5, lag: 2 }, [1, 2, 5, 6, 10, 11])).toEqual([0, 0, 0, 5, 5, 10]);
    expect(seen({ batch: 1 }, [1, 2, 3])).toEqual([0, 1, 2]);
    expect(seen({ fidelity: "paper" }, [10, 11, 20, 21])).toEqual([0, 10, 10, 20]);
  });

  it("in a frozen test the whole training and nothing later; in an online one what the rule says", () => {
    expect(seen({ lag: 3 }, [21, 22, 40], "test")).toEqual([20, 20, 20]);
    expect(seen({ lag: 3, memory: "online" }, [21, 22, 40], "test")).toEqual([18, 19, 37]);
    expect(seen({ batch: 10, memory: "frozen" }, [25], "test")).toEqual([20]);
    expect(seen({ batch: 10, memory: "online" }, [30, 31], "test")).toEqual([20, 30]);
  });
});

it("training writes memories always, the test only online", () => {
  const writes = (memory: "frozen" | "online") => [writesMemories({ memory }, "train"), writesMemories({ memory }, "test")];
  expect(writes("frozen")).toEqual([true, false]);
  expect(writes("online")).toEqual([true, true]);
});
