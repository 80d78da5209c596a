/** Draft manifest of a built world, without checksums. */
import type { Draft } from "../format/folder.ts";
import { FORMAT } from "../format/manifest.ts";
import type { BuildOptions } from "./options.ts";

/** Rewards of built worlds are rounded to hundredths of a star. */
export const REWARD_STEP = 0.01;

/** The parts of the manifest that the log decides. */
export type Found = Pick<Draft, "counts" | "example" | "calibration"> & { readonly beta: number; readonly mean: number };

/** Puts options and findings together. Floor 2 is the paper's; the band is that of docs/worlds.md. */
export function draftOf(options: BuildOptions, { beta, mean, ...found }: Found): Draft {
  return {
    format: FORMAT,
    name: options.name,
    version: options.version,
    noun: { one: options.noun, many: options.nouns },
    source: "Made by `billp world build` from a rating log; the log's own licence applies.",
    seeds: { build: options.seed },
    rules: {
      window: options.window,
      beta: Math.round(beta * 1e6) / 1e6,
      floor: 2,
      limit: options.limit,
      repeats: "leave",
      firstRoundSafe: false,
    },
    rewardMax: 5,
    rewardStep: REWARD_STEP,
    reward: {
      kind: "factors",
      mean,
      userFactors: "user_factors.npy",
      itemFactors: "item_factors.npy",
      userBias: "user_bias.npy",
      itemBias: "item_bias.npy",
    },
    distance: { kind: "vectors", file: "item_vectors.npy" },
    sanity: { users: 300, seed: 1, randomLen: [1.5, 5], greedyShareOfOracle: 0.5 },
    ...found,
  };
}
