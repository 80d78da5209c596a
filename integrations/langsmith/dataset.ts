/** Dataset examples, with the settings each is to be played with. */
import type { Example } from "langsmith";
import { BillpError } from "../../core/errors.ts";
import { FIDELITY, type ResolvedSettings, type SettingsInput } from "../../core/settings.ts";
import { resolveSettings } from "../../methods/settings.ts";
import { loadWorld } from "../../worlds/format/load.ts";
import { type LangSmith, openLangSmith } from "./client.ts";
import { checkStart, OutcomeSchema, type RecordedOutcome, type Start } from "./example.ts";
import { findDataset } from "./push.ts";

/** An example to be played. */
export interface Prepared {
  readonly example: Example;
  readonly start: Start;
  readonly recorded: RecordedOutcome | null;
  readonly settings: ResolvedSettings;
}

/**
 * Reads a dataset. The settings of each example are its own, with `given` laid over them.
 * @param first takes the examples of the lowest episodes only; null takes all.
 * @throws BillpError `langsmith` when there is no such dataset, `bad-input` when it is not one of billp's, `bad-settings`, `bad-world`.
 */
export async function readDataset(name: string, given: SettingsInput, first: number | null): Promise<Prepared[]> {
  const examples = await fetchExamples(openLangSmith(), name);
  const all = examples.map((example) => prepare(example, given));
  all.sort((a, b) => a.start.episode - b.start.episode || (a.example.id < b.example.id ? -1 : 1));
  const taken = first === null ? all : all.slice(0, first);
  for (const world of new Map(taken.map((t) => [t.settings.world, t])).values()) await checkWorld(world);
  return taken;
}

async function fetchExamples({ ask }: LangSmith, name: string): Promise<Example[]> {
  const found = await ask(`look for the dataset ${name}`, (client) => findDataset(client, name));
  const hint = "`billp langsmith push RUN` makes one.";
  if (found === null) throw new BillpError("langsmith", `LangSmith has no dataset ${name}.`, { hint });
  const examples = await ask(`list the dataset ${name}`, async (client) => {
    const all: Example[] = [];
    for await (const example of client.listExamples({ datasetId: found.id })) all.push(example);
    return all;
  });
  if (examples.length === 0) throw new BillpError("langsmith", `The dataset ${name} is empty.`, { hint });
  return examples;
}

function prepare(example: Example, given: SettingsInput): Prepared {
  const start = checkStart(example.inputs, example.id);
  const outcome = OutcomeSchema.safeParse(example.outputs);
  const settings = overlay(start.settings, given);
  return { example, start, recorded: outcome.success ? outcome.data : null, settings };
}

/** Fields that follow the fidelity are decided anew when another fidelity is given. */
function overlay(stored: Start["settings"], given: SettingsInput): ResolvedSettings {
  const other = given.fidelity !== undefined && given.fidelity !== stored.fidelity;
  const kept = Object.fromEntries(Object.entries(stored).filter(([name]) => !other || !Object.hasOwn(FIDELITY, name)));
  return resolveSettings({ ...kept, ...given, models: { ...stored.models, ...given.models } });
}

async function checkWorld({ settings, start }: Prepared): Promise<void> {
  const world = await loadWorld(settings.world);
  if (world.id === start.world) return;
  throw new BillpError("bad-world", `The dataset was recorded in ${start.world}, and the world here is ${world.id}.`, {
    hint: "Users and titles of another world do not fit: give that one with --world.",
  });
}
