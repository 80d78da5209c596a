/** `billp studio`: its flags. */
import { Command, InvalidArgumentError } from "commander";

/** Makes the command. */
export function studioCommand(exit: (code: number) => void): Command {
  return new Command("studio")
    .description("Open a run as a copy in LangGraph Studio's development server: its memories, and the rounds of an episode.")
    .argument("<run>", "run folder; it is read and never written")
    .option("--episode <n...>", "episodes, a thread each (default: the last one)", numbers, [])
    .option("--port <n>", "port on 127.0.0.1", port, 2024)
    .helpOption("-h, --help", "print this help")
    .allowExcessArguments(false)
    .action(async (run: string, options: { episode: number[]; port: number }) => {
      const { studio } = await import("./studio-action.ts");
      exit(await studio(run, options));
    });
}

function numbers(text: string, earlier: number[]): number[] {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1) throw new InvalidArgumentError("Expected a whole number, 1 or more.");
  return [...earlier, n];
}

function port(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1 || n > 65_535) throw new InvalidArgumentError("Expected a whole number from 1 to 65535.");
  return n;
}
