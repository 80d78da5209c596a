/** `billp world build|check|list`: their flags. */
import { Command } from "commander";
import { BuildOptionsSchema } from "../../worlds/build/options.ts";
import { fieldsOf } from "./fields.ts";
import { addFlags, givenBy } from "./flags.ts";

/** Fields of the build options, from their schema. */
export const buildFields = () => fieldsOf(BuildOptionsSchema);

/** Makes the command and its three parts. */
export function worldCommand(exit: (code: number) => void): Command {
  const world = new Command("world").description("Make, check and list worlds.").helpOption("-h, --help", "print this help");
  const part = (name: string, about: string) =>
    world.command(name).description(about).helpOption("-h, --help", "print this help").allowExcessArguments(false);
  const build = part("build", "Make a world from a rating log in MovieLens' CSV form.");
  addFlags(build, buildFields(), "Options:");
  build.option("--json", "print the report as JSON, and nothing else, on stdout").action(async () => {
    const { buildAction } = await import("./world-action.ts");
    exit(await buildAction(givenBy(build, buildFields()), buildFields(), build.opts().json === true));
  });
  const check = part("check", "Play the policies without a model, and compare with the band the world was made with.");
  check
    .argument("[world]", "embedded world or folder (default: films)")
    .option("--world <text>", "the same as a flag")
    .option("--json", "print the rows as JSON, and nothing else, on stdout")
    .action(async (name: string | undefined, options: { world?: string; json?: boolean }) => {
      const { checkAction } = await import("./world-action.ts");
      exit(await checkAction(name ?? options.world ?? "films", options.json === true));
    });
  part("list", "List the embedded worlds.").action(async () => {
    const { listAction } = await import("./world-action.ts");
    exit(await listAction());
  });
  return world;
}
