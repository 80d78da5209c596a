/** `billp view [RUNS]`: its flags. What it does is loaded when it is called. */
import { Command } from "commander";
import { z } from "zod";
import { fieldsOf } from "./fields.ts";
import { addFlags, givenBy } from "./flags.ts";

/** Schema of the flags. */
export const ViewSchema = z.strictObject({
  port: z.int().min(0).max(65_535).default(8321).describe("Port of the page; 0 takes any free one."),
  host: z
    .string()
    .min(1)
    .default("127.0.0.1")
    .describe(
      "Address to listen on. There is no password: leave it on loopback unless everybody on the network may read and fork.",
    ),
  budget: z
    .number()
    .min(0)
    .nullable()
    .default(null)
    .describe("USD that one fork from the page may spend. Needed where a model costs."),
  open: z.boolean().default(false).describe("Open the page in the default browser."),
});

export type ViewFlags = z.output<typeof ViewSchema>;
export const viewFields = () => fieldsOf(ViewSchema);

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
