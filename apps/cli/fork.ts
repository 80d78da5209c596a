/** `billp fork` and `billp prune`: their flags. */
import { Command } from "commander";
import { BillpError } from "../../core/errors.ts";
import { addFlags, givenBy } from "./flags.ts";
import { ForkSchema, forkFields } from "./fork-flags.ts";
import { self } from "./text.ts";

/** Makes the command. */
export function forkCommand(exit: (code: number) => void): Command {
  const command = new Command("fork")
    .description("Play a round of a run on with something changed; the run itself is not touched.")
    .argument("<run>", "run folder")
    .helpOption("-h, --help", "print this help")
    .allowExcessArguments(false);
  addFlags(command, forkFields(), "Options:");
  return command.action(async (folder: string) => {
    const given = givenBy(command, forkFields());
    checkGiven(given, folder);
    const { fork } = await import("./fork-action.ts");
    exit(await fork(folder, ForkSchema.parse(given), given));
  });
}

function checkGiven(given: Record<string, unknown>, folder: string): void {
  const missing = ["episode", "round"].filter((name) => given[name] === undefined);
  if (missing.length === 0) return;
  throw new BillpError("bad-settings", `Missing: ${missing.map((name) => `--${name}`).join(", ")}.`, {
    hint: `For example: ${self()} fork ${folder} --episode 3 --round 2 --set plan="Something quiet."`,
  });
}

/** Makes the command that prunes. */
export function pruneCommand(exit: (code: number) => void): Command {
  return new Command("prune")
    .description("Drop the checkpoints of finished episodes; record, memories and ledger are kept, forks are no longer possible.")
    .argument("<run>", "run folder, which no run is using")
    .option("--json", "print the sizes as JSON, and nothing else, on stdout")
    .helpOption("-h, --help", "print this help")
    .allowExcessArguments(false)
    .action(async (folder: string, options: { json?: boolean }) => {
      const { prune } = await import("./prune-action.ts");
      exit(await prune(folder, options.json === true));
    });
}
