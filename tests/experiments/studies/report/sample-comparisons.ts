/** Comparisons of the invented study. */
import type { Arm, Comparison, Estimate } from "../../../../experiments/studies/analysis/result.ts";
import { MEASURES } from "./sample-measures.ts";

export function comparisonsOf(arms: readonly Arm[], base: Arm): Comparison[] {
  return MEASURES.flatMap(({ id, name, headline }) =>
    arms.filter((a) => a !== base).map((arm) => row(arm, base, id, name, headline)),
  );
}

function row(arm: Arm, base: Arm, id: string, name: string, headline: boolean): Comparison {
  const [a, b] = [arm.values[id] as Estimate, base.values[id] as Estimate];
  const none = a.value === null || b.value === null;
  const difference = none ? null : (a.value as number) - (b.value as number);
  const half = none ? 0 : Math.abs(b.value as number) * 0.055;
  const at = (k: number): [number, number] | null =>
    difference === null ? null : [difference - k * half, difference + k * half];
  const p = difference === null ? null : Math.min(1, Math.exp(-((difference / half) ** 2)));
  const holm = p === null ? null : Math.min(1, p * 6);
  const claimed = difference !== null && Math.abs(difference) > 1.3 * half && (holm ?? 1) <= 0.05;
  return {
    ...{ arm: arm.name, baseline: base.name, measure: id, difference, pairs: 1500, users: 300, seeds: 5, unpaired: 0 },
    relative: difference === null ? null : difference / (b.value as number),
    trainedRuns: at(0.8),
    method: arm.memory === "online" && !headline ? null : at(1.2),
    winRate: headline && id !== "rEach" && difference !== null ? 0.5 + Math.max(-0.4, Math.min(0.4, difference / 40)) : null,
    p: { trainedRuns: p, method: p, seeds: 0.0625, holm },
    unit: arm.memory === "online" ? "seeds" : "users and seeds",
    power: headline
      ? { effect: 1.74, here: 0.62, seeds: 9, users: null, line: `5 % of ${name} (1.74): power 62 % here; 80 % needs 9 seeds.` }
      : null,
    interpretation: claimed
      ? `${name} of ${arm.name} is ${(difference as number) > 0 ? "higher" : "lower"} than that of ${base.name}, as methods, also after Holm's correction.`
      : `No difference in ${name} between ${arm.name} and ${base.name} can be claimed.`,
  };
}
