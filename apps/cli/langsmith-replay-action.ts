/** What `billp langsmith replay` does: checks the models as `billp run` does, plays with progress and Ctrl-C watched, and prints the comparison. */

import { mean, ratio, sumBy } from "../../core/math.ts";
import { operatorOf } from "../../core/operator.ts";
import type { SettingsInput } from "../../core/settings.ts";
import { readText } from "../../experiments/evaluation/record.ts";
import { type Prepared, readDataset, worldsOfDataset } from "../../integrations/langsmith/dataset.ts";
import { quitOf, type RecordedOutcome } from "../../integrations/langsmith/example.ts";
import { type Replayed, replay } from "../../integrations/langsmith/replay.ts";
import { parseMemories } from "../../memory/prior.ts";
import { loadPrices, parsePrice } from "../../models/prices.ts";
import { createLimiter } from "../../models/rate-limiter.ts";
import { EXIT } from "./failure.ts";
import { watchInterrupts } from "./interrupt.ts";
import type { ReplayFlags } from "./langsmith-flags.ts";
import { checkModels } from "./models.ts";
import { offlineNote } from "./result.ts";
import { pairs, table } from "./table.ts";
import { figure, note, print, printJson, short, usd } from "./text.ts";

/** Replays a dataset and gives the exit code. */
export async function replayAction(dataset: string, given: SettingsInput, flags: ReplayFlags): Promise<number> {
  const operator = operatorOf({ baseUrl: flags.baseUrl });
  const prepared = await readDataset(dataset, given, flags.first, operator);
  const distinct = new Map(prepared.map((p) => [JSON.stringify(p.settings), p.settings]));
  for (const settings of distinct.values()) await checkModels(settings, flags);
  const { settings } = prepared[0] as Prepared;
  const memories = flags.memories === null ? undefined : parseMemories(await readText(flags.memories), flags.memories);
  const interrupts = watchInterrupts(() => note("Stopping. Once more to stop at once."));
  const done = await replay({
    prepared,
    name: flags.name ?? `${settings.method}-${settings.model.replace(/[^\w.-]+/g, "-")}`,
    memories,
    workers: flags.workers,
    loadWorld: worldsOfDataset(given, operator),
    runtime: { ...runtimeOf(flags), operator },
    signal: interrupts.signal,
    onPlayed: (n) => {
      if (n % 10 === 0 || n === prepared.length) note(`${settings.method}  ${n}/${prepared.length} played`);
    },
  }).finally(interrupts.stop);
  for (const remark of done.remarks) note(`note: LangSmith's client says: ${remark.split("\n")[0]}`);
  const { sent, lost, reason } = done.delivery;
  if (lost > 0) note(`LangSmith: ${lost} of ${sent + lost} records of ${done.experiment} were not delivered (${reason}).`);
  if (interrupts.signal.aborted) note(`Interrupted. What was played is in the experiment ${done.experiment}.`);
  else if (done.failure !== null) throw done.failure;
  await (flags.json ? printJson(jsonOf(dataset, done)) : print(resultText(dataset, done, offlineNote(settings))));
  return interrupts.signal.aborted ? EXIT.interrupted : EXIT.ok;
}

function runtimeOf({ budget, price, maxConcurrentCalls, perMinute }: ReplayFlags) {
  const prices = price.length === 0 ? undefined : { ...loadPrices().models, ...Object.fromEntries(price.map(parsePrice)) };
  const limiter = createLimiter({ maxConcurrentCalls: maxConcurrentCalls ?? undefined, perMinute: perMinute ?? undefined });
  return { limiter, prices, budgetUsd: budget ?? undefined };
}

function jsonOf(dataset: string, { experiment, url, rows, usage, delivery }: Replayed): object {
  return { dataset, experiment, url, rows, usage, delivery };
}

function resultText(dataset: string, { experiment, url, rows, usage }: Replayed, remark: string | null): string {
  const played = rows.flatMap((r) => (r.played === null ? [] : [r.played]));
  const recorded = rows.flatMap((r) => (r.recorded === null ? [] : [r.recorded]));
  const row = (name: string, of: (all: readonly RecordedOutcome[]) => number | null) => [
    name,
    figure(of(recorded)),
    figure(of(played)),
  ];
  const diversity = mean(played.flatMap((p) => p.diversity ?? []));
  const lines = [
    row("Len", (all) => mean(all.map((o) => o.len))),
    row("return", (all) => mean(all.map((o) => o.return))),
    row("R_each", (all) => ratio(total(all, "return"), total(all, "len"))),
    ["diversity", "–", figure(diversity)],
    ["ends", ends(recorded), ends(played)],
  ];
  // Tokens of models in this process are estimates too, but nobody pays for them.
  const about = usage.estimatedCalls > 0 && usage.costUsd !== 0 ? "~" : "";
  const facts: [string, string][] = [
    ["dataset", dataset],
    ["experiment", experiment],
    ...(url === null ? [] : [["address", url] as [string, string]]),
    ["played", `${played.length} of ${rows.length}`],
    [
      "calls",
      `${short(usage.calls)}, ${about}${short(usage.inputTokens + usage.outputTokens)} tokens, ${about}${usd(usage.costUsd)}`,
    ],
  ];
  return `${pairs(facts)}\n\n${table(["", "recorded", "played"], lines)}${remark === null ? "" : `\n\n${remark}`}`;
}

function total(all: readonly RecordedOutcome[], what: "len" | "return"): number {
  return sumBy(all, (o) => o[what]);
}

/** How the episodes ended, e.g. "dislike 3, similar 8". */
function ends(all: readonly RecordedOutcome[]): string {
  const counts = new Map<string, number>();
  for (const outcome of all) counts.set(quitOf(outcome), (counts.get(quitOf(outcome)) ?? 0) + 1);
  const words = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([end, n]) => `${end} ${n}`);
  return words.length === 0 ? "–" : words.join(", ");
}
