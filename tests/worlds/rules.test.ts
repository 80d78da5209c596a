/** Rules in force: the world's, overridden by the settings and by the paper's in paper fidelity. */
import { expect, it } from "vitest";
import type { SettingsInput } from "../../core/settings.ts";
import { resolveSettings } from "../../methods/settings.ts";
import { rulesFor } from "../../worlds/rules.ts";
import type { Rules } from "../../worlds/world.ts";

const OWN: Rules = { window: 3, beta: 0.5, ratingThreshold: 2, limit: 8, repeats: "leave", firstRoundSafe: false };
const of = (settings: SettingsInput = {}, split: "train" | "test" = "train") => rulesFor(OWN, resolveSettings(settings), split);

it("are the world's own by default", () => {
  expect(of()).toEqual(OWN);
  expect(of({}, "test")).toEqual(OWN);
});

it("follow the settings in both splits, also where they say 0", () => {
  const settings: SettingsInput = { window: 0, limit: 1, repeats: "allowed" };
  for (const split of ["train", "test"] as const)
    expect(of(settings, split)).toEqual({ ...OWN, window: 0, limit: 1, repeats: "allowed" });
});

it("are the paper's in paper fidelity: a window of 4, 50 rounds in training alone, repeats, a safe first round", () => {
  const paper = { ...OWN, window: 4, repeats: "allowed", firstRoundSafe: true };
  expect(of({ fidelity: "paper" })).toEqual({ ...paper, limit: 50 });
  expect(of({ fidelity: "paper" }, "test")).toEqual({ ...paper, limit: 8 });
  const set: SettingsInput = { fidelity: "paper", window: 2, limit: 6, repeats: "leave" };
  expect(of(set)).toEqual({ ...OWN, window: 2, limit: 6, firstRoundSafe: true });
});
