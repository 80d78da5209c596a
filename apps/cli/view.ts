/** `billp view [RUNS]`: the command. What it does is loaded when it is called. */
import { Command } from "commander";
import { addFlags, givenBy } from "./flags.ts";
import { ViewSchema, viewFields } from "./view-flags.ts";

/** Makes the command. */
export function viewCommand(exit: (code: number) => void): Command {
  const command = new Command("view")
    .description("Show runs in the browser: a local page that ends with Ctrl-C.")
    .helpOption("-h, --help", "print this help")
    .argument("[runs]", "folder of the runs, or one run", "runs")
    .allowExcessArguments(false);
  addFlags(command, viewFields(), "Options:");
  return command.action(async (runs: string) => {
    const { view } = await import("./view-action.ts");
    exit(await view(runs, ViewSchema.parse(givenBy(command, viewFields()))));
  });
}
