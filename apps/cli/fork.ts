/** `billp fork` and `billp prune`: their flags. */
import { Command } from "commander";
import { z } from "zod";
import { BillpError } from "../../core/errors.ts";
import { fieldsOf } from "./fields.ts";
import { addFlags, givenBy } from "./flags.ts";
import { OperationSchema } from "./operation.ts";
import { self } from "./text.ts";

/** Schema of the flags of `billp fork`. */
export const ForkSchema = OperationSchema.pick({
  workers: true,
  budget: true,
  price: true,
  cache: true,
  cacheFile: true,
  maxConcurrentCalls: true,
  perMinute: true,
}).extend({
  episode: z.int().min(1).describe("Episode to fork."),
  round: z.int().min(1).describe("Round from which on it is played anew."),
  set: z
    .array(z.string())
    .default([])
    .describe(
      "What changes: plan=TEXT, settings.NAME=VALUE, model=NAME, model.ROLE=NAME, memory.drop=ID. Without it, the round is played on as it was.",
    ),
  repeat: z.int().min(1).max(1000).default(1).describe("How often; from the second on with sampling seeds of its own."),
  from: z.string().min(1).nullable().default(null).describe("Fork to fork from. Without it: the run itself."),
  to: z
    .enum(["episode", "run"])
    .default("episode")
    .describe("Play to the end of the episode, or also the later episodes anew, in a run folder of its own."),
  out: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe("Folder of that run. Default: forks/<id of the fork> in the run folder."),
  json: z.boolean().default(false).describe("Print original and forks as JSON, and nothing else, on stdout."),
});

export type ForkFlags = z.output<typeof ForkSchema>;

/** Fields of the fork, from their schema. */
export const forkFields = () => fieldsOf(ForkSchema);

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
    exit(await fork(folder, ForkSchema.parse(given)));
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
