/** What `billp view` does: serves the page until Ctrl-C. */
import { spawn } from "node:child_process";
import { isIP } from "node:net";
import { messageOf } from "../../core/errors.ts";
import type { ResolvedSettings } from "../../core/settings.ts";
import { serveView } from "../view/server/serve.ts";
import { EXIT } from "./failure.ts";
import { watchInterrupts } from "./interrupt.ts";
import { checkModels } from "./models.ts";
import { note, print } from "./text.ts";
import type { ViewFlags } from "./view-flags.ts";

/** Serves, prints the address, and gives the exit code when it is ended. */
export async function view(root: string, { port, host, open, budget }: ViewFlags): Promise<number> {
  const interrupts = watchInterrupts(() => undefined);
  try {
    const mayFork = async (settings: ResolvedSettings) => {
      await checkModels(settings, { budget, price: [] });
      return { budgetUsd: budget ?? undefined };
    };
    const server = await serveView({ root, port, host, mayFork, onError: (error) => note(`billp: ${messageOf(error)}`) });
    if (!isLoopback(host)) note(`note: everybody who reaches ${host} can read these runs and fork them; there is no password.`);
    await print(`${server.url}\nThe runs in ${root}. Ctrl-C ends it.`);
    if (open) openBrowser(server.url);
    await new Promise((ended) => interrupts.signal.addEventListener("abort", ended));
    await server.close();
    return EXIT.ok;
  } finally {
    interrupts.stop();
  }
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/** Best effort: where there is no browser, the printed address is enough. */
function openBrowser(url: string): void {
  const [command, ...args] = { darwin: ["open"], win32: ["cmd", "/c", "start", ""] }[process.platform as string] ?? ["xdg-open"];
  const child = spawn(command as string, [...args, url], { stdio: "ignore", detached: true });
  child.on("error", () => note("note: no browser could be opened; open the address yourself."));
  child.unref();
}
