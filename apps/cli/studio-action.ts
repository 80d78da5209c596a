/** What `billp studio` does: starts the development server, imports the run as a copy, says where it is, and waits for Ctrl-C. */
import { importRun, readStudioRun } from "../../integrations/studio/import.ts";
import { EXIT } from "./failure.ts";
import { watchInterrupts } from "./interrupt.ts";
import { startStudioServer } from "./studio-server.ts";
import { pairs } from "./table.ts";
import { note, print } from "./text.ts";

/** Opens a run; gives the exit code when the person has ended it, or throws when the server ends by itself. */
export async function studio(folder: string, { episode, port }: { episode: readonly number[]; port: number }): Promise<number> {
  const run = await readStudioRun(folder, episode);
  const interrupts = watchInterrupts(() => note("Stopping the development server."));
  try {
    note("Starting the development server …");
    const server = await startStudioServer(port, interrupts.signal, run.worlds);
    try {
      const threads = await importRun(server.url, run);
      const rows: [string, string][] = [
        ["run", `${run.run} (a copy; ${folder} stays as it is)`],
        ["API", server.url],
        ["Studio", `https://smith.langchain.com/studio?baseUrl=${server.url}`],
        ...threads.map((t): [string, string] => [`episode ${t.episode}`, `thread ${t.thread}, ${t.rounds} rounds`]),
      ];
      await print(`${pairs(rows)}\n\nWhat to look at: docs/studio.md. Ctrl-C ends it; what was changed in Studio is gone then.`);
      await server.ended;
    } finally {
      await server.stop();
    }
    return EXIT.ok;
  } catch (error) {
    if (!interrupts.signal.aborted) throw error;
    return EXIT.ok;
  } finally {
    interrupts.stop();
  }
}
