/** What `billp estimate` does: plays pilots with the offline model, and says what the real runs would take. */

import { operatorOf } from "../../core/operator.ts";
import { isOfflineSpec, type SettingsInput } from "../../core/settings.ts";
import { readText } from "../../experiments/evaluation/record.ts";
import {
  type EstimateOptions,
  estimateRun,
  type Figures,
  type RunEstimate,
} from "../../experiments/studies/estimate/estimate.ts";
import { estimateStudy, type StudyEstimate } from "../../experiments/studies/estimate/estimate-study.ts";
import { parseMemories } from "../../memory/prior.ts";
import { resolveSettings } from "../../methods/settings.ts";
import { loadPrices, parsePrice } from "../../models/prices.ts";
import type { EstimateFlags } from "./estimate-flags.ts";
import { EXIT } from "./failure.ts";
import { specsOf } from "./models.ts";
import { givesStudy, type StudyFlags, studyOf, worldsOfStudy } from "./study.ts";
import { table } from "./table.ts";
import { figure, note, percent, print, printJson, short, usd } from "./text.ts";

/** Estimates and prints. */
export async function estimate(
  name: string | null,
  given: SettingsInput,
  compared: StudyFlags,
  flags: EstimateFlags,
): Promise<number> {
  const options = await optionsOf(flags);
  if (name === null && !givesStudy(compared)) {
    const settings = resolveSettings(given);
    const found = await estimateRun(settings, options);
    await (flags.json ? printJson(found) : print(runText(found, specsOf(settings), flags)));
    return EXIT.ok;
  }
  const study = studyOf(name, given, compared);
  const found = await estimateStudy(study, {
    ...options,
    loadWorld: worldsOfStudy(compared, operatorOf({ baseUrl: flags.baseUrl })),
    onPilot: ({ nth, of, runSpec }) => note(`pilot ${nth} of ${of}: ${runSpec.settings.method ?? "billp"}, ${runSpec.id}`),
  });
  await (flags.json ? printJson(found) : print(studyText(found, flags)));
  return EXIT.ok;
}

async function optionsOf(flags: EstimateFlags): Promise<EstimateOptions> {
  const { workers, price, maxConcurrentCalls, perMinute, memories, pilot, len, outputTokens, callMs, baseUrl } = flags;
  return {
    workers,
    prices: price.length === 0 ? undefined : { ...loadPrices().models, ...Object.fromEntries(price.map(parsePrice)) },
    maxConcurrentCalls: maxConcurrentCalls ?? undefined,
    perMinute: perMinute ?? undefined,
    priorMemories: memories === null ? undefined : parseMemories(await readText(memories), memories),
    episodes: pilot,
    len: len ?? undefined,
    outputTokens: outputTokens ?? undefined,
    msPerCall: callMs,
    operator: operatorOf({ baseUrl }),
  };
}

function runText(found: RunEstimate, specs: readonly string[], flags: EstimateFlags): string {
  const { pilot, run, len, total } = found;
  const rows = Object.entries(found.byRole).map(([role, f]) => [role, f.model, ...cells(f)]);
  const head = ["role", "model", "calls", "tokens in", "tokens out", "USD"];
  const lens = [`${figure(len.train, 1)} in training`, `${figure(len.test, 1)} in the test`].slice(len.train === null ? 1 : 0);
  return [
    `${found.method} on ${found.world}: ${run.train} training and ${run.test} test episodes`,
    total.calls === 0
      ? "No model is asked."
      : `Pilot: ${pilot.train} and ${pilot.test} episodes with the offline model; accepted rounds: ${lens.join(", ")}`,
    ...(total.calls === 0
      ? []
      : [
          "",
          table(head, [...rows, ["all", "", ...cells(total)]], { mayGo: ["model"] }),
          "",
          ...afterwards(found, found, specs, flags),
        ]),
  ].join("\n");
}

function studyText(found: StudyEstimate, flags: EstimateFlags): string {
  const worlds = new Set(found.arms.map((a) => a.world)).size;
  const head = [
    "arm",
    ...(worlds > 1 ? ["world"] : []),
    "runs",
    "episodes",
    "calls",
    "tokens in",
    "tokens out",
    "USD",
    "minutes",
  ];
  const rows = found.arms.map((a) => [
    a.arm,
    ...(worlds > 1 ? [a.world] : []),
    String(a.runs),
    `${a.run.train} + ${a.run.test}`,
    ...cells(a.total),
    figure(a.minutes, 0),
  ]);
  const all = [
    "all, each run once",
    ...(worlds > 1 ? [""] : []),
    String(found.runs),
    "",
    ...cells(found.total),
    figure(found.minutes, 0),
  ];
  const roles = Object.entries(found.byRole).map(([role, f]) => [role, ...cells(f)]);
  const specs = [...new Set(found.arms.flatMap((a) => Object.values(a.byRole).map((f) => f.model)))];
  return [
    `Study ${found.study}: ${found.runs} runs`,
    "",
    table(head, [...rows, all], { mayGo: ["episodes", "tokens out", "tokens in"] }),
    "",
    table(["role", "calls", "tokens in", "tokens out", "USD"], roles),
    "",
    ...afterwards(found, { covered: false, oneByOne: true }, specs, flags),
  ].join("\n");
}

function cells({ calls, inputTokens, outputTokens, costUsd }: Figures): string[] {
  return [short(Math.round(calls)), short(Math.round(inputTokens)), short(Math.round(outputTokens)), usd(costUsd)];
}

/** What follows the table: how sure it is, time, money, and what the estimate does not know. */
function afterwards(
  { total, plusMinus, minutes }: Pick<RunEstimate, "total" | "plusMinus" | "minutes">,
  { covered, oneByOne = false }: { covered: boolean; oneByOne?: boolean },
  specs: readonly string[],
  flags: EstimateFlags,
): string[] {
  const lines = [
    covered
      ? "The pilot was the whole run: a model that behaved like the offline one would take exactly this."
      : `From the spread of the pilot's episodes: ± ${percent(plusMinus.inputTokens / total.inputTokens, 0)} of the tokens (95 %).`,
    `Time, roughly: ${minutesText(minutes)}${oneByOne ? ", one run after another" : ""}, with ${flags.workers} workers${specs.every(isOfflineSpec) ? "" : ` and ${flags.callMs} ms a call`}.`,
  ];
  if (specs.every(isOfflineSpec)) return [...lines, "Nothing is sent and nothing is paid."];
  const { date, models } = loadPrices();
  const given = flags.price.map((p) => parsePrice(p)[0]);
  const unknown = specs.filter((s) => !isOfflineSpec(s) && !given.includes(s) && !Object.hasOwn(models, s));
  if (specs.some((s) => !isOfflineSpec(s) && !given.includes(s) && Object.hasOwn(models, s)))
    lines.push(`Prices: data/prices.json of ${date}; check them, or give your own with --price.`);
  if (unknown.length > 0)
    lines.push(
      `No price is known for ${unknown.join(", ")}. Give one: --price ${unknown[0]}=INPUT,OUTPUT (USD per million tokens).`,
    );
  else if (total.costUsd !== null && total.costUsd > 0)
    lines.push(`Suggested: --budget ${upTo(total.costUsd * (4 / 3))} (the estimate and a third).`);
  const stand = [
    ...(flags.len === null ? ["length of episodes (--len)"] : []),
    ...(flags.outputTokens === null ? ["of answers (--output-tokens)"] : []),
  ];
  if (stand.length > 0) lines.push(`The offline model stands for the model in the ${stand.join(" and ")}.`);
  return [...lines, "Repairs of unusable answers, retries and cached answers are not foreseen."];
}

function minutesText(minutes: number): string {
  if (minutes < 1) return "less than a minute";
  return minutes < 120 ? `${Math.round(minutes)} min` : `${(minutes / 60).toFixed(1)} h`;
}

/** Rounded up to two digits that count, and to the cent. */
function upTo(amount: number): string {
  const step = Math.max(0.01, 10 ** (Math.floor(Math.log10(amount)) - 1));
  return (Math.ceil(amount / step - 1e-9) * step).toFixed(2);
}
