/** Command line as a whole: commands, help, version, and what happens when something fails. */
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { packageFile } from "../../core/package-files.ts";
import { redact } from "../../core/redaction.ts";
import { compareCommand } from "./compare.ts";
import { demoCommand } from "./demo.ts";
import { estimateCommand } from "./estimate.ts";
import { examplesText } from "./examples.ts";
import { reportFailure } from "./failure.ts";
import { forkCommand, pruneCommand } from "./fork.ts";
import { langsmithCommand } from "./langsmith.ts";
import { renameFlags } from "./old-flags.ts";
import { replayCommand } from "./replay.ts";
import { runCommand } from "./run.ts";
import { studioCommand } from "./studio.ts";
import { self } from "./text.ts";
import { viewCommand } from "./view.ts";
import { worldCommand } from "./world.ts";

const HELP = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 budget spent, 130 interrupted.
docs/cli.md and docs/settings.md say more.`;

/** Runs the command line and gives its exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  let code = 0;
  try {
    await program((result) => {
      code = result;
    }).parseAsync(renameFlags(argv));
    return code;
  } catch (error) {
    return reportFailure(error);
  }
}

/** Makers of the commands, in the order of the help. */
const COMMANDS: readonly ((exit: (code: number) => void) => Command)[] = [
  runCommand,
  viewCommand,
  compareCommand,
  replayCommand,
  forkCommand,
  pruneCommand,
  estimateCommand,
  worldCommand,
  demoCommand,
  langsmithCommand,
  studioCommand,
];

/** Builds the commands. Each tells its exit code through `exit`. */
export function program(exit: (code: number) => void): Command {
  const billp = new Command("billp")
    .description("Bi-level learnable LLM planning for long-term recommendation.")
    .version(version(), "--version", "print the version")
    .helpOption("-h, --help", "print this help");
  for (const make of COMMANDS) billp.addCommand(make(exit));
  for (const command of withParts(billp)) {
    guard(command);
    command.addHelpText("after", () => examplesText(pathOf(command).split(" ").slice(1).join(" ")));
  }
  return billp.addHelpText("after", HELP);
}

/** Errors of usage are thrown rather than ending the process, and say where help is; what they quote of the arguments may hold a key. */
function guard(command: Command): void {
  command
    .exitOverride()
    .showHelpAfterError(`  Try: ${[self(), ...pathOf(command).split(" ").slice(1)].join(" ")} --help`)
    .configureOutput({
      outputError: (text, write) => write(redact(text.replace(/^error: /, "billp: ").replace(/\n(?=\(Did)/, " "))),
    });
}

/** A command and all below it. */
function withParts(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withParts)];
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

/** The version in package.json. */
function version(): string {
  return (JSON.parse(readFileSync(packageFile("package.json"), "utf8")) as { version: string }).version;
}
