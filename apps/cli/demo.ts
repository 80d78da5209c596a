/** `billp demo`, which is `npm start`: its flags. */
import { Command } from "commander";
import { fieldsOf } from "./fields.ts";
import { addFlags, givenBy } from "./flags.ts";
import { OperationSchema } from "./operation.ts";

/** The demo's flags: those of a run that make sense for six of them. */
const schema = OperationSchema.pick({ workers: true, checkpoints: true });

/** Makes the command. */
export function demoCommand(exit: (code: number) => void): Command {
  const command = new Command("demo")
    .description("Play six methods on the embedded world with the offline model, compare them, and write a report.")
    .helpOption("-h, --help", "print this help")
    .allowExcessArguments(false);
  addFlags(command, fieldsOf(schema), "Options:");
  return command.action(async () => {
    const { demo } = await import("./demo-action.ts");
    exit(await demo(schema.parse(givenBy(command, fieldsOf(schema)))));
  });
}
