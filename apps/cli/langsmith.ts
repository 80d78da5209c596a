/** `billp langsmith push|replay|prompts`: the command. */
import { Command } from "commander";
import { addFlags, givenBy } from "./flags.ts";
import { ReplaySchema, replayFields } from "./langsmith-flags.ts";
import { settingsFields } from "./run.ts";

/** Makes the command and its parts. */
export function langsmithCommand(exit: (code: number) => void): Command {
  const langsmith = plain(
    new Command("langsmith").description("Datasets, experiments and prompts in LangSmith (docs/tracing.md)."),
  );
  addPush(langsmith, exit);
  addReplay(langsmith, exit);
  addPrompts(langsmith, exit);
  return langsmith;
}

function addPush(langsmith: Command, exit: (code: number) => void): void {
  part(langsmith, "push", "Push a run's test episodes as a dataset; pushed twice, it adds nothing.")
    .argument("<run>", "run folder")
    .option("--dataset <name>", "name of the dataset (default: the run's id)")
    .option("--json", "print the result as JSON, and nothing else, on stdout")
    .action(async (run: string, options: { dataset?: string; json?: boolean }) => {
      const { push } = await import("./langsmith-action.ts");
      exit(await push(run, options.dataset ?? null, options.json === true));
    });
}

function addReplay(langsmith: Command, exit: (code: number) => void): void {
  const replay = part(langsmith, "replay", "Play every example of a dataset with other settings, as an experiment.").argument(
    "<dataset>",
    "name of the dataset",
  );
  addFlags(replay, replayFields(), "How it is carried out:");
  addFlags(replay, settingsFields(), "Settings; those not given are the example's own (train and test play no part):");
  replay.action(async (dataset: string) => {
    const { replayAction } = await import("./langsmith-replay-action.ts");
    exit(await replayAction(dataset, givenBy(replay, settingsFields()), ReplaySchema.parse(givenBy(replay, replayFields()))));
  });
}

function addPrompts(langsmith: Command, exit: (code: number) => void): void {
  const prompts = plain(langsmith.command("prompts").description("The roles' prompts in the prompt hub."));
  part(prompts, "push", "Commit the prompts as chat prompt templates; what the hub has already is not committed again.")
    .argument("[role...]", "planner, actor, critic, reflector (default: all)")
    .action(async (roles: string[]) => {
      const { pushPrompts } = await import("./langsmith-action.ts");
      exit(await pushPrompts(roles));
    });
  part(prompts, "pull", "Show how a prompt of the hub differs from the one here. It is shown, never used.")
    .argument("<name>", "billp-planner, or billp-planner:COMMIT (a hash or tag)")
    .option("--against <role>", "role to compare with, where the name does not say it")
    .action(async (name: string, options: { against?: string }) => {
      const { pullPrompt } = await import("./langsmith-action.ts");
      exit(await pullPrompt(name, options.against ?? null));
    });
}

function part(parent: Command, name: string, about: string): Command {
  return plain(parent.command(name).description(about)).allowExcessArguments(false);
}

function plain(command: Command): Command {
  return command.helpOption("-h, --help", "print this help");
}
