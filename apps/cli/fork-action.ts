/** What `billp fork` does: plays the forks, and shows them beside the original. */

import { operatorOf } from "../../core/operator.ts";
import { endOf } from "../../experiments/evaluation/outcome-difference.ts";
import type { ForkOptions, ForkReport } from "../../experiments/forks/fork.ts";
import { prepareFork } from "../../experiments/forks/prepare.ts";
import { forkRun } from "../../integrations/tracing/traced-experiments.ts";
import { createSharedBudget } from "../../models/shared-budget.ts";
import { commandWith, typed } from "./again.ts";
import { openCacheFor } from "./cache.ts";
import { EXIT } from "./failure.ts";
import { type ForkFlags, forkFields } from "./fork-flags.ts";
import { watchInterrupts } from "./interrupt.ts";
import { checkModels } from "./models.ts";
import { openProgress } from "./progress.ts";
import { offlineNote } from "./result.ts";
import { limitsOf } from "./run-action.ts";
import { table } from "./table.ts";
import { figure, interval, note, print, printJson, signed } from "./text.ts";

/** Forks, prints, and gives the exit code. */
export async function fork(folder: string, flags: ForkFlags, given: Record<string, unknown> = {}): Promise<number> {
  const { episode, round, set: overrides, repeat, from, to, out, workers } = flags;
  const asked = {
    folder,
    episode,
    round,
    overrides,
    repeat,
    from,
    to,
    out,
    workers,
    runtime: { operator: operatorOf({ baseUrl: flags.baseUrl }) },
  };
  const { after } = await prepareFork(asked);
  await checkModels(after, flags);
  const cache = await openCacheFor(after, flags);
  try {
    const again = typed(commandWith("fork", [folder], [[given, forkFields()]]));
    const report = await play(asked, { ...limitsOf(flags), cache }, { budget: flags.budget, again });
    if (report === null) return EXIT.interrupted;
    await (flags.json ? printJson(report) : print([textOf(report), offlineNote(after)].filter(Boolean).join("\n\n")));
    return EXIT.ok;
  } finally {
    cache?.close();
  }
}

/** Plays; null when it was interrupted. */
async function play(
  asked: ForkOptions,
  runtime: ForkOptions["runtime"],
  { budget, again }: { budget: number | null; again: string },
): Promise<ForkReport | null> {
  const interrupts = watchInterrupts(() => note("Stopping; finished calls and forks are kept."));
  const progress = openProgress("later");
  let begun = false;
  const sharedBudget = budget === null ? undefined : createSharedBudget(budget);
  try {
    return await forkRun({
      ...asked,
      runtime: { ...runtime, sharedBudget },
      signal: interrupts.signal,
      onNotice: (line) => note(`note: ${line}`),
      onProgress: ({ done, total, fork }) =>
        note(`fork ${done}/${total}  ${fork.id}  Len ${fork.record.len}  return ${figure(fork.record.return)}`),
      onEpisode(p) {
        if (!begun) progress.start(p.total);
        begun = true;
        progress.note(p);
      },
    });
  } catch (error) {
    if (!interrupts.signal.aborted) throw error;
    note(`Interrupted. The same command goes on, finished calls and forks are not made again: ${again}`);
    return null;
  } finally {
    if (begun) progress.stop();
    interrupts.stop();
  }
}

/** Original and forks, side by side. */
function textOf({ run, from, episode, round, overrides, original, forks, compared, runs }: ForkReport): string {
  const row = (name: string, e: ForkReport["original"]) =>
    e === null ? [name, "–", "–", "not finished"] : [name, figure(e.return), String(e.len), endOf(e)];
  const rows = [
    row(from ?? "original", original),
    ...forks.map((f) => row(`${f.id}${forks.length > 1 ? ` (${f.repeat})` : ""}`, f.record)),
  ];
  const mean = ({ mean, ci95 }: (typeof compared)["len"]) => `${figure(mean)} ${interval(ci95, 2)}`;
  const dropped = forks[0]?.dropped ?? [];
  return [
    `${run}, episode ${episode}, round ${round}${from === null ? "" : `, from ${from}`}: ${overrides.length === 0 ? "nothing changed" : overrides.join(", ")}`,
    ...(dropped.length === 0
      ? []
      : [`dropped: ${dropped.slice(0, 5).join(", ")}${dropped.length > 5 ? ` and ${dropped.length - 5} more` : ""}`]),
    "",
    table(["", "return", "Len", "end"], rows),
    ...(forks.length < 2
      ? []
      : [
          "",
          `mean of ${forks.length}: return ${mean(compared.return)}, Len ${mean(compared.len)}`,
          "[ ]: 95 % t interval over the repeats",
        ]),
    ...runs.map(
      ({ fork, folder, outcomeDifference }) =>
        `\nrun from ${fork}: ${folder}\n  ${outcomeDifference.episodes.filter((e) => !e.equal).length} of ${outcomeDifference.episodes.length} episodes differ; return ${signed(outcomeDifference.return.mean)} ${interval(outcomeDifference.return.ci95, 2)}, Len ${signed(outcomeDifference.len.mean)} ${interval(outcomeDifference.len.ci95, 2)} an episode`,
    ),
  ].join("\n");
}
