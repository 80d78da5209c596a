/** Upload of a run's test episodes as a dataset. The same run pushed again adds nothing: ids come from the content. */
import { uuid5 } from "@langchain/langgraph-checkpoint";
import type { Client } from "langsmith";
import { BillpError } from "../../core/errors.ts";
import { redactValue } from "../../core/redaction.ts";
import type { Episode } from "../../experiments/evaluation/record.ts";
import { hashedSettings, type RunIdentity } from "../../experiments/runs/store/identity.ts";
import { folderStore } from "../../experiments/runs/store/store.ts";
import type { World } from "../../worlds/world.ts";
import { type LangSmith, openLangSmith } from "./client.ts";
import { outcomeOf, type RecordedOutcome, type Start } from "./example.ts";

/** Examples sent in one request. */
const BATCH = 50;

/** What a push did. */
export interface Pushed {
  readonly dataset: string;
  readonly id: string;
  readonly url: string | null;
  /** Examples that the run makes; added now; there before. */
  readonly examples: number;
  readonly added: number;
  readonly known: number;
}

/** An example as it is sent. */
interface Made {
  readonly inputs: Start;
  readonly outputs: RecordedOutcome;
  readonly metadata: Readonly<Record<string, string | number>>;
}

/**
 * Pushes the run in a folder. `dataset` defaults to the run's id.
 * @throws BillpError `run-folder`, `bad-input` or `bad-world` about the run, `bad-settings` where inputs are to be hidden, `langsmith` about the server.
 */
export async function pushRun(folder: string, dataset: string | null): Promise<Pushed> {
  refuseHidden();
  const reader = await folderStore.openRun(folder);
  const { identity } = reader;
  const world = await reader.world();
  const episodes = [...(await reader.episodes()).values()].filter((e) => e.split === "test");
  if (episodes.length === 0)
    throw new BillpError("bad-input", `${folder} holds no test episode, and a dataset is made of those.`, {
      hint: "Play some (--test), or finish the run with --resume.",
    });
  const made = episodes.map((e) => redactValue(exampleOf(e, identity, world)));
  return send(openLangSmith(), dataset ?? identity.run, identity, made);
}

/** Whoever hides inputs or outputs from LangSmith does not want them there as a dataset either. */
function refuseHidden(): void {
  const hidden = ["LANGSMITH_HIDE_INPUTS", "LANGSMITH_HIDE_OUTPUTS", "LANGCHAIN_HIDE_INPUTS", "LANGCHAIN_HIDE_OUTPUTS"];
  const set = hidden.find((name) => process.env[name] === "true");
  if (set === undefined) return;
  throw new BillpError("bad-settings", `${set} is true, and a dataset is made of inputs and outputs.`, {
    hint: `Unset ${set} for this command if they may be sent.`,
  });
}

function exampleOf(episode: Episode, { run, settings, server }: RunIdentity, world: World): Made {
  const { user, split } = episode;
  const history = (world.users[user]?.history ?? []).map((item) => world.items[item]?.title ?? "");
  return {
    inputs: {
      world: world.id,
      user,
      split,
      episode: episode.episode,
      history,
      settings,
      ...(server === undefined ? {} : { server }),
    },
    outputs: outcomeOf(episode),
    metadata: { run, method: settings.method, model: settings.model, seed: settings.seed },
  };
}

async function send({ client, ask }: LangSmith, name: string, { run }: RunIdentity, made: readonly Made[]): Promise<Pushed> {
  const about = `Test episodes of billp: what each started from, and its recorded outcome. First pushed from ${run}.`;
  const found = await ask(`look for the dataset ${name}`, () => findDataset(client, name));
  const { id } =
    found ?? (await ask(`make the dataset ${name}`, () => client.createDataset(name, { description: about, dataType: "kv" })));
  const known = new Set<string>();
  if (found !== null)
    await ask(`list the dataset ${name}`, async () => {
      for await (const example of client.listExamples({ datasetId: id })) known.add(example.id);
    });
  const all = made.map((m) => ({ ...m, id: uuid5(hashedText(m), id), split: m.inputs.split }));
  const fresh = all.filter((m) => !known.has(m.id));
  for (let i = 0; i < fresh.length; i += BATCH) {
    const uploads = fresh.slice(i, i + BATCH).map(({ outputs, ...rest }) => ({ ...rest, reference_outputs: outputs }));
    await ask(`take the examples of ${name}`, () => client.uploadExamplesMultipart(id, uploads));
  }
  const url = await client.getDatasetUrl({ datasetId: id }).catch(() => null); // only a convenience; some servers cannot say
  return { dataset: name, id, url, examples: all.length, added: fresh.length, known: all.length - fresh.length };
}

/** What the id of an example is made of; the same as when the address was a setting, so that a run pushed again adds nothing. */
function hashedText({ inputs: { server, ...inputs }, outputs, metadata }: Made): string {
  return JSON.stringify({ inputs: { ...inputs, settings: hashedSettings(inputs.settings, server ?? null) }, outputs, metadata });
}

/** The dataset of that name; null when there is none. */
export async function findDataset(client: Client, name: string): Promise<{ id: string; example_count?: number } | null> {
  for await (const dataset of client.listDatasets({ datasetName: name, limit: 1 })) return dataset;
  return null;
}
