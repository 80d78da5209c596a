/** Golden runs: every method and policy, in both fidelities, with frozen and online tests, on the embedded films, each as one hash. */

import { sha256 } from "../../core/hash.ts";
import type { Fidelity, SettingsInput } from "../../core/settings.ts";
import { type Episode, episodeLine } from "../../experiments/evaluation/record.ts";
import { runExperiment } from "../../experiments/runs/run.ts";
import { memoryLines } from "../../memory/prior.ts";
import { methodNames, policyNames } from "../../methods/registry.ts";
import { createScript } from "../../models/scripted.ts";
import { loadWorld } from "../../worlds/format/load.ts";
import { hashScript } from "../experiments/runs/hash-model.ts";

/** Where the hashes are kept; `npm run golden` writes them anew, on purpose. */
export const GOLDEN = new URL("golden.json", import.meta.url);

/** What a golden run came out as. */
export interface Golden {
  /** First 16 digits of SHA-256 of the records, as `episodes.jsonl` has them. */
  readonly records: string;
  /** The same of the memories, as `memory.jsonl` has them; null for runs without entries. */
  readonly memories: string | null;
}

/**
 * A golden run's settings, and which model answers. `offline`: the package's rules. `hash`: a model whose every answer follows from a hash of
 * the whole prompt, so that nothing a role is shown can change unseen.
 */
export interface GoldenRun {
  readonly name: string;
  readonly settings: SettingsInput;
  readonly model: "offline" | "hash";
}

/** All golden runs: small, with memories that are seen (lag 2, batches of 2). */
export function goldenRuns(): GoldenRun[] {
  const base: SettingsInput = { train: 4, test: 3, seed: 7, lag: 2, limit: 8 };
  const rule = (fidelity: Fidelity): SettingsInput => ({ ...base, fidelity, ...(fidelity === "paper" ? { batch: 2 } : {}) });
  const runs: GoldenRun[] = [];
  const add = (name: string, settings: SettingsInput, models: readonly GoldenRun["model"][] = ["offline", "hash"]) => {
    for (const model of models) runs.push({ name: `${name}, ${model}`, settings, model });
  };
  for (const fidelity of ["default", "paper"] as const) {
    for (const method of methodNames())
      for (const memory of ["frozen", "online"] as const)
        add(`${method}, ${fidelity}, ${memory}`, { ...rule(fidelity), method, memory });
    add(`billp with plans, ${fidelity}`, { ...rule(fidelity), method: "billp", plans: true });
    for (const policy of policyNames())
      runs.push({ name: `${policy}, ${fidelity}`, settings: { ...rule(fidelity), method: policy }, model: "offline" });
  }
  add("billp in batches", { ...base, method: "billp", batch: 3, memory: "online" }, ["hash"]);
  add("billp, all settings unequal", { ...base, method: "billp", ...UNEQUAL }, ["hash"]);
  return runs;
}

const UNEQUAL: SettingsInput = {
  ...{ reflections: 1, caseCount: 2, valueCount: 4, caseDistance: 0.6, valueDistance: 0.9, historyLength: 7, gamma: 0.8 },
  ...{ window: 2, shortlist: 9, roundTokens: 300, lag: 1, temperature: 0.3, plans: true },
};

const films = loadWorld("films");

/** Plays a golden run. */
export async function playGolden({ settings, model }: GoldenRun): Promise<Golden> {
  const runtime = { loadWorld: () => films, ...(model === "hash" ? { chat: createScript(hashScript).chat } : {}) };
  const { episodes, memories } = await runExperiment({ settings, out: null, workers: 2, checkpoints: "memory", runtime });
  const entries = memoryLines(memories);
  const short = (text: string) => sha256(text).slice(0, 16);
  return {
    records: short(episodes.map(withoutReasons).map(episodeLine).join("")),
    memories: entries === "" ? null : short(entries),
  };
}

/** Without what says why and decides nothing: such words may be added or reworded, and no result has moved. */
function withoutReasons(episode: Episode): Episode {
  return { ...episode, rounds: episode.rounds.map(({ replacedBecause: _, ...round }) => round) };
}
