/** What the recipes of CONTRIBUTING.md add, used in the copy of the tree in which this file runs. Prints one line of JSON. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FakeListChatModel } from "@langchain/core/utils/testing";
import type { SettingsInput } from "../../core/settings.ts";
import { runExperiment } from "../../experiments/runs/run.ts";
import { folderStore } from "../../experiments/runs/store/store.ts";
import { compareStudy } from "../../experiments/studies/compare.ts";
import { scheduleStudy } from "../../experiments/studies/spec/run-specs.ts";
import { parseStudy } from "../../experiments/studies/spec/spec.ts";
import { graph } from "../../graphs/exported.ts";
import { CRITIC_VERSION } from "../../prompts/critic.ts";
import type { World } from "../../worlds/world.ts";
import { tinyWorld } from "../stubs/tiny-world.ts";

const folder = process.argv[2] as string;
const worlds: Record<string, World> = { tiny: tinyWorld(), patient: { ...tinyWorld("patient@1"), userModel: "patient" } };
const loadWorld = async (id: string) => worlds[id] as World;
const play = (settings: object, chat?: () => FakeListChatModel) =>
  runExperiment({ settings: settings as SettingsInput, out: null, runtime: { loadWorld, ...(chat && { chat }) } });
const endsOf = (episodes: readonly { readonly end: { readonly kind: string; readonly reason: string | null } }[]) => [
  ...new Set(episodes.map(({ end }) => end.reason ?? end.kind)),
];

const policy = await play({ world: "tiny", method: "newest", train: 0, test: 3 });
const [usual, patient] = await Promise.all(
  ["tiny", "patient"].map((world) => play({ world, method: "random", train: 0, test: 10 })),
);
// A run in a folder: the new wording is in its ledger, and `billp ends` reads it.
await runExperiment({ settings: { method: "billp", train: 1, test: 1 }, out: join(folder, "run") });
const ledger = await (await folderStore.openRun(join(folder, "run"))).ledger();
const told = ledger.entries(1).filter((call) => call.role === "critic" && call.messages?.includes("Be sparing"));
ledger.close();

const study = parseStudy({
  ...{ title: "Recipes", question: "?", seeds: [1, 2], worlds: ["tiny"], baseline: "random" },
  ...{ settings: { train: 0, test: 4 }, arms: ["random", "newest"] as never },
});
const { result } = await compareStudy(await scheduleStudy(study, loadWorld), {
  ...{
    runs: join(folder, "runs"),
    out: join(folder, "report"),
    command: "test",
    workers: 1,
    parallelRuns: 1,
    keepCheckpoints: false,
  },
  runtime: { loadWorld },
});
const nonsense = () => new FakeListChatModel({ responses: ["no answer at all"] });
const settings = { world: "tiny", method: "act-only", train: 0, test: 2, repairs: 0 };

console.log(
  JSON.stringify({
    policy: { name: policy.summary.method, episodes: policy.summary.test.episodes },
    ends: { usual: endsOf(usual?.episodes ?? []), patient: endsOf(patient?.episodes ?? []) },
    metric: {
      measured: result.groups[0]?.arms.map((a) => typeof a.values.firstReward?.value),
      shown: readFileSync(join(folder, "report/report.html"), "utf8").includes("First reward"),
    },
    prompt: { version: CRITIC_VERSION, told: told.length > 0 },
    node: {
      nodes: Object.keys((await graph.getGraphAsync()).nodes),
      ends: endsOf((await play(settings, nonsense)).episodes),
    },
  }),
);
