/** `billp estimate`: the command. */
import { Command } from "commander";
import { EstimateSchema, estimateFields } from "./estimate-flags.ts";
import { addFlags, givenBy } from "./flags.ts";
import { settingsFields } from "./run.ts";
import { StudyFlagsSchema, studyFields } from "./study.ts";

/** Makes the command. */
export function estimateCommand(exit: (code: number) => void): Command {
  const command = new Command("estimate")
    .description("Calls, tokens, cost and minutes of a run or a study, before anything is sent.")
    .argument("[study]", "study file, or name of a shipped study; without it (and without --methods), one run by the settings")
    .helpOption("-h, --help", "print this help")
    .allowExcessArguments(false);
  addFlags(command, estimateFields(), "How it is estimated:");
  addFlags(command, studyFields(), "What is compared (as for billp compare; not for one run):");
  addFlags(command, settingsFields(), "What the run is (of a study: settings of all arms):");
  return command.action(async (study: string | undefined) => {
    const { estimate } = await import("./estimate-action.ts");
    const settings = givenBy(command, settingsFields());
    const compared = StudyFlagsSchema.parse(givenBy(command, studyFields()));
    exit(await estimate(study ?? null, settings, compared, EstimateSchema.parse(givenBy(command, estimateFields()))));
  });
}
