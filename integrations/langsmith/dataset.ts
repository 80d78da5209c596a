/** Dataset examples, with the settings each is to be played with. */
import type { Example } from "langsmith";
import { BillpError } from "../../core/errors.ts";
import { type Operator, operatorOf } from "../../core/operator.ts";
import { FIDELITY, type ResolvedSettings, type SettingsInput } from "../../core/settings.ts";
import { checkServerGiven } from "../../experiments/runs/store/identity.ts";
import { resolveSettings, splitRecorded } from "../../methods/settings.ts";
import { type LoadNamed, worldsForCallers, worldsForOperator } from "../../worlds/format/named.ts";
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
 * @param operator Address and worlds, which a dataset cannot set; default: those of the environment.
 * @param first takes the examples of the lowest episodes only; null takes all.
 * @throws BillpError `langsmith` when there is no such dataset, `bad-input` when it is not one of billp's, `bad-settings`, `bad-world`.
 */
export async function readDataset(
  name: string,
  given: SettingsInput,
  first: number | null,
  operator: Operator = operatorOf(),
): Promise<Prepared[]> {
  const examples = await fetchExamples(openLangSmith(), name);
  const all = examples.map((example) => prepare(example, given, operator));
  all.sort((a, b) => a.start.episode - b.start.episode || (a.example.id < b.example.id ? -1 : 1));
  const taken = first === null ? all : all.slice(0, first);
  for (const world of new Map(taken.map((t) => [t.settings.world, t])).values())
    await checkWorld(world, worldsOfDataset(given, operator));
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

function prepare(example: Example, given: SettingsInput, operator: Operator): Prepared {
  const start = checkStart(example.inputs, example.id);
  const outcome = OutcomeSchema.safeParse(example.outputs);
  const settings = overlay(start.settings, given);
  const server = start.server ?? splitRecorded(example.inputs.settings).server;
  checkServerGiven({ server: server ?? undefined }, settings, operator, `the dataset, example ${example.id},`);
  return { example, start, recorded: outcome.success ? outcome.data : null, settings };
}

/** Fields that follow the fidelity are decided anew when another fidelity is given. */
function overlay(stored: Start["settings"], given: SettingsInput): ResolvedSettings {
  const other = given.fidelity !== undefined && given.fidelity !== stored.fidelity;
  const kept = Object.fromEntries(Object.entries(stored).filter(([name]) => !other || !Object.hasOwn(FIDELITY, name)));
  return resolveSettings({ ...kept, ...given, models: { ...stored.models, ...given.models } });
}

/** Worlds of a dataset's examples: the dataset names them by id; whoever replays it may name any, over all of them. */
export function worldsOfDataset(given: Pick<SettingsInput, "world">, operator: Operator): LoadNamed {
  return given.world === undefined ? worldsForCallers(operator) : worldsForOperator(operator);
}

async function checkWorld({ settings, start }: Prepared, load: LoadNamed): Promise<void> {
  const world = await load(settings.world);
  if (world.id === start.world) return;
  throw new BillpError("bad-world", `The dataset was recorded in ${start.world}, and the world here is ${world.id}.`, {
    hint: "Users and titles of another world do not fit: give that one with --world.",
  });
}
