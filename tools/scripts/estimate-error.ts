/**
 * Error of `billp estimate`, as Markdown: npx tsx tools/scripts/estimate-error.ts [--seeds 1,2,3] [--train 100] [--test 300] [--pilot 200]
 * The truth is the whole run played in memory with another model in the offline one's place, counted as a pilot is (which
 * tests/experiments/studies/estimate.int.test.ts holds against a server's own count).
 */
import { parseArgs } from "node:util";
import { SimpleChatModel } from "@langchain/core/language_models/chat_models";
import type { BaseMessage } from "@langchain/core/messages";
import type { Role } from "../../core/settings.ts";
import { projectPilot } from "../../experiments/studies/estimate/estimate.ts";
import { type Pilot, type PilotOptions, playPilot } from "../../experiments/studies/estimate/pilot.ts";
import { BlindChat } from "../../models/offline/blind.ts";
import type { OfflineChat } from "../../models/offline/chat.ts";
import { readSections } from "../../prompts/sections.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1,2,3" },
    methods: { type: "string", default: "billp,react" },
    train: { type: "string", default: "100" },
    test: { type: "string", default: "300" },
    pilot: { type: "string", default: "200" },
  },
});
const model = "openai:gpt-4o-mini";
const [train, test, episodes] = [Number(values.train), Number(values.test), Number(values.pilot)];

/** The offline model, answering through `change`. */
class Changed extends SimpleChatModel {
  readonly change: (text: string) => Promise<object>;

  constructor(change: (text: string) => Promise<object>) {
    super({});
    this.change = change;
  }

  _llmType(): string {
    return "changed";
  }

  async _call(messages: BaseMessage[]): Promise<string> {
    return JSON.stringify(await this.change(messages.map((m) => String(m.content)).join("\n")));
  }
}

/** Takes the first title it is shown, and says little. */
function firstTitle(role: Role): SimpleChatModel {
  return new Changed(async (text) => {
    const [first] = (readSections(text).get("catalogue") ?? []) as { title: string }[];
    if (role === "planner") return { reason: "A good film pleases.", plan: "Recommend the best film." };
    if (role === "actor") return { reason: "It is the first.", title: first?.title ?? "none" };
    return role === "critic"
      ? { reason: "Hard to say.", value: 3 }
      : { diagnosis: "The person left.", principle: "Recommend better films." };
  });
}

/** Answers as the offline model does, in six times the words. */
function wordy(_role: Role, offline: OfflineChat): SimpleChatModel {
  const keep = new Set(["title", "value"]);
  const long = ([key, value]: [string, unknown]) => [key, keep.has(key) ? value : Array(6).fill(value).join(" ")];
  class Wordy extends SimpleChatModel {
    _llmType(): string {
      return "wordy";
    }
    async _call(...args: Parameters<SimpleChatModel["_call"]>): Promise<string> {
      const answer = JSON.parse(await offline._call(...args)) as Record<string, unknown>;
      return JSON.stringify(Object.fromEntries(Object.entries(answer).map(long)));
    }
  }
  return new Wordy({});
}

const MODELS: [string, PilotOptions["answers"]][] = [
  ["the offline model", undefined],
  ["first title shown", firstTitle],
  ["drawn by lot (blind)", (role) => new BlindChat(role)],
  ["offline in six times the words", wordy],
];

function meanLen({ train, test }: Pilot): number {
  const lens = [...train, ...test].map((e) => e.episode.len);
  return lens.reduce((a, b) => a + b, 0) / lens.length;
}

console.log(
  "| method | seed | the run's model | len | calls | tokens in | tokens out | cost | ± said | cost with --len and --output-tokens |",
);
console.log("|---|---|---|---|---|---|---|---|---|---|");
for (const method of values.methods.split(","))
  for (const seed of values.seeds.split(",").map(Number)) {
    const settings = { method, seed, train, test, model };
    const pilot = await playPilot(settings, { episodes });
    for (const [name, answers] of MODELS) {
      const whole = await playPilot(settings, { episodes: train + test, answers });
      const truth = projectPilot(whole).total;
      const estimate = projectPilot(pilot);
      const told = projectPilot(pilot, { len: meanLen(whole), outputTokens: truth.outputTokens / truth.calls }).total;
      const off = (a: number | null, b: number | null) => `${(100 * ((a as number) / (b as number) - 1)).toFixed(0)} %`;
      const errors = [
        off(estimate.total.calls, truth.calls),
        off(estimate.total.inputTokens, truth.inputTokens),
        off(estimate.total.outputTokens, truth.outputTokens),
        off(estimate.total.costUsd, truth.costUsd),
        `${((100 * (estimate.plusMinus.costUsd as number)) / (estimate.total.costUsd as number)).toFixed(0)} %`,
        off(told.costUsd, truth.costUsd),
      ];
      console.log(`| ${[method, seed, name, meanLen(whole).toFixed(1), ...errors].join(" | ")} |`);
    }
  }
