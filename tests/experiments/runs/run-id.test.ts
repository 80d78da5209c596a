/** Ids of runs: they stay as they were before there was a setting, and differ where what decides a run does. */
import { expect, it } from "vitest";
import type { SettingsInput } from "../../../core/settings.ts";
import { runId } from "../../../experiments/runs/run.ts";
import { resolveSettings } from "../../../methods/settings.ts";
import { tinyWorld } from "../../stubs/tiny-world.ts";

const films = tinyWorld("films@1");
const idOf = (settings: SettingsInput) => runId(resolveSettings(settings), films);

it.each([
  [{}, "billp-films-v1-s1-8a2c2faf"],
  [{ fidelity: "paper" }, "billp-films-v1-s1-28a36ce6"],
  [{ method: "random", seed: 7, window: 2 }, "random-films-v1-s7-51df6d04"],
] as const)("of %j is that of the versions before `told`", (settings, id) => expect(idOf(settings)).toBe(id));

it("counts what is told where it is not what the fidelity says", () => {
  expect(idOf({ told: "hint" })).toBe(idOf({}));
  expect(idOf({ fidelity: "paper", told: "nothing" })).toBe(idOf({ fidelity: "paper" }));
  const ids = [{}, { told: "nothing" }, { told: "rule" }, { fidelity: "paper" }, { fidelity: "paper", told: "hint" }] as const;
  expect(new Set(ids.map((s) => idOf(s))).size).toBe(5);
});
