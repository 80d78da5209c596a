/** Starts `langgraphjs dev` for tests: its script with node, in a temporary copy, since it writes files beside langgraph.json. */
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");
/** What langgraph.json's targets need. */
const COPIED = [
  ...["core", "graphs", "nodes", "methods", "prompts", "memory", "models", "worlds", "data"],
  ...["package.json", "tsconfig.json", "langgraph.json", ".gitignore"],
];

export interface DevServer {
  readonly url: string;
  /** Everything it printed. */
  log(): string;
  stop(): Promise<void>;
}

/** Starts the server on a free port of the loopback interface and waits until it answers. @param more Variables of its environment. */
export async function startDevServer(more: Record<string, string> = {}): Promise<DevServer> {
  const folder = mkdtempSync(join(tmpdir(), "billp-dev-"));
  for (const name of COPIED) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  const port = await freePort();
  const script = join(ROOT, "node_modules/@langchain/langgraph-cli/dist/cli/cli.mjs");
  const args = [script, "dev", "--port", String(port), "--host", "127.0.0.1", "--no-browser", "--no-reload"];
  const env = { ...process.env, LANGGRAPH_CLI_NO_ANALYTICS: "1", BROWSER: "none", LANGSMITH_TRACING: "false", ...more };
  // A process group of its own: the CLI's server is a grandchild, and outlives its parent.
  const child = spawn(process.execPath, args, { cwd: folder, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  child.stdout.on("data", (chunk) => (log += chunk));
  child.stderr.on("data", (chunk) => (log += chunk));
  const stop = async () => {
    await killGroup(child);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await answering(`${url}/info`, child);
  } catch (error) {
    await stop();
    throw new Error(`langgraphjs dev did not start:\n${log}`, { cause: error });
  }
  return { url, log: () => log, stop };
}

async function killGroup(child: ChildProcess): Promise<void> {
  const ended = new Promise((done) => (child.exitCode === null ? child.once("exit", done) : done(null)));
  try {
    process.kill(-(child.pid as number), "SIGKILL");
  } catch {
    // already gone
  }
  await ended;
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  const end = Date.now() + 90_000;
  while (Date.now() < end) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    const ok = await fetch(url).then(
      (r) => r.ok,
      () => false,
    );
    if (ok) return;
    await new Promise((r) => setTimeout(r, 250));
  }
  throw new Error("no answer after 90 s");
}

/** A port nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}
