/** Rules in force: the world's, with what the settings decide about an episode of a split. */
import type { ResolvedSettings } from "../core/settings.ts";
import type { Rules } from "./world.ts";

/** The step limit of training episodes in the reference code, which `paper` fidelity keeps. */
const PAPER_TRAIN_LIMIT = 50;

/** The world's rules, overridden by `window`, `limit`, `repeats` and `fidelity` of the settings. */
export function rulesFor(own: Rules, settings: ResolvedSettings, split: "train" | "test"): Rules {
  const paper = settings.fidelity === "paper";
  return {
    ...own,
    window: settings.window ?? own.window,
    limit: settings.limit ?? (paper && split === "train" ? PAPER_TRAIN_LIMIT : own.limit),
    repeats: settings.repeats,
    firstRoundSafe: paper,
  };
}
