/** Progress of a study on stderr: runs and episodes done, money, and the time that is left by the work that is left. */
import { sumBy } from "../../core/math.ts";
import type { UsageTotals } from "../../experiments/evaluation/summary.ts";
import type { Progress } from "../../experiments/runs/open-run.ts";
import { workOf } from "../../experiments/studies/execute/execute.ts";
import { finishedRun } from "../../experiments/studies/execute/play-run.ts";
import type { RunSpec, StudySchedule } from "../../experiments/studies/spec/run-specs.ts";
import { openDisplay } from "./progress.ts";
import { timeLeft } from "./tally.ts";
import { clock, short, usd } from "./text.ts";

/** Where a run of the study stands. */
interface Stand {
  readonly episodes: number;
  readonly costUsd: number | null;
  readonly calls: number;
  readonly estimated: boolean;
}

const standOf = (episodes: number, { costUsd, calls, estimatedCalls = 0 }: UsageTotals): Stand => {
  return { episodes, costUsd, calls, estimated: estimatedCalls > 0 };
};

/** Opens the display. `note` is what playing the study reports to. */
export async function openStudyProgress({ study, runSpecs }: StudySchedule, runs: string) {
  const stands = new Map<string, Stand>();
  const over = new Set<string>();
  for (const runSpec of runSpecs) {
    const summary = await finishedRun(runs, runSpec.id);
    if (summary === null) continue;
    over.add(runSpec.id);
    stands.set(runSpec.id, standOf(runSpec.episodes, summary.usage));
  }
  const total = sumBy(runSpecs, (j) => j.episodes);
  const work = () => sumBy(runSpecs, (j) => (workOf(j) * (stands.get(j.id)?.episodes ?? 0)) / Math.max(1, j.episodes));
  const all = sumBy(runSpecs, workOf);
  const [begun, before] = [performance.now(), work()];
  const now = () => {
    const list = [...stands.values()];
    const sum = (of: (s: Stand) => number) => sumBy(list, of);
    const [done, worked, elapsed] = [sum((s) => s.episodes), work(), performance.now() - begun];
    const left = timeLeft(elapsed, { done: worked - before, left: all - worked, enough: (all - before) / 20 });
    const cost = list.some((s) => s.costUsd === null) ? null : sum((s) => s.costUsd as number);
    const parts = [
      `${over.size}/${runSpecs.length} runs`,
      `${short(done)}/${short(total)} episodes`,
      left === null || done === total ? `${clock(elapsed)} gone` : `${clock(left)} left`,
      `${list.some((s) => s.estimated) ? "~" : ""}${usd(cost)}`,
      `${short(sum((s) => s.calls))} calls`,
    ];
    return { done, total, words: (width: number) => fitting(parts, width) };
  };
  const display = openDisplay(study.name, now);
  return {
    note(runSpec: RunSpec, progress: Progress | null): void {
      if (progress === null) over.add(runSpec.id);
      else stands.set(runSpec.id, standOf(progress.done, progress.usage));
      display.update();
    },
    stop: () => display.stop(),
  };
}

function fitting(parts: readonly string[], width: number): string {
  const shown = [...parts];
  while (shown.length > 1 && shown.join("  ").length > width) shown.pop();
  return shown.join("  ").slice(0, width);
}
